"""A provider that is slow, down or makes no sense: an outcome nobody knows is never doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from comptoir.checkout import services as checkout
from comptoir.checkout import tasks
from comptoir.checkout.services import Progress
from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments.gateways.base import ProviderUnreachable
from tests import builders, cast
from tests.api.calls import at_the_page, books, provider
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("bad_days")

TOTAL = 45800
MODES = ("down", "broken", "garbage", "half_open")


def order(key: str = "the-button", *, at: datetime = builders.MONDAY, **wishes: object) -> Progress:
    """Press the order button."""
    request = builders.an_order_request(at=builders.MONDAY, **wishes)
    return checkout.place_order(request=request, key=key, actor=cast.GUEST_SHOPPER, at=at)


@contextmanager
def bad_day(mode: str, endpoint: str = "* /v1/*") -> Iterator[None]:
    """While it lasts, the provider misbehaves at an endpoint."""
    provider(mode=mode, endpoint=endpoint)
    yield
    provider("/reset")


def ledger(number: str) -> list[str]:
    return [entry.kind for entry in payments.ledger_of(order_number=number)]


def confirmations(number: str) -> int:
    queue.run_waiting()
    return sum(mail.kind == "order_placed" for mail in notices.messages_for_order(number=number))


@pytest.mark.rule("pitfall-4", "E-03", "PAY-14")
@pytest.mark.parametrize("mode", MODES)
def test_the_same_key_finds_the_payment_whose_answer_was_lost(mode: str) -> None:
    with bad_day(mode, "POST /v1/payment_intents"):
        lost = order()
    assert (lost.state, lost.next_url, lost.reason) == ("awaiting_payment", "", "provider_unreachable")
    assert confirmations(lost.number) == 0
    found = order()
    assert (found.number, found.state, found.reason) == (lost.number, "placed", "")
    assert order() == found
    assert books(lost.number) == [("authorisation", TOTAL)]
    assert ledger(lost.number) == ["authorisation"]
    assert confirmations(lost.number) == 1
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}


@pytest.mark.rule("pitfall-4", "E-03")
@pytest.mark.parametrize("mode", MODES)
def test_the_poller_finds_the_payment_whose_answer_was_lost(mode: str) -> None:
    with bad_day(mode, "POST /v1/payment_intents"):
        lost = order()
    builders.at_clock(builders.MONDAY + timedelta(seconds=89))
    with nothing_moves():
        tasks.settle_attempts()  # browser and event come first
    builders.at_clock(builders.MONDAY + timedelta(seconds=91))
    tasks.settle_attempts()
    tasks.settle_attempts()
    assert order().state == "placed"
    assert books(lost.number) == [("authorisation", TOTAL)]
    assert confirmations(lost.number) == 1


@pytest.mark.rule("E-03")
def test_a_provider_that_takes_longer_than_we_wait_is_asked_with_the_same_key(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.apps.payments.gateways.ImpatientGateway"
    provider(mode="slow", seconds=0.4, endpoint="POST /v1/payment_intents", count=1)
    lost = order()
    assert lost.reason == "provider_unreachable"
    settings.PAYMENT_GATEWAY = "comptoir.payments.gateways.stripe.StripeGateway"
    assert order().state == "placed"
    assert books(lost.number) == [("authorisation", TOTAL)]


@pytest.mark.rule("E-03")
def test_a_slow_provider_is_waited_for() -> None:
    provider(mode="slow", seconds=0.3, endpoint="POST /v1/payment_intents", count=1)
    assert order().state == "placed"


@pytest.mark.rule("ORD-07", "E-03")
def test_the_pieces_stay_promised_while_nobody_knows_and_the_money_goes_back_when_it_is_too_late() -> None:
    with bad_day("half_open"):
        lost = order()
    assert books(lost.number) == [("authorisation", TOTAL)]
    late = builders.MONDAY + timedelta(minutes=31)
    builders.at_clock(late)
    with bad_day("down"), nothing_moves():
        tasks.expire_orders()
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}
    tasks.expire_orders()
    queue.run_waiting()
    known = orders.order_by_number(number=lost.number)
    assert known is not None
    assert known.state == "abandoned"
    assert books(lost.number) == [("authorisation", TOTAL), ("void", TOTAL)]
    assert ledger(lost.number) == ["authorisation", "void"]
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}
    assert confirmations(lost.number) == 0
    with nothing_moves():
        tasks.expire_orders()
        tasks.settle_attempts()


@pytest.mark.rule("ORD-07", "E-03")
def test_a_challenge_nobody_heard_of_is_closed_when_it_is_too_late() -> None:
    with bad_day("half_open"):
        lost = order(token="card_3ds")
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    tasks.expire_orders()
    (payment,) = payments.payments_of(order_number=lost.number)
    assert payment.state == "cancelled"
    assert books(lost.number) == []
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}


@pytest.mark.rule("PAY-05", "E-03")
def test_paypal_whose_answer_was_lost_is_refunded_when_it_is_too_late() -> None:
    with bad_day("half_open"):
        lost = order(method=Method.PAYPAL, token="paypal_ok")
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    tasks.expire_orders()
    queue.run_waiting()
    assert books(lost.number) == [("authorisation", TOTAL), ("capture", TOTAL), ("refund", TOTAL)]
    assert ledger(lost.number) == ["authorisation", "capture", "refund"]


@pytest.mark.rule("PAY-10", "E-03")
@pytest.mark.parametrize("mode", MODES)
def test_the_page_to_pay_on_is_opened_when_the_provider_is_back(mode: str) -> None:
    with bad_day(mode, "POST /v1/checkout/sessions"):
        lost = order(token="")
    assert (lost.state, lost.next_url, lost.reason) == ("awaiting_payment", "", "provider_unreachable")
    shown = order(token="")
    assert (shown.number, shown.reason) == (lost.number, "")
    at_the_page(shown.next_url, "approve")
    at = builders.MONDAY
    placed = checkout.settle_order(order_number=lost.number, actor=cast.GUEST_SHOPPER, at=at)
    assert placed.state == "placed"
    assert books(lost.number) == [("authorisation", TOTAL)]


@pytest.mark.rule("PAY-10", "E-03")
def test_a_page_that_comes_too_late_is_a_technical_failure_and_another_can_be_opened() -> None:
    """The provider wants to give the shopper half an hour; what is left of the attempt is less."""
    with bad_day("down"):
        lost = order(token="")
    later = builders.MONDAY + timedelta(minutes=10)
    builders.at_clock(later)
    found = checkout.settle_order(order_number=lost.number, actor=cast.GUEST_SHOPPER, at=later)
    assert (found.state, found.reason) == ("awaiting_payment", "payment_failed")
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}
    queue.run_waiting()
    assert [mail.kind for mail in notices.messages_for_order(number=lost.number)] == ["payment_failed"]
    again = checkout.pay_again(
        order_number=lost.number, method=Method.CARD, actor=cast.GUEST_SHOPPER, at=later
    )
    assert again.next_url
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}


@pytest.mark.rule("pitfall-4", "E-03")
@pytest.mark.parametrize("mode", MODES)
def test_a_look_that_fails_changes_nothing(mode: str) -> None:
    waiting = order(token="card_3ds")
    at_the_page(waiting.next_url, "approve")
    with bad_day(mode, "GET /v1/payment_intents/*"), nothing_moves():
        seen = checkout.settle_order(
            order_number=waiting.number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY
        )
    assert seen.state == "awaiting_payment"
    placed = checkout.settle_order(order_number=waiting.number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)
    assert placed.state == "placed"


@pytest.mark.rule("pitfall-5", "E-03")
@pytest.mark.parametrize("mode", MODES)
def test_a_void_whose_answer_was_lost_is_asked_for_again_and_happens_once(mode: str) -> None:
    placed = builders.a_placed_order()
    builders.cancel(placed.number)
    with bad_day(mode, "POST /v1/payment_intents/*/cancel"), pytest.raises(ProviderUnreachable):
        queue.run_waiting()
    assert ledger(placed.number) == ["authorisation"]
    (effect,) = payments.effects_of(order_number=placed.number)
    assert effect.state == "requested"
    builders.perform_effects()
    builders.perform_effects()
    assert books(placed.number) == [("authorisation", TOTAL), ("void", TOTAL)]
    assert ledger(placed.number) == ["authorisation", "void"]


@pytest.mark.rule("pitfall-5", "E-03", "PAY-05")
@pytest.mark.parametrize("mode", MODES)
def test_a_refund_whose_answer_was_lost_is_asked_for_again_and_happens_once(mode: str) -> None:
    placed = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok")
    builders.cancel(placed.number)
    with bad_day(mode, "POST /v1/refunds"), pytest.raises(ProviderUnreachable):
        queue.run_waiting()
    (payment,) = payments.payments_of(order_number=placed.number)
    assert (payment.refunding, payment.refunded) == (TOTAL, 0)
    builders.perform_effects()
    builders.perform_effects()
    assert books(placed.number) == [("authorisation", TOTAL), ("capture", TOTAL), ("refund", TOTAL)]
    (payment,) = payments.payments_of(order_number=placed.number)
    assert (payment.refunding, payment.refunded) == (0, TOTAL)
