"""From the shop to the warehouse, in the second after the cancellation time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.fulfilment import queries, services
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import AT

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("ORD-03")]


@pytest.mark.parametrize(
    ("after", "released"),
    [
        (timedelta(minutes=29, seconds=59), False),
        (timedelta(minutes=30), False),
        (timedelta(minutes=30, milliseconds=999), False),
        (timedelta(minutes=30, seconds=1), True),
    ],
)
def test_an_order_is_released_only_after_the_last_second_of_its_cancellation(
    after: timedelta, released: bool
) -> None:
    order = ship.a_placed_order()
    assert services.release_due_order(order_number=order.number, at=AT + after) is released
    assert ship.fresh(order).state == ("released" if released else "placed")


def test_the_sweep_wakes_in_the_second_after() -> None:
    order = ship.a_placed_order()
    due = queries.next_release_due()
    assert due == AT + timedelta(minutes=30, seconds=1)
    assert queries.release_due(at=due) == [order.number]


def test_a_released_order_is_released_once() -> None:
    order = ship.a_released_order()
    still = ship.snapshot()
    assert services.release_due_order(order_number=order.number, at=ship.LATER) is False
    assert ship.snapshot() == still


@pytest.mark.rule("PAY-12")
def test_an_order_under_a_check_stays() -> None:
    order = ship.a_placed_order(token="card_review")
    assert queries.release_due(at=ship.LATER) == []
    assert services.release_due_order(order_number=order.number, at=ship.LATER) is False
    assert ship.fresh(order).state == "placed"
