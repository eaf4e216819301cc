"""ORD-03: thirty minutes, to the second, from the more favourable start."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.cancellation import (
    can_cancel,
    cancellable_until,
    decide_cancellation,
    kept_until,
)
from comptoir.core.decisions import Allowed, NeedsPerson, Refused
from comptoir.core.facts import PieceState
from comptoir.core.reasons import Reason
from tests.core.order_facts import PLACED_AT, POLICY, ZONES, a_piece, an_order

pytestmark = pytest.mark.rule("ORD-03")

HALF_HOUR = timedelta(minutes=30)
SECOND = timedelta(seconds=1)
SELF_SERVICE = replace(
    POLICY, markets={**POLICY.markets, "FR": replace(POLICY.markets["FR"], self_cancellation=True)}
)


def test_the_thirtieth_minute_is_included_to_its_last_fraction() -> None:
    order = an_order()
    until = PLACED_AT + HALF_HOUR
    for at in (PLACED_AT, until, until + timedelta(microseconds=999_999)):
        assert can_cancel(order=order, policy=POLICY, at=at, by="advisor") == Allowed(
            rule="ORD-03", until=until, values=(("how", "advisor"),)
        )


def test_one_second_more_is_too_late_and_says_until_when() -> None:
    until = PLACED_AT + HALF_HOUR
    assert can_cancel(order=an_order(), policy=POLICY, at=until + SECOND, by="advisor") == Refused(
        rule="ORD-03", reason=Reason.CANCELLATION_OVER, until=until, values=(("until", until),)
    )


def test_the_minutes_are_the_policys() -> None:
    policy = replace(POLICY, checkout=replace(POLICY.checkout, cancellation_minutes=45))
    assert cancellable_until(order=an_order(), policy=policy) == PLACED_AT + timedelta(minutes=45)


def test_fractions_of_the_placing_are_dropped_so_that_the_shown_second_counts() -> None:
    order = an_order(placed_at=PLACED_AT + timedelta(microseconds=700_000), confirmed_at=None)
    assert cancellable_until(order=order, policy=POLICY) == PLACED_AT + HALF_HOUR


def test_a_later_confirmation_starts_the_time_anew() -> None:
    later = PLACED_AT + timedelta(hours=3)
    assert cancellable_until(order=an_order(confirmed_at=later), policy=POLICY) == later + HALF_HOUR


def test_an_earlier_confirmation_takes_nothing_away() -> None:
    earlier = PLACED_AT - timedelta(hours=3)
    assert cancellable_until(order=an_order(confirmed_at=earlier), policy=POLICY) == PLACED_AT + HALF_HOUR


def test_a_held_order_can_be_cancelled_for_as_long_as_it_is_held() -> None:
    order = an_order(held=True, confirmed_at=None)
    at = PLACED_AT + timedelta(days=2)
    assert can_cancel(order=order, policy=POLICY, at=at, by="advisor") == Allowed(
        rule="ORD-03", until=None, values=(("how", "advisor"),)
    )
    assert kept_until(order=order, policy=POLICY) is None


def test_the_warehouse_gets_the_order_in_the_first_second_after() -> None:
    kept = kept_until(order=an_order(), policy=POLICY)
    assert kept == PLACED_AT + HALF_HOUR
    due = kept + SECOND
    assert isinstance(can_cancel(order=an_order(), policy=POLICY, at=due, by="advisor"), Refused)
    assert isinstance(can_cancel(order=an_order(), policy=POLICY, at=due - SECOND, by="advisor"), Allowed)


SOONER = replace(POLICY, checkout=replace(POLICY.checkout, release_minutes=10))


def test_where_the_preparation_team_has_it_sooner_it_is_asked_to_stop_it_until_the_time_is_over() -> None:
    assert kept_until(order=an_order(), policy=SOONER) == PLACED_AT + timedelta(minutes=10)
    until = PLACED_AT + HALF_HOUR
    released = an_order(a_piece("a"), a_piece("b", state=PieceState.PACKED), state="released")
    assert can_cancel(order=released, policy=SOONER, at=until, by="advisor") == Allowed(
        rule="ORD-03", until=until, values=(("how", "advisor"), ("team", "asked"))
    )
    after = can_cancel(order=released, policy=SOONER, at=until + SECOND, by="advisor")
    assert isinstance(after, Refused)
    assert after.reason is Reason.CANCELLATION_OVER
    gone = an_order(a_piece("a", state=PieceState.SHIPPED), a_piece("b"), state="released")
    refused = can_cancel(order=gone, policy=SOONER, at=PLACED_AT, by="advisor")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.ALREADY_RELEASED


@pytest.mark.parametrize(
    ("stop", "answer"), [("asked", NeedsPerson), ("too_late", Refused)], ids=["asked", "too late"]
)
def test_what_was_asked_of_the_team_is_said_whatever_the_time(stop: str, answer: type) -> None:
    order = replace(an_order(state="released"), stop=stop)
    for at in (PLACED_AT, PLACED_AT + timedelta(days=1)):
        decision = can_cancel(order=order, policy=SOONER, at=at, by="shopper")
        assert type(decision) is answer
        assert decision.reason == f"stop_{stop}"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("awaiting_payment", Reason.NOT_PLACED),
        ("abandoned", Reason.NOT_PLACED),
        ("cancelled", Reason.ALREADY_CANCELLED),
        ("released", Reason.ALREADY_RELEASED),
        ("closed", Reason.ALREADY_RELEASED),
    ],
)
def test_only_a_placed_order_is_cancelled(state: str, reason: Reason) -> None:
    decision = can_cancel(order=an_order(state=state), policy=POLICY, at=PLACED_AT, by="advisor")
    assert isinstance(decision, Refused)
    assert (decision.rule, decision.reason) == ("ORD-03", reason)


def test_once_the_time_is_over_the_reason_is_the_time_whether_or_not_it_was_released() -> None:
    at = PLACED_AT + HALF_HOUR + SECOND
    reasons = {
        decision.reason
        for state in ("placed", "released", "closed")
        for decision in [can_cancel(order=an_order(state=state), policy=POLICY, at=at, by="advisor")]
        if isinstance(decision, Refused)
    }
    assert reasons == {Reason.CANCELLATION_OVER}


def test_a_parcel_that_is_leaving_cannot_be_called_back() -> None:
    decision = can_cancel(order=an_order(parcel_leaving=True), policy=POLICY, at=PLACED_AT, by="advisor")
    assert isinstance(decision, Refused)
    assert decision.reason is Reason.ALREADY_RELEASED


def test_a_shopper_is_told_to_phone_and_the_verb_refuses_with_the_number() -> None:
    until = PLACED_AT + HALF_HOUR
    phone = (("how", "phone"), ("phone", POLICY.house.phone))
    shown = can_cancel(order=an_order(), policy=POLICY, at=PLACED_AT, by="shopper")
    assert shown == Allowed(rule="ORD-03", until=until, values=phone)
    done = decide_cancellation(order=an_order(), policy=POLICY, at=PLACED_AT, by="shopper")
    assert done == Refused(
        rule="ORD-03", reason=Reason.BY_PHONE, until=until, values=(*phone, ("until", until))
    )


def test_a_shopper_with_a_held_order_is_told_to_phone_without_a_limit() -> None:
    order = an_order(held=True)
    decision = decide_cancellation(order=order, policy=POLICY, at=PLACED_AT, by="shopper")
    assert isinstance(decision, Refused)
    assert (decision.reason, decision.until) == (Reason.BY_PHONE_WHILE_HELD, None)


def test_where_the_market_allows_it_the_shopper_cancels_alone() -> None:
    decision = decide_cancellation(order=an_order(), policy=SELF_SERVICE, at=PLACED_AT, by="shopper")
    assert decision == Allowed(rule="ORD-03", until=PLACED_AT + HALF_HOUR, values=(("how", "self"),))


def test_an_advisor_never_has_to_phone() -> None:
    decision = decide_cancellation(order=an_order(), policy=POLICY, at=PLACED_AT, by="advisor")
    assert isinstance(decision, Allowed)


@given(
    seconds=st.integers(0, 4000),
    confirmed=st.none() | st.integers(-4000, 4000),
    held=st.booleans(),
    state=st.sampled_from(["placed", "released", "closed", "cancelled", "awaiting_payment", "abandoned"]),
)
def test_what_was_too_late_once_is_never_possible_again(
    seconds: int, confirmed: int | None, held: bool, state: str
) -> None:
    confirmed_at = None if confirmed is None else PLACED_AT + timedelta(seconds=confirmed)
    order = an_order(confirmed_at=confirmed_at, held=held, state=state)
    at = PLACED_AT + timedelta(seconds=seconds)
    if isinstance(can_cancel(order=order, policy=POLICY, at=at, by="advisor"), Refused):
        later = at + timedelta(seconds=1 + seconds)
        assert isinstance(can_cancel(order=order, policy=POLICY, at=later, by="advisor"), Refused)


@pytest.mark.parametrize("zone", ZONES)
def test_minutes_are_real_minutes_when_the_clocks_change(zone: str) -> None:
    for placed_at in (
        datetime(2026, 10, 25, 0, 45, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 45, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 45, tzinfo=UTC),
        datetime(2026, 4, 4, 13, 45, tzinfo=UTC),
    ):
        local = placed_at.astimezone(ZoneInfo(zone))
        until = cancellable_until(order=an_order(placed_at=local, confirmed_at=local), policy=POLICY)
        assert until is not None
        assert until.astimezone(UTC) == placed_at + HALF_HOUR
