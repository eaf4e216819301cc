"""Calling an order back: to the second, all of it or nothing (ORD-03)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comptoir.checkout import services as checkout
from comptoir.core.actors import Actor
from comptoir.core.policy import Method
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import queue
from comptoir.orders import queries, services
from comptoir.orders.models import Order
from comptoir.orders.services import CannotCancel
from comptoir.payments import queries as payments
from tests import builders, cast
from tests.api.calls import books
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("house")

TOTAL = 45800


def order_of(number: str) -> Order:
    order = queries.order_by_number(number=number)
    assert order is not None
    return order


def call_back(number: str, *, at: datetime, actor: Actor = cast.ADVISOR) -> Order:
    return services.cancel_order(order_number=number, actor=actor, reason="asked by phone", at=at)


def refused(number: str, *, at: datetime, actor: Actor = cast.ADVISOR) -> str:
    """Why the order cannot be called back; nothing moves."""
    with nothing_moves(), pytest.raises(CannotCancel) as said:
        call_back(number, at=at, actor=actor)
    (refusal,) = said.value.refusals
    assert refusal.rule == "ORD-03"
    return refusal.reason


@pytest.mark.rule("ORD-03")
def test_it_can_be_called_back_until_thirty_minutes_and_not_a_second_longer() -> None:
    early, late = builders.a_placed_order(), builders.a_placed_order()
    last = builders.MONDAY + timedelta(minutes=30)
    assert order_of(early.number).cancellable_until == last
    assert call_back(early.number, at=last + timedelta(microseconds=999_999)).state == "cancelled"
    queue.run_waiting()
    assert refused(late.number, at=last + timedelta(seconds=1)) == "cancellation_over"


@pytest.mark.rule("ORD-03", "PAY-12")
def test_where_a_check_ends_later_the_time_runs_from_its_end() -> None:
    held = builders.a_placed_order(token="card_review")
    assert order_of(held.number).cancellable_until is None
    accepted = builders.MONDAY + timedelta(hours=5, seconds=7)
    checkout.accept_order(order_number=held.number, actor=cast.ADVISOR, at=accepted)
    queue.run_waiting()
    last = accepted + timedelta(minutes=30)
    assert order_of(held.number).cancellable_until == last
    assert refused(held.number, at=last + timedelta(seconds=1)) == "cancellation_over"
    assert call_back(held.number, at=last).state == "cancelled"


@pytest.mark.rule("ORD-03", "PAY-12")
def test_an_order_under_a_check_can_be_called_back() -> None:
    held = builders.a_placed_order(token="card_review")
    call_back(held.number, at=builders.MONDAY + timedelta(hours=5))
    queue.run_waiting()
    assert not queries.is_held(order_id=order_of(held.number).pk)
    assert books(held.number) == [("authorisation", TOTAL), ("void", TOTAL)]


@pytest.mark.rule("ORD-03")
def test_once_with_the_warehouse_it_cannot_be_called_back() -> None:
    released = builders.a_released_order()
    at = builders.MONDAY + timedelta(minutes=30)
    assert refused(released.number, at=at) == "already_released"


@pytest.mark.rule("ORD-03")
def test_a_shopper_is_told_to_phone() -> None:
    placed = builders.a_placed_order()
    assert refused(placed.number, at=builders.MONDAY, actor=cast.GUEST_SHOPPER) == "by_phone"


@pytest.mark.rule("ORD-03")
@pytest.mark.parametrize(("token", "reason"), [("card_declined", "not_placed"), ("card_3ds", "not_placed")])
def test_what_was_never_placed_cannot_be_called_back(token: str, reason: str) -> None:
    progress = builders.a_placed_order(token=token)
    assert refused(progress.number, at=builders.MONDAY) == reason


@pytest.mark.rule("ORD-03", "pitfall-3", "pitfall-7", "PAY-07")
def test_money_stock_and_codes_go_back_to_where_they_were() -> None:
    progress = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok", codes=("ONCE",))
    call_back(progress.number, at=builders.MONDAY)
    queue.run_waiting()
    (payment,) = payments.payments_of(order_number=progress.number)
    assert (payment.captured, payment.refunded) == (progress.total, progress.total)
    assert payments.balances(order_number=progress.number)["customer", "EUR"] == 0
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}
    assert builders.a_placed_order(codes=("ONCE",)).state == "placed"
    pieces = queries.pieces_of(order_id=order_of(progress.number).pk)
    assert {(piece.cancelled_because, piece.cancelled_at) for piece in pieces} == {("order", builders.MONDAY)}


@pytest.mark.rule("ORD-03")
def test_an_order_is_the_warehouse_s_from_the_first_second_after_its_time() -> None:
    placed = builders.a_placed_order()
    last = builders.MONDAY + timedelta(minutes=30)
    assert queries.release_due(at=last + timedelta(microseconds=999_999)) == []
    assert not fulfilment.release_due_order(order_number=placed.number, at=last)
    assert queries.next_release_at() == last + timedelta(seconds=1)
    assert queries.release_due(at=last + timedelta(seconds=1)) == [placed.number]
    assert fulfilment.release_due_order(order_number=placed.number, at=last + timedelta(seconds=1))
    assert queries.next_release_at() is None
