"""Pieces are promised, freed, taken and put back; levels and movements always agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.reasons import Reason
from comptoir.infra.db import one_transaction
from comptoir.infra.ids import new_id
from comptoir.journal import queries as journal
from comptoir.stock import queries, services
from comptoir.stock.services import CannotCount, NotReserved, OutOfStock, Place, Received

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HAND = Actor(kind=ActorKind.STAFF, id="hand", role=Role.WAREHOUSE)
KNIT, COAT = "ME-26W-KN014-0410-M", "ME-26W-CO002-0100-38"


@pytest.fixture(autouse=True)
def warehouses() -> None:
    services.load_locations(
        places=[
            Place(code="LYS", name="Lyon", country="FR", ships=True, position=0),
            Place(code="RTM", name="Rotterdam", country="NL", ships=True, position=1),
            Place(code="PAR", name="Paris store", country="FR", ships=False, position=2),
        ]
    )
    services.receive_delivery(
        lines=[
            Received(sku=KNIT, location="LYS", quantity=2),
            Received(sku=KNIT, location="RTM", quantity=3),
            Received(sku=KNIT, location="PAR", quantity=9),
            Received(sku=COAT, location="RTM", quantity=1),
        ],
        cause="note-1",
        at=AT,
    )


def pieces_of(*skus: str) -> list[tuple[UUID, str]]:
    return [(new_id(), sku) for sku in skus]


def reserve(pieces: Sequence[tuple[UUID, str]], *, country: str = "FR", order: str = "ORDER1") -> None:
    with one_transaction():
        services.reserve_pieces(order_number=order, pieces=pieces, country=country, at=AT)


def ids_of(pieces: Sequence[tuple[UUID, str]]) -> list[UUID]:
    return [piece for piece, _sku in pieces]


def level_of(sku: str, place: str) -> tuple[int, int]:
    level = next(level for level in queries.levels(skus=[sku])[sku] if level.location == place)
    return level.on_hand, level.reserved


def test_what_can_be_sold_is_what_lies_where_orders_ship_from() -> None:
    assert queries.available(skus=[KNIT, COAT, "NOTHING"]) == {KNIT: 5, COAT: 1, "NOTHING": 0}


@pytest.mark.rule("ORD-07")
def test_a_promise_takes_from_what_can_be_sold_and_leaves_what_lies_there() -> None:
    reserve(pieces_of(KNIT))
    assert queries.available(skus=[KNIT]) == {KNIT: 4}
    assert level_of(KNIT, "LYS") == (2, 1)


def test_one_place_that_has_everything_is_chosen_before_the_nearest() -> None:
    pieces = pieces_of(KNIT, COAT)
    reserve(pieces, country="FR")
    assert set(queries.locations_of(pieces=ids_of(pieces)).values()) == {"RTM"}


def test_the_orders_own_country_comes_first() -> None:
    here, there = pieces_of(KNIT), pieces_of(KNIT)
    reserve(here, country="FR")
    reserve(there, country="NL", order="ORDER2")
    assert list(queries.locations_of(pieces=ids_of(here)).values()) == ["LYS"]
    assert list(queries.locations_of(pieces=ids_of(there)).values()) == ["RTM"]


def test_an_order_that_no_place_has_whole_is_taken_from_several() -> None:
    pieces = pieces_of(*[KNIT] * 5)
    reserve(pieces)
    assert sorted(queries.locations_of(pieces=ids_of(pieces)).values()) == ["LYS", "LYS", "RTM", "RTM", "RTM"]


@pytest.mark.rule("ORD-07")
def test_all_or_nothing_is_promised_and_demand_is_counted_over_lines() -> None:
    """Pitfall 1: two lines of one SKU are one demand."""
    with pytest.raises(OutOfStock) as refused:
        reserve(pieces_of(KNIT, COAT, KNIT, KNIT, COAT, KNIT, KNIT, KNIT))
    assert refused.value.missing == ((COAT, 2, 1), (KNIT, 6, 5))
    assert [refusal.reason for refusal in refused.value.refusals] == [Reason.OUT_OF_STOCK] * 2
    assert queries.available(skus=[KNIT, COAT]) == {KNIT: 5, COAT: 1}
    assert queries.wrong_levels() == ()


def test_an_orders_own_promise_never_blocks_its_retry() -> None:
    """Pitfall 2: asked again, what is held stays held and counts once."""
    pieces = pieces_of(COAT)
    reserve(pieces)
    reserve(pieces)
    assert level_of(COAT, "RTM") == (1, 1)


def test_what_was_freed_can_be_promised_again_also_to_the_same_piece() -> None:
    pieces = pieces_of(COAT)
    reserve(pieces)
    with one_transaction():
        assert services.free_pieces(pieces=ids_of(pieces), at=AT) == 1
        assert services.free_pieces(pieces=ids_of(pieces), at=AT) == 0
    assert queries.available(skus=[COAT]) == {COAT: 1}
    reserve(pieces)
    assert queries.available(skus=[COAT]) == {COAT: 0}
    assert queries.wrong_levels() == ()


def test_pieces_leave_once_however_often_they_are_taken() -> None:
    pieces = pieces_of(KNIT, COAT)
    reserve(pieces)
    for _ in range(2):
        with one_transaction():
            services.take_pieces(pieces=ids_of(pieces), actor=HAND, at=AT)
    assert level_of(KNIT, "RTM") == (2, 0)
    assert level_of(COAT, "RTM") == (0, 0)
    assert queries.wrong_levels() == ()


def test_what_was_never_promised_cannot_leave() -> None:
    with pytest.raises(NotReserved), one_transaction():
        services.take_pieces(pieces=[new_id()], actor=HAND, at=AT)
    assert queries.available(skus=[KNIT]) == {KNIT: 5}


@pytest.mark.rule("PAY-06")
def test_a_missing_piece_is_written_off_with_its_promise() -> None:
    pieces = pieces_of(COAT)
    reserve(pieces)
    with one_transaction():
        services.write_off_pieces(pieces=ids_of(pieces), actor=HAND, at=AT)
    assert level_of(COAT, "RTM") == (0, 0)
    assert queries.wrong_levels() == ()


def test_a_returned_piece_is_back_where_it_left_from_once() -> None:
    pieces = pieces_of(COAT)
    reserve(pieces)
    with one_transaction():
        services.take_pieces(pieces=ids_of(pieces), actor=HAND, at=AT)
    for _ in range(2):
        with one_transaction():
            services.restock_piece(piece=pieces[0][0], sku=COAT, kind="return", actor=HAND, at=AT)
    assert level_of(COAT, "RTM") == (1, 0)


def test_second_choice_is_not_sold_again() -> None:
    pieces = pieces_of(COAT)
    reserve(pieces)
    with one_transaction():
        services.take_pieces(pieces=ids_of(pieces), actor=HAND, at=AT)
        services.restock_piece(piece=pieces[0][0], sku=COAT, kind="second_choice", actor=HAND, at=AT)
    assert level_of(COAT, "RTM") == (0, 0)
    assert queries.wrong_levels() == ()


def test_a_delivery_note_counts_once() -> None:
    services.receive_stock(sku=KNIT, location="LYS", quantity=4, cause="note-2", at=AT)
    services.receive_stock(sku=KNIT, location="LYS", quantity=4, cause="note-2", at=AT)
    assert level_of(KNIT, "LYS") == (6, 0)


def test_a_count_is_what_lies_there_and_is_journalled() -> None:
    services.count_stock(sku=KNIT, location="LYS", quantity=7, cause="count-1", actor=HAND, at=AT)
    services.count_stock(sku=KNIT, location="LYS", quantity=7, cause="count-2", actor=HAND, at=AT)
    assert level_of(KNIT, "LYS") == (7, 0)
    entry = journal.entries_about(kind="sku", subject_id=KNIT)[0]
    assert (entry.verb, entry.actor_id, entry.data) == (
        "count_stock",
        "hand",
        {"location": "LYS", "before": 2, "counted": 7},
    )
    assert queries.wrong_levels() == ()


def test_a_count_below_what_is_promised_is_refused_and_moves_nothing() -> None:
    reserve(pieces_of(KNIT, KNIT))
    with pytest.raises(CannotCount) as refused:
        services.count_stock(sku=KNIT, location="LYS", quantity=1, cause="count-1", actor=HAND, at=AT)
    assert dict(refused.value.refusals[0].values) == {
        "why": "2 pieces are promised to orders. Report those that are missing first."
    }
    assert level_of(KNIT, "LYS") == (2, 2)
    assert journal.entries_about(kind="sku", subject_id=KNIT) == ()


@pytest.mark.parametrize(("sku", "place"), [("NOTHING", "LYS"), (KNIT, "NOWHERE")])
def test_only_known_skus_in_known_places_are_counted(sku: str, place: str) -> None:
    with pytest.raises(CannotCount) as refused:
        services.count_stock(sku=sku, location=place, quantity=1, cause="count-1", actor=HAND, at=AT)
    assert refused.value.refusals[0].reason is Reason.NOT_FOUND
