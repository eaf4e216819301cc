"""Two at the warehouse desk at once: one wave, one piece, one order; and what happens when nobody locks."""

from __future__ import annotations

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, get_ident
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment.models import ParcelPiece
from comptoir.infra.refusals import NotPossible
from comptoir.stock import queries as stock_queries
from comptoir.stock import services as stock
from comptoir.warehouse import queries, services
from comptoir.warehouse.models import Preparation, Wave
from comptoir.warehouse.services import Station, Told
from comptoir.warehouse.services.scanning import ScanRaced
from tests import builders
from tests.builders import KNIT_M, SHIRT_M
from tests.desk.selling import signed_in
from tests.races.conftest import LEFT_OPEN

ORDERS = int(os.environ.get("COMPTOIR_PARCELS", "12"))
HANDS = [Actor(kind=ActorKind.STAFF, id=name, role=Role.WAREHOUSE) for name in ("anna", "ben")]
pytestmark = [pytest.mark.usefixtures("lasting_house"), LEFT_OPEN]


def both(do) -> list:
    """What became of two who start together."""
    start = Barrier(2)

    def run(place: int) -> object:
        start.wait()
        try:
            return do(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_who_make_a_wave_of_the_same_orders_share_them() -> None:
    for _order in range(4):
        builders.a_released_order(lines=((KNIT_M, 1),))

    def make(place: int) -> str:
        try:
            services.make_wave(location="PAR", most=4, actor=HANDS[place], at=builders.MONDAY)
        except NotPossible:
            return "nothing left"
        return "made"

    assert "made" in both(make)
    under_way = Preparation.objects.filter(ended_at__isnull=True).values_list("order_number", flat=True)
    assert sorted(Counter(under_way).values()) == [1, 1, 1, 1]


def test_two_who_make_waves_at_the_same_moment_both_have_one_where_enough_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both choose the same order first; the second goes on to the next instead of being told that nothing waits."""
    for _order in range(2):
        builders.a_released_order(lines=((KNIT_M, 1),))
    both_have_chosen = Barrier(2)
    choose, chosen_by = queries.waiting, set()

    def choose_together(**asked):
        found = choose(**asked)
        if get_ident() not in chosen_by:
            chosen_by.add(get_ident())
            both_have_chosen.wait()
        return found

    monkeypatch.setattr(queries, "waiting", choose_together)
    both(lambda place: services.make_wave(location="PAR", most=1, actor=HANDS[place], at=builders.MONDAY))
    taken = Preparation.objects.values_list("wave__held_by", "order_number")
    assert {hand for hand, _number in taken} == {"anna", "ben"}
    assert len({number for _hand, number in taken}) == 2


def one_piece() -> UUID:
    builders.a_released_order(lines=((KNIT_M, 1),))
    return services.make_wave(location="PAR", most=1, actor=HANDS[0], at=builders.MONDAY)


def picks(wave: UUID):
    def pick(place: int) -> str:
        try:
            return services.scan_code(
                wave_id=wave,
                station=Station.PICK,
                code=KNIT_M,
                key=str(uuid4()),
                actor=HANDS[place],
                at=builders.MONDAY,
            ).told
        except ScanRaced:
            return "raced"

    return pick


def test_two_who_scan_the_last_piece_pick_it_once() -> None:
    assert sorted(both(picks(one_piece()))) == [Told.ENOUGH, Told.PICKED]


def test_without_the_lock_both_read_the_same_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is real. Then the guarded update keeps the second from the piece."""
    wave = one_piece()
    both_have_read = Barrier(2)
    read = queries.live_pieces

    def read_together(**asked):
        found = read(**asked)
        both_have_read.wait()
        return found

    monkeypatch.setattr(queries, "lock_wave", lambda *, wave_id: Wave.objects.get(public_id=wave_id))
    monkeypatch.setattr(queries, "live_pieces", read_together)
    assert sorted(both(picks(wave))) == [Told.PICKED, "raced"]


@pytest.mark.rule("PAY-05")
def test_two_pick_pack_and_ship_everything_and_no_piece_is_in_two_parcels() -> None:
    """12 orders; in `make prove` 500. Through the desk's public door alone."""
    skus = (KNIT_M, SHIRT_M)
    stock.receive_delivery(
        lines=[stock.Received(sku=sku, location="PAR", quantity=2 * ORDERS) for sku in skus],
        cause="for two",
        at=builders.MONDAY,
    )
    lines = [((KNIT_M, 1),), ((KNIT_M, 1), (SHIRT_M, 1)), ((SHIRT_M, 2),)]
    numbers = [builders.a_released_order(lines=lines[place % 3]).number for place in range(ORDERS)]
    hands = [signed_in(Role.WAREHOUSE), signed_in(Role.ADMIN)]
    both(lambda place: work(hands[place]))
    assert len(set(Wave.objects.values_list("held_by", flat=True))) == 2
    parcels = [parcel for number in numbers for parcel in fulfilment.parcels_of(order_number=number)]
    assert Counter(parcel.state for parcel in parcels) == {"shipped": ORDERS}
    pieces = ParcelPiece.objects.filter(unpacked_at__isnull=True).values_list("piece", flat=True)
    assert set(Counter(pieces).values()) == {1}
    assert len(pieces) == sum(sum(n for _sku, n in lines[place % 3]) for place in range(ORDERS))
    assert queries.waiting(location="PAR") == ()
    assert stock_queries.wrong_levels() == ()


def work(hand: Client) -> None:
    """Wave after wave, until nothing waits."""
    for _wave in range(ORDERS):
        answer = hand.post("/desk/warehouse/waves/", {"place": "PAR", "most": 5})
        if not answer["Location"].endswith("/pick/"):
            return
        prepare(hand, answer["Location"].removesuffix("pick/"))


def prepare(hand: Client, wave: str) -> None:
    known = queries.wave_by_id(wave_id=UUID(wave.rstrip("/").rpartition("/")[2]))
    assert known
    rows = queries.pick_list(wave=known)
    for row in rows:
        scan(hand, f"{wave}pick/scans/", row.sku)
    for preparation in sorted({row.preparation for row in rows}):
        for row in [row for row in rows if row.preparation == preparation]:
            scan(hand, f"{wave}pack/scans/", row.sku)
        # What is on the bench may be another compartment that wanted the same pieces: the page says which.
        page = hand.get(f"{wave}pack/").content.decode()
        ready = re.search(r'name="preparation" value="(\d+)"', page)
        assert ready, page
        hand.post(f"{wave}parcels/", {"preparation": ready.group(1)})
    for row in rows:
        for parcel in fulfilment.parcels_of(order_number=row.order_number):
            if parcel.state == "packed":
                assert hand.post("/desk/warehouse/door/", {"code": parcel.number}).status_code == 200


def scan(hand: Client, address: str, sku: str) -> None:
    assert hand.post(address, {"code": sku, "key": str(uuid4())}).status_code == 200
