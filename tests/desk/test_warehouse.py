"""The warehouse at the desk, through its public door: waves, one field for the scanner, the bench, the door."""

from __future__ import annotations

import re
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.core.actors import Role
from comptoir.core.numbers import make_number
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import ids, queue
from comptoir.orders import queries as orders
from comptoir.orders.models import Order, Piece
from comptoir.stock.models import Reservation
from comptoir.warehouse import queries
from comptoir.warehouse import services as warehouse
from tests import builders, cast
from tests.builders import KNIT, KNIT_M, LOAFER_42, SHIRT_M
from tests.desk.preparing import scanned, state_of, wave_of
from tests.desk.selling import plain, signed_in

M = TypeVar("M", bound=Model)

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def hand(house: None) -> Client:
    """A browser in which a warehouse hand is signed in."""
    del house
    return signed_in(Role.WAREHOUSE)


@pytest.mark.rule("ORD-03")
def test_an_order_waits_only_when_its_thirty_minutes_are_over(hand: Client) -> None:
    placed = builders.a_placed_order()
    assert queries.waiting(location="PAR") == ()
    builders.at_clock(builders.MONDAY)
    released = builders.a_released_order(lines=((KNIT_M, 1),))
    (row,) = queries.waiting(location="PAR")
    assert (row.number, [sku for _piece, sku in row.pieces]) == (released.number, [KNIT_M])
    assert placed.number[:4] not in plain(hand.get("/desk/warehouse/").content.decode())


@pytest.mark.rule("I18N-02")
def test_whoever_picks_reads_the_pieces_of_any_order_in_their_own_language(hand: Client) -> None:
    builders.a_released_order(lines=((KNIT_M, 1),), language="fr")
    wave = wave_of(hand)
    for station in ("pick", "pack"):
        answer = hand.post(f"{wave}{station}/scans/", {"code": KNIT_M, "key": str(uuid4())})
        page = plain(answer.content.decode())
        assert "Boxy crewneck, Poppy, M" in page
        assert "Pull col rond" not in page


@pytest.mark.rule("ORD-01", "PAY-05", "DEL-10")
def test_an_order_is_picked_packed_and_shipped_by_scans_alone(hand: Client) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1), (LOAFER_42, 1)))
    warehouse.place_bins(
        location="PAR", bins={KNIT_M: "B-02", LOAFER_42: "A-01"}, actor=cast.WAREHOUSE, at=builders.MONDAY
    )
    wave = wave_of(hand)
    page = plain(hand.get(f"{wave}pick/").content.decode())
    assert page.index("A-01") < page.index("B-02")
    assert scanned(hand, wave, "pick", KNIT_M.lower()) == f"Picked: {KNIT_M}. Into compartment 1."
    assert scanned(hand, wave, "pick", LOAFER_42) == f"Picked: {LOAFER_42}. Into compartment 1."
    assert scanned(hand, wave, "pick", "ID-7731") == f"ID-7731 is kept with {LOAFER_42}."
    scanned(hand, wave, "pack", LOAFER_42)
    assert scanned(hand, wave, "pack", KNIT_M) == "Compartment 1 is complete. Pack it."
    page = hand.get(f"{wave}pack/").content.decode()
    assert "A box, 1 dust bag, 800 g of pieces" in plain(page)
    preparation = re.search(r'name="preparation" value="(\d+)"', page)
    assert preparation
    form = {"preparation": preparation.group(1)}
    packed = plain(hand.post(f"{wave}parcels/", form, follow=True).content.decode())
    assert "Parcel packed: 800 g." in packed
    assert "Print the label" in packed
    hand.post(f"{wave}parcels/", form)  # sent again after a network drop
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    assert queries.waiting(location="PAR") == ()
    assert queries.open_waves(location="PAR") == ()
    answer = hand.post("/desk/warehouse/door/", {"code": parcel.tracking_number})
    assert f"Shipped: {parcel.number}." in plain(answer.content.decode())
    queue.run_waiting()
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    assert parcel.state == "shipped"
    loafer = next(p for p in orders.pieces_of(order_id=_pk(placed.number)) if p.sku == LOAFER_42)
    assert queries.identities_of(pieces=[loafer.public_id]) == {loafer.public_id: "ID-7731"}


def _pk(number: str) -> int:
    order = orders.order_by_number(number=number)
    assert order
    return order.pk


def test_a_scan_that_is_sent_again_moves_nothing_again(hand: Client) -> None:
    builders.a_released_order(lines=((KNIT_M, 2),))
    wave = wave_of(hand)
    first = scanned(hand, wave, "pick", KNIT_M, key="the-same-key")
    assert scanned(hand, wave, "pick", KNIT_M, key="the-same-key") == first
    assert state_of(wave) == [(KNIT_M, False, False), (KNIT_M, True, False)]


def test_what_is_wrong_is_said_and_moves_nothing(hand: Client) -> None:
    builders.a_released_order(lines=((KNIT_M, 1), (SHIRT_M, 1)))
    builders.a_released_order(lines=((LOAFER_42, 1),))
    wave = wave_of(hand)
    before = state_of(wave)
    assert "Unknown code 4006381333931" in scanned(hand, wave, "pick", "4006381333931")
    assert "is not in this wave" in scanned(hand, wave, "pick", f"{KNIT}-0410-L")
    assert "You have scanned no piece here" in scanned(hand, wave, "pick", "ID-1")
    assert "is not picked yet" in scanned(hand, wave, "pack", KNIT_M)
    assert state_of(wave) == before
    for sku in (KNIT_M, SHIRT_M, LOAFER_42):
        scanned(hand, wave, "pick", sku)
    assert "one too many" in scanned(hand, wave, "pick", KNIT_M)
    scanned(hand, wave, "pack", KNIT_M)
    before = state_of(wave)
    assert "belongs to compartment " in scanned(hand, wave, "pack", LOAFER_42)
    assert state_of(wave) == before


def test_a_reference_will_do_where_one_size_is_wanted(hand: Client) -> None:
    builders.a_released_order(lines=((KNIT_M, 1), (f"{KNIT}-0410-L", 1)))
    wave = wave_of(hand)
    assert "does not say the size" in scanned(hand, wave, "pick", f"{KNIT}-0410")
    scanned(hand, wave, "pick", KNIT_M)
    assert scanned(hand, wave, "pick", f"{KNIT}-0410").startswith(f"Picked: {KNIT}-0410-L.")


def test_a_mistake_is_taken_back(hand: Client) -> None:
    builders.a_released_order(lines=((KNIT_M, 1),))
    wave = wave_of(hand)
    scanned(hand, wave, "pick", KNIT_M)
    scanned(hand, wave, "pack", KNIT_M)
    hand.post(f"{wave}pack/undo/", {"key": "undo-one"})
    hand.post(f"{wave}pack/undo/", {"key": "undo-one"})  # sent twice: the pick stays
    assert state_of(wave) == [(KNIT_M, True, False)]
    hand.post(f"{wave}pick/undo/", {"key": "undo-two"})
    assert state_of(wave) == [(KNIT_M, False, False)]


@pytest.mark.rule("PAY-06")
def test_a_piece_that_is_not_there_leaves_the_order_and_the_rest_goes_on(hand: Client) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1), (SHIRT_M, 1)))
    wave = wave_of(hand)
    page = hand.get(f"{wave}pick/").content.decode()
    piece = next(p for p in orders.pieces_of(order_id=_pk(placed.number)) if p.sku == SHIRT_M)
    assert f'value="{piece.public_id}"' in page
    said = hand.post(f"{wave}shortages/", {"piece": piece.public_id}, follow=True)
    assert "Taken out of the order." in plain(said.content.decode())
    assert state_of(wave) == [(KNIT_M, False, False)]


def test_no_order_is_in_two_waves_and_a_wave_given_back_waits_again(hand: Client) -> None:
    for _order in range(3):
        builders.a_released_order(lines=((KNIT_M, 1),))
    first, second = wave_of(hand, 2), wave_of(hand, 2)
    assert (len(state_of(first)), len(state_of(second))) == (2, 1)
    refused = hand.post("/desk/warehouse/waves/", {"place": "PAR", "most": 2}, follow=True)
    assert "No order waits here any more." in plain(refused.content.decode())
    scanned(hand, first, "pick", KNIT_M)
    said = plain(hand.post(f"{first}end/", follow=True).content.decode())
    assert f"Put back into its bin: {KNIT_M}" in said
    assert len(queries.waiting(location="PAR")) == 2


def test_only_the_warehouse_acts_and_others_read(hand: Client) -> None:
    builders.a_released_order(lines=((KNIT_M, 1),))
    wave = wave_of(hand)
    advisor = signed_in(Role.ADVISOR)
    assert advisor.get("/desk/warehouse/").status_code == 200
    assert advisor.get(f"{wave}pick/").status_code == 200
    form = {"code": KNIT_M, "key": str(uuid4())}
    assert advisor.post(f"{wave}pick/scans/", form).status_code == 403
    assert advisor.post("/desk/warehouse/door/", form).status_code == 403
    assert state_of(wave) == [(KNIT_M, False, False)]


def test_three_hundred_orders_waiting_cost_no_more_than_one(hand: Client) -> None:
    def cost(address: str) -> tuple[int, str]:
        hand.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = hand.get(address).content.decode()
        return len(asked), page

    builders.a_released_order(lines=((KNIT_M, 1),))
    one, _page = cost("/desk/warehouse/")
    many_waiting(300)
    many, page = cost("/desk/warehouse/")
    assert (many, many <= 14) == (one, True)
    assert "Waiting 301" in plain(page)
    assert len(page) < 100_000
    (wave, _page) = cost(f"{wave_of(hand, 40)}pick/")
    assert wave <= 14


def many_waiting(count: int) -> None:
    """So many orders more, as copies of the one that was placed in the shop."""
    (first,), (piece,), (promise,) = Order.objects.all(), Piece.objects.all(), Reservation.objects.all()
    orders_made = Order.objects.bulk_create(
        copied(first, public_id=ids.new_id(), link_digest=f"{place:064}", number=number())
        for place in range(count)
    )
    pieces = Piece.objects.bulk_create(
        copied(piece, public_id=ids.new_id(), order_id=one.pk) for one in orders_made
    )
    Reservation.objects.bulk_create(
        copied(promise, piece=one.public_id, order_number=one.order.number) for one in pieces
    )


def number() -> str:
    return make_number(bits=ids.random_bits(60))


def copied(row: M, **changes: object) -> M:
    """The same row once more, but for this."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{name: value for name, value in values.items() if name != "id"} | changes)


@pytest.mark.parametrize("path", ["", "wave"])
def test_more_orders_cost_no_more_statements(hand: Client, path: str) -> None:
    def cost() -> int:
        address = f"{wave_of(hand)}pick/" if path else "/desk/warehouse/"
        hand.get(address)
        with CaptureQueriesContext(connection) as asked:
            hand.get(address)
        return len(asked)

    builders.a_released_order(lines=((KNIT_M, 1),))
    one = cost()
    for _order in range(4):
        builders.a_released_order(lines=((KNIT_M, 1), (SHIRT_M, 1)))
    assert cost() == one <= 14
