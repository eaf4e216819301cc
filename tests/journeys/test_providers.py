"""An order from the button to the refund with each provider that the house's data gives a way to pay to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from comptoir.cases import services as cases
from comptoir.checkout import services as checkout
from comptoir.checkout import tasks as checkout_tasks
from comptoir.checkout.services import Progress
from comptoir.core.actors import HOUSE
from comptoir.core.policy import Method
from comptoir.core.policy_file import policy_to_data
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock, queue
from comptoir.infra.db import one_transaction
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from comptoir.markets import services as markets_services
from comptoir.orders import queries as orders
from comptoir.payments import queries, services
from comptoir.payments.models import Effect, Payment
from tests import builders
from tests import cast as people
from tests.adapters.providers import ADYEN, PAYPAL, PROVIDERS, STRIPE, Provider
from tests.api.calls import at_the_page, books
from tests.api.calls import provider as control
from tests.api.pictures import nothing_moves

TOTAL = 45800
PATHS = {
    "adyen": "comptoir.payments.gateways.adyen.AdyenGateway",
    "paypal": "comptoir.payments.gateways.paypal.PaypalGateway",
}


@pytest.fixture
def house(db: None, payment_standin: str, carrier_standin: str, settings: Settings) -> Iterator[None]:
    """The house, with Adyen for cards and PayPal for PayPal to France, and Stripe for everything else."""
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    settings.PAYMENT_GATEWAYS = tuple(PATHS.values())
    yield
    control("/reset")


def serve(provider: Provider, **changes: Any) -> None:
    """The house's data gives a way to pay to France to a provider."""
    if provider is STRIPE and not changes:
        return
    data = cast(dict[str, Any], policy_to_data(markets.current_policy(at=builders.MONDAY)))
    data["methods"][provider.method] |= {"gateways": {"FR": provider.name}, **changes}
    markets_services.publish_policy(
        policy_data=data, effective_from=builders.MONDAY, actor=HOUSE, at=builders.MONDAY
    )


def press(provider: Provider) -> Progress:
    """The order button; the shopper is sent to the provider's page."""
    request = builders.an_order_request(method=Method(provider.method), token="")
    progress = checkout.place_order(
        request=request, key=str(uuid4()), actor=people.GUEST_SHOPPER, at=builders.MONDAY
    )
    assert progress.next_url
    return progress


def come_back(number: str) -> Progress:
    return checkout.come_back(order_number=number, actor=people.GUEST_SHOPPER, at=clock.now())


def hear(provider: Provider, number: str) -> None:
    """Every message of the provider reaches the house, the last first, and all of them twice."""
    path = "/webhooks/payment/" + ("" if provider is STRIPE else f"{provider.name}/")
    for body, headers in [*reversed(provider.messages(number)), *provider.messages(number)]:
        answer = Client().post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code == 200
    queue.run_waiting()


def payment_of(number: str) -> Payment:
    (payment,) = queries.payments_of(order_number=number)
    return payment


@pytest.mark.usefixtures("house")
@pytest.mark.rule("PAY-01", "PAY-05", "C-07", "C-11", "RET-12")
@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda known: known.name)
def test_an_order_is_paid_shipped_and_refunded_by_the_provider_of_its_market(provider: Provider) -> None:
    serve(provider)
    number = press(provider).number
    at_the_page(payment_of(number).page_url, "approve")
    come_back(number)
    hear(provider, number)
    payment = payment_of(number)
    assert payment.gateway == provider.name
    at_once = payment.state == "captured"
    assert (payment.authorised, payment.captured) == (TOTAL, TOTAL if at_once else 0)
    later = builders.MONDAY + timedelta(hours=4)
    builders.at_clock(later)
    fulfilment.release_due_order(order_number=number, at=later)
    parcel = fulfilment.pack_parcel(order_number=number, pieces=None, actor=people.WAREHOUSE, at=later)
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=people.WAREHOUSE, at=later)
    hear(provider, number)
    fulfilment.settle_parcel(parcel_id=parcel.id, actor=people.WAREHOUSE, at=later)
    assert "parcel_shipped" in [entry.verb for entry in journal.entries_for_order(number=number)]
    for cause, amount in (("return:1", 29000), ("return:2", 16800)):
        with one_transaction():
            services.request_refund(
                tender=str(payment.public_id),
                amount=amount,
                cause=cause,
                basis="goodwill",
                actor=people.ADVISOR,
                at=later,
            )
        queue.run_waiting()
        hear(provider, number)
    payment = payment_of(number)
    assert (payment.captured, payment.refunded, payment.refunding) == (TOTAL, TOTAL, 0)
    assert books(number) == [
        ("authorisation", TOTAL),
        ("capture", TOTAL),
        ("refund", 29000),
        ("refund", 16800),
    ]
    assert all(effect.provider_ref for effect in Effect.objects.filter(payment=payment))
    assert queries.balances(order_number=number)[f"psp.{provider.name}", "EUR"] == 0
    builders.at_clock(later + timedelta(days=3))
    found = cases.reconcile(by=provider.name, actor=HOUSE, at=clock.now())
    assert [difference for difference in found if difference.order == number] == []


@pytest.mark.usefixtures("house")
@pytest.mark.rule("ORD-03", "PAY-05", "C-08")
@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda known: known.name)
def test_an_order_called_back_is_released_or_refunded(provider: Provider) -> None:
    serve(provider)
    number = press(provider).number
    at_the_page(payment_of(number).page_url, "approve")
    come_back(number)
    hear(provider, number)
    at_once = payment_of(number).state == "captured"
    builders.cancel(number)
    queue.run_waiting()
    hear(provider, number)
    assert books(number)[-1] == ("refund" if at_once else "void", TOTAL)
    assert payment_of(number).state == ("captured" if at_once else "voided")


@pytest.mark.usefixtures("house")
@pytest.mark.rule("PAY-10", "ORD-07")
@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda known: known.name)
def test_a_shopper_who_leaves_has_the_pieces_freed_and_can_pay_again(provider: Provider) -> None:
    serve(provider)
    number = press(provider).number
    assert builders.stock_left()[builders.KNIT_M] == 19
    assert come_back(number).state == "awaiting_payment"
    assert builders.stock_left()[builders.KNIT_M] == 20
    again = checkout.pay_again(
        order_number=number, method=Method(provider.method), actor=people.GUEST_SHOPPER, at=clock.now()
    )
    at_the_page(again.next_url, "approve")
    come_back(number)
    hear(provider, number)
    order = orders.order_by_number(number=number)
    assert order is not None
    assert (order.state, books(number)[0]) == ("placed", ("authorisation", TOTAL))


@pytest.mark.usefixtures("house")
@pytest.mark.rule("PAY-14", "C-11", "ORD-07")
def test_a_payment_of_which_only_the_link_tells_waits_for_the_word_and_keeps_the_pieces() -> None:
    serve(ADYEN)
    number = press(ADYEN).number
    at_the_page(payment_of(number).page_url, "approve")
    assert (come_back(number).next_url, come_back(number).reason) == ("", "provider_unreachable")
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    checkout_tasks.expire_orders()
    assert (payment_of(number).state, builders.stock_left()[builders.KNIT_M]) == ("open", 19)
    hear(ADYEN, number)
    order = orders.order_by_number(number=number)
    assert order is not None
    assert (order.state, payment_of(number).state) == ("placed", "authorised")
    with nothing_moves():
        hear(ADYEN, number)


@pytest.mark.usefixtures("house")
@pytest.mark.rule("PAY-05", "C-06")
def test_a_capture_that_is_only_taken_up_ships_nothing_until_it_is_told() -> None:
    serve(ADYEN)
    number = press(ADYEN).number
    at_the_page(payment_of(number).page_url, "approve")
    hear(ADYEN, number)
    later = builders.MONDAY + timedelta(hours=4)
    builders.at_clock(later)
    fulfilment.release_due_order(order_number=number, at=later)
    parcel = fulfilment.pack_parcel(order_number=number, pieces=None, actor=people.WAREHOUSE, at=later)
    for _ in range(2):
        result = fulfilment.ship_parcel(parcel_id=parcel.id, actor=people.WAREHOUSE, at=later)
        assert result is fulfilment.ShipResult.CHARGING
    assert (payment_of(number).captured, payment_of(number).capturing) == (0, TOTAL)
    hear(ADYEN, number)
    assert (payment_of(number).captured, payment_of(number).state) == (TOTAL, "captured")
    assert books(number) == [("authorisation", TOTAL), ("capture", TOTAL)]


@pytest.mark.usefixtures("house")
@pytest.mark.rule("PAY-05", "C-08")
def test_paypal_charges_at_shipment_where_the_house_s_table_says_so() -> None:
    serve(PAYPAL, charged="at_shipment", multi_capture=True, authorisation_days=29)
    number = press(PAYPAL).number
    at_the_page(payment_of(number).page_url, "approve")
    come_back(number)
    payment = payment_of(number)
    assert (payment.state, payment.captured) == ("authorised", 0)
    assert payment.capture_before is not None  # PayPal's word
    assert payment.capture_before - builders.MONDAY < timedelta(days=29, minutes=1)
    builders.cancel(number)
    queue.run_waiting()
    assert books(number) == [("authorisation", TOTAL), ("void", TOTAL)]


def test_a_forged_message_is_refused_at_the_door(payment_standin: str, db: None) -> None:
    del payment_standin, db
    for path in ("adyen/", "paypal/"):
        answer = Client().post(f"/webhooks/payment/{path}", b"{}", content_type="application/json")
        assert answer.status_code == 400


@pytest.mark.usefixtures("house")
@pytest.mark.rule("C-15", "C-13", "C-11", "C-12")
@pytest.mark.parametrize("outcome", ["won", "lost"])
@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda known: known.name)
def test_a_dispute_is_frozen_answered_and_booked(provider: Provider, outcome: str) -> None:
    serve(provider, charged="at_confirmation", multi_capture=False)
    number = press(provider).number
    at_the_page(payment_of(number).page_url, "approve")
    come_back(number)
    hear(provider, number)
    payment = payment_of(number)
    asked = control("/disputes", payment_intent=payment.provider_ref, amount=30000, reason="fraudulent")
    hear(provider, asked["id"])
    (known,) = queries.disputes_of(order_number=number)
    assert (known.provider_ref, known.state, known.withdrawn) == (asked["id"], "open", 30000)
    with nothing_moves(), pytest.raises(services.RefundFrozen), one_transaction():
        services.request_refund(
            tender=str(payment.public_id),
            amount=TOTAL - 30000 + 1,
            cause="return:1",
            basis="goodwill",
            actor=people.ADVISOR,
            at=clock.now(),
        )
    services.answer_dispute(
        dispute_id=known.public_id, evidence="Delivered.", actor=people.ADVISOR, at=clock.now()
    )
    control("/disputes", dispute=asked["id"], outcome=outcome)
    hear(provider, asked["id"])
    services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=clock.now())
    known.refresh_from_db()
    kept = 30000 if outcome == "lost" else 0
    assert (known.state, known.withdrawn, payment_of(number).disputed) == (outcome, kept, kept)
    balances = queries.balances(order_number=number)
    assert balances["disputes", "EUR"] == 0
    assert balances.get(("losses.disputes", "EUR"), 0) == kept
    assert balances[f"psp.{provider.name}", "EUR"] == TOTAL - kept
    builders.at_clock(builders.MONDAY + timedelta(days=3))
    found = cases.reconcile(by=provider.name, actor=HOUSE, at=clock.now())
    assert [difference for difference in found if difference.order == number] == []
