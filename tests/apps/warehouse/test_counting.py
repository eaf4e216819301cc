"""Counts: compared with what should lie in the bins at that moment, booked whole, or not at all."""

from __future__ import annotations

from uuid import UUID

import pytest

from comptoir.core.reasons import Reason
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.ids import new_id
from comptoir.infra.refusals import NotPossible
from comptoir.stock import queries as stock
from comptoir.warehouse import queries, services
from comptoir.warehouse.services import Station
from tests import builders, cast
from tests.builders import KNIT_M, LOAFER_42, MONDAY, SHIRT_M

pytestmark = pytest.mark.usefixtures("house")
HAND = cast.WAREHOUSE


def a_count(what: str = "") -> UUID:
    count = new_id()
    services.begin_count(count_id=count, location="PAR", what=what, actor=HAND, at=MONDAY)
    return count


def bins(**codes: str) -> None:
    services.place_bins(location="PAR", bins=codes, actor=HAND, at=MONDAY)


def put(count: UUID, lines: dict[str, int]) -> None:
    services.write_counts(count_id=count, lines=lines, actor=HAND, at=MONDAY)


def scan(count: UUID, sku: str, key: str = "") -> tuple[str, int]:
    return services.scan_counted(count_id=count, code=sku, key=key or str(new_id()), actor=HAND, at=MONDAY)


def book(count: UUID, seen: int, *, reason: str = "cycle", rest_is_none: bool = False) -> None:
    services.book_count(
        count_id=count, reason=reason, seen=seen, rest_is_none=rest_is_none, actor=HAND, at=MONDAY
    )


def on_hand(sku: str) -> int:
    return sum(level.on_hand for level in stock.levels(skus=[sku])[sku])


def lines_of(count: UUID) -> list[tuple[str, int | None, int | None]]:
    return [(line.sku, line.expected, line.counted) for line in queries.count_lines(count_id=count)]


def test_a_bin_is_counted_and_its_differences_booked_with_their_reason() -> None:
    bins(**{KNIT_M: "A-01", SHIRT_M: "A-01", LOAFER_42: "B-02"})
    count = a_count("a-01")
    assert lines_of(count) == [(KNIT_M, None, None), (SHIRT_M, None, None)]
    put(count, {KNIT_M: 18})
    assert scan(count, SHIRT_M, "one-key") == scan(count, SHIRT_M, "one-key") == (SHIRT_M, 1)
    assert lines_of(count) == [(KNIT_M, 20, 18), (SHIRT_M, 20, 1)]
    put(count, {SHIRT_M: 21})
    assert on_hand(KNIT_M) == 20
    book(count, 39, reason="  cycle count ")
    book(count, 39)
    assert (on_hand(KNIT_M), on_hand(SHIRT_M)) == (18, 21)
    (row, _first), _count = stock.movements_of(sku=KNIT_M, page=1, size=9)
    assert (row.kind, row.quantity, row.reason, row.actor) == ("count", -2, "cycle count", HAND.id)
    (view,) = queries.counts(location="PAR", over=True, limit=9)
    assert (view.bin, view.lines, view.done) == ("A-01", 2, 2)


def test_what_was_picked_or_packed_is_not_missing_from_its_bin() -> None:
    builders.a_released_order(lines=((KNIT_M, 2),))
    packed = builders.a_released_order(lines=((KNIT_M, 1),))
    fulfilment.pack_parcel(order_number=packed.number, pieces=None, actor=HAND, at=MONDAY)
    wave = services.make_wave(location="PAR", most=5, actor=HAND, at=MONDAY)
    services.scan_code(wave_id=wave, station=Station.PICK, code=KNIT_M, key="pick-one", actor=HAND, at=MONDAY)
    count = a_count(KNIT_M)
    put(count, {KNIT_M: 18})
    assert lines_of(count) == [(KNIT_M, 18, 18)]
    services.scan_code(wave_id=wave, station=Station.PICK, code=KNIT_M, key="pick-two", actor=HAND, at=MONDAY)
    book(count, 18)
    assert on_hand(KNIT_M) == 20
    assert stock.wrong_levels() == ()


def test_what_was_not_counted_is_left_alone_unless_it_is_said_to_be_gone() -> None:
    bins(**{KNIT_M: "A-01", SHIRT_M: "A-01"})
    count = a_count("A-01")
    put(count, {KNIT_M: 20})
    book(count, 20)
    assert on_hand(SHIRT_M) == 20
    count = a_count("A-01")
    put(count, {KNIT_M: 20})
    book(count, 20, rest_is_none=True)
    assert on_hand(SHIRT_M) == 0


def test_a_piece_of_another_bin_is_told_where_it_belongs() -> None:
    bins(**{KNIT_M: "A-01", LOAFER_42: "B-02"})
    count = a_count("A-01")
    with pytest.raises(NotPossible) as refused:
        scan(count, LOAFER_42)
    assert "belongs into B-02" in str(dict(refused.value.refusals[0].values)["why"])
    assert lines_of(count) == [(KNIT_M, None, None)]


@pytest.mark.parametrize(
    ("seen", "reason", "wanted"),
    [(5, "", Reason.FIELD_MISSING), (4, "cycle", Reason.CHANGED_MEANWHILE), (5, "cycle", Reason.FIELD_WRONG)],
)
def test_a_count_that_cannot_be_booked_moves_nothing(seen: int, reason: str, wanted: Reason) -> None:
    builders.a_placed_order(lines=((KNIT_M, 6),))
    count = a_count()
    put(count, {KNIT_M: 2, SHIRT_M: 3})
    with pytest.raises(NotPossible) as refused:
        book(count, seen, reason=reason)
    assert refused.value.refusals[0].reason is wanted
    assert (on_hand(KNIT_M), on_hand(SHIRT_M)) == (20, 20)


@pytest.mark.parametrize("what", ["Z-99", "NOTHING"])
def test_only_bins_and_skus_are_counted(what: str) -> None:
    with pytest.raises(NotPossible):
        a_count(what)
    assert queries.counts(location="PAR", over=False, limit=9) == ()


def test_every_wrong_line_of_a_list_is_told() -> None:
    count = a_count()
    with pytest.raises(NotPossible) as refused:
        put(count, {"ME-NOTHING": 1, KNIT_M: 10_001, SHIRT_M: 1})
    assert [refusal.field for refusal in refused.value.refusals] == ["ME-NOTHING", KNIT_M]
    assert lines_of(count) == []


def test_a_dropped_count_is_over() -> None:
    count = a_count(KNIT_M)
    services.drop_count(count_id=count, actor=HAND, at=MONDAY)
    for late in (lambda: scan(count, KNIT_M), lambda: book(count, 0), lambda: put(count, {KNIT_M: 1})):
        with pytest.raises(NotPossible):
            late()
    assert on_hand(KNIT_M) == 20


def test_bins_that_were_never_counted_come_first() -> None:
    bins(**{KNIT_M: "A-01", SHIRT_M: "A-02", LOAFER_42: "A-03"})
    count = a_count("A-01")
    put(count, {KNIT_M: 20})
    book(count, 20)
    assert [row.code for row in queries.oldest_bins(location="PAR", limit=9)] == ["A-02", "A-03", "A-01"]
