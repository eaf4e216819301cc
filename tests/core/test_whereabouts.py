"""Where a parcel is by its scans, and which change of it is news for its customer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.lifecycles import ParcelState
from comptoir.core.whereabouts import Stage, Told, is_late, is_news, stage_of

pytestmark = [pytest.mark.rule("DEL-06"), pytest.mark.rule("DEL-10")]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCANNED = [stage.value for stage in Stage if stage not in (Stage.LABELLED, Stage.HANDED_OVER)]


@pytest.mark.parametrize(
    ("state", "seen", "stage"),
    [
        (ParcelState.PACKED, (), Stage.LABELLED),
        (ParcelState.CHARGING, ("in_transit",), Stage.LABELLED),
        (ParcelState.SHIPPED, (), Stage.HANDED_OVER),
        (ParcelState.SHIPPED, ("in_transit",), Stage.UNDER_WAY),
        (ParcelState.SHIPPED, ("at_customs", "in_transit"), Stage.UNDER_WAY),
        (ParcelState.SHIPPED, ("refused",), Stage.REFUSED),
        (ParcelState.SHIPPED, ("refused", "in_transit"), Stage.COMING_BACK),
        (ParcelState.DELIVERED, ("delivered", "in_transit"), Stage.DELIVERED),
        (ParcelState.LOST, (), Stage.LOST),
        (ParcelState.RETURNED, ("returned",), Stage.RETURNED),
    ],
)
def test_the_stage_follows_from_the_state_and_the_scans(
    state: ParcelState, seen: tuple[str, ...], stage: Stage
) -> None:
    assert stage_of(state=state, seen=seen) is stage


@pytest.mark.rule("DEL-16")
def test_late_begins_where_it_is_awaited_and_not_for_what_waits_there() -> None:
    latest = date(2026, 11, 25)
    before, after = datetime(2026, 11, 25, 22, 59, tzinfo=UTC), datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert not is_late(Stage.UNDER_WAY, latest=latest, zone="Europe/Paris", at=before)
    assert is_late(Stage.UNDER_WAY, latest=latest, zone="Europe/Paris", at=after)
    for stage in (Stage.AT_POINT, Stage.DELIVERED, Stage.OUT_FOR_DELIVERY, Stage.COMING_BACK):
        assert not is_late(stage, latest=latest, zone="Europe/Paris", at=after)


def test_noise_and_what_has_a_letter_of_its_own_is_no_news() -> None:
    for stage in (
        Stage.LABELLED,
        Stage.HANDED_OVER,
        Stage.UNDER_WAY,
        Stage.DELIVERED,
        Stage.LOST,
        Stage.RETURNED,
    ):
        assert not is_news(stage, seen_at=NOON, told=None, at=NOON)


def test_the_same_again_and_the_two_words_for_coming_back_are_one_news() -> None:
    told = Told(stage=Stage.REFUSED, seen_at=NOON)
    assert not is_news(Stage.REFUSED, seen_at=NOON + HOUR, told=told, at=NOON + HOUR)
    assert not is_news(Stage.COMING_BACK, seen_at=NOON + HOUR, told=told, at=NOON + HOUR)
    assert is_news(Stage.AT_POINT, seen_at=NOON + HOUR, told=told, at=NOON + HOUR)


def test_what_happened_before_or_long_ago_is_no_news() -> None:
    told = Told(stage=Stage.ATTEMPTED, seen_at=NOON)
    assert not is_news(Stage.OUT_FOR_DELIVERY, seen_at=NOON - HOUR, told=told, at=NOON)
    assert is_news(Stage.OUT_FOR_DELIVERY, seen_at=NOON, told=None, at=NOON + timedelta(days=1))
    late = NOON + timedelta(days=1, seconds=1)
    assert not is_news(Stage.OUT_FOR_DELIVERY, seen_at=NOON, told=None, at=late)


@given(st.lists(st.tuples(st.sampled_from(SCANNED), st.integers(0, 20)), max_size=12), st.randoms())
def test_news_comes_in_the_order_of_what_happened_and_never_twice_in_a_row(
    scans: list[tuple[str, int]], chance: object
) -> None:
    """However late and mixed the scans arrive."""
    arriving = list(scans)
    chance.shuffle(arriving)
    told: list[Told] = []
    known: list[tuple[int, str]] = []
    for status, hour in arriving:
        known.append((hour, status))
        known.sort(key=lambda scan: scan[0])
        last_hour, _status = known[-1]
        stage = stage_of(state=ParcelState.SHIPPED, seen=[each for _hour, each in known])
        seen_at = NOON + last_hour * HOUR
        if is_news(stage, seen_at=seen_at, told=told[-1] if told else None, at=NOON + 20 * HOUR):
            told.append(Told(stage=stage, seen_at=seen_at))
    assert all(a.seen_at < b.seen_at and a.stage is not b.stage for a, b in zip(told, told[1:], strict=False))
