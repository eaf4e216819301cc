"""The last pieces, wanted by many at once on connections of their own; and what happens when nobody locks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from comptoir.infra.db import one_transaction
from comptoir.infra.ids import new_id
from comptoir.stock import queries, services
from comptoir.stock.models import Level
from comptoir.stock.services import LevelChanged, OutOfStock, Place

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
SKU = "ME-26W-KN014-0410-M"
SHOPPERS = 32


def stocked(quantity: int) -> None:
    services.load_locations(places=[Place(code="LYS", name="Lyon", country="FR", ships=True, position=0)])
    services.receive_stock(sku=SKU, location="LYS", quantity=quantity, cause="note", at=AT)


def order_one(number: int) -> str:
    try:
        with one_transaction():
            services.reserve_pieces(
                order_number=f"ORDER{number}", pieces=[(new_id(), SKU)], country="FR", at=AT
            )
    except OutOfStock:
        return "out of stock"
    except LevelChanged:
        return "raced"
    finally:
        connection.close()
    return "reserved"


def all_at_once(shoppers: int, do: Callable[[int], str]) -> Counter[str]:
    """What became of everybody, starting together."""
    start = Barrier(shoppers)

    def run(number: int) -> str:
        start.wait()
        return do(number)

    with ThreadPoolExecutor(shoppers) as pool:
        return Counter(pool.map(run, range(shoppers)))


@pytest.mark.rule("ORD-07")
@pytest.mark.usefixtures("fresh_database")
def test_the_last_ten_pieces_go_to_ten_of_thirty_two() -> None:
    stocked(10)
    assert all_at_once(SHOPPERS, order_one) == {"reserved": 10, "out of stock": 22}
    assert queries.levels(skus=[SKU])[SKU][0].reserved == 10
    assert queries.wrong_levels() == ()


@pytest.mark.usefixtures("fresh_database")
def test_shoppers_who_want_the_same_two_in_any_order_never_wait_in_a_circle() -> None:
    other = "ME-26W-AA001-0100-U"
    stocked(SHOPPERS)
    services.receive_stock(sku=other, location="LYS", quantity=SHOPPERS, cause="note", at=AT)

    def order_both(number: int) -> str:
        skus = [SKU, other] if number % 2 else [other, SKU]
        with one_transaction():
            services.reserve_pieces(
                order_number=f"ORDER{number}", pieces=[(new_id(), sku) for sku in skus], country="FR", at=AT
            )
        connection.close()
        return "reserved"

    assert all_at_once(SHOPPERS, order_both) == {"reserved": SHOPPERS}
    assert queries.available(skus=[SKU, other]) == {SKU: 0, other: 0}


@pytest.mark.usefixtures("fresh_database")
def test_without_the_lock_two_read_the_same_last_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is real. Then the guarded update is what keeps the second from the piece."""
    stocked(1)
    both_have_read = Barrier(2)

    def read_without_locking(*, skus: Iterable[str]) -> list[Level]:
        rows = list(Level.objects.filter(sku__in=skus, location__ships=True).select_related("location"))
        both_have_read.wait()
        return rows

    monkeypatch.setattr(queries, "lock_shipping_levels", read_without_locking)
    assert all_at_once(2, order_one) == {"reserved": 1, "raced": 1}
    assert queries.wrong_levels() == ()
