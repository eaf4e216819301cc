"""Placing an order: all of it or nothing, once."""

from __future__ import annotations

import pytest

from comptoir.checkout import services as checkout
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.stock import queries as stock
from tests import builders, cast

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.rule("PAY-05", "ORD-07", "PAY-04")
def test_a_card_order_is_authorised_and_reserved_and_nothing_is_charged() -> None:
    progress = builders.a_placed_order()
    order = orders.order_by_number(number=progress.number)
    assert order is not None
    assert progress.state == "placed"
    assert order.total == 29000 + 15000 + 1800
    (tender,) = payments.tenders_for(order_number=order.number)
    assert (tender.authorised, tender.captured) == (45800, 0)
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 19}


@pytest.mark.rule("PAY-14", "pitfall-2")
def test_a_declined_card_leaves_no_order_and_frees_the_stock() -> None:
    progress = builders.a_placed_order(token="card_declined")
    assert (progress.state, progress.reason) == ("abandoned", "payment_declined")
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 20}


@pytest.mark.rule("pitfall-4")
def test_the_same_key_is_the_same_order() -> None:
    request = builders.an_order_request()
    first = checkout.place_order(request=request, key="k1", actor=cast.GUEST_SHOPPER, at=builders.MONDAY)
    again = checkout.place_order(request=request, key="k1", actor=cast.GUEST_SHOPPER, at=builders.MONDAY)
    assert again == first
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 19}
