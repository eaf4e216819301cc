"""Many hands at once on one order: each thing happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from comptoir.fulfilment import services
from comptoir.fulfilment.models import Parcel, ParcelPiece
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing.models import Document
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND, KNIT, LATER

HANDS = 6


@pytest.fixture
def order(lasting_house: str) -> ship.Order:
    """A released order that is there for every connection."""
    del lasting_house
    return ship.a_released_order()


def all_at_once(do: Callable[[], str]) -> Counter[str]:
    """What became of each hand, starting together."""
    start = Barrier(HANDS, timeout=60)

    def run(_number: int) -> str:
        start.wait()
        try:
            return do()
        except NotPossible as refused:
            return refused.refusals[0].reason
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return Counter(pool.map(run, range(HANDS)))


@pytest.mark.rule("C-10", "I-8")
def test_six_hands_on_the_same_pieces_pack_one_parcel_and_ship_it_once(order: ship.Order) -> None:
    def pack() -> str:
        chosen = ship.ids(order)
        return services.pack_parcel(order_number=order.number, pieces=chosen, actor=HAND, at=LATER).state

    assert all_at_once(pack) == {"packed": 1, "piece_in_parcel": HANDS - 1}
    assert (Parcel.objects.count(), ParcelPiece.objects.count()) == (1, 2)
    parcel = Parcel.objects.get()

    def leave() -> str:
        return services.ship_parcel(parcel_id=parcel.public_id, actor=HAND, at=LATER)

    assert set(all_at_once(leave)) <= {"shipped", "charging"}
    assert leave() == "shipped"
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("capture", ship.TOTAL)]
    assert Document.objects.count() == 1
    assert ship.on_hand(KNIT) == (19, 0)
    assert [mail.kind for mail in ship.mails(order)].count("order_shipped") == 1


@pytest.mark.rule("PAY-06", "I-8")
def test_a_piece_is_either_packed_or_short(order: ship.Order) -> None:
    turns = iter(range(HANDS))

    def pack_or_miss() -> str:
        first = ship.ids(order)[:1]
        if next(turns) % 2:
            services.report_shortage(order_number=order.number, pieces=first, actor=HAND, at=LATER)
            return "short"
        services.pack_parcel(order_number=order.number, pieces=first, actor=HAND, at=LATER)
        return "packed"

    outcome = all_at_once(pack_or_miss)
    assert outcome["packed"] + outcome["short"] == 1
    assert sum(outcome.values()) == HANDS
