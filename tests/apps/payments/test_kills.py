"""The process dies between the provider's answer and our commit: what follows heals it, and nothing happens twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from comptoir.checkout import services as checkout
from comptoir.checkout import tasks as checkout_tasks
from comptoir.core.policy import Method
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import queue, testclock
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import tasks
from tests import builders, cast
from tests.api.calls import Api, books
from tests.api.events import deliver, events_of
from tests.apps.payments.gateways import DyingGateway, Killed

pytestmark = pytest.mark.usefixtures("bad_days")

TOTAL = 45800


@pytest.fixture(autouse=True)
def _mortal(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.apps.payments.gateways.DyingGateway"


def killed_while_ordering() -> str:
    """The number of an order whose process died when the money was already held."""
    DyingGateway.dies_at.add("open")
    with pytest.raises(Killed):
        press()
    ((number, state, *_others),) = [(row.number, row.state) for row in orders.find_orders(text="")]
    assert state == "awaiting_payment"
    assert books(number) == [("authorisation", TOTAL)]
    return number


def state_of(number: str) -> str:
    order = orders.order_by_number(number=number)
    assert order is not None
    return order.state


def press() -> checkout.Progress:
    request = builders.an_order_request()
    return checkout.place_order(request=request, key="k", actor=cast.GUEST_SHOPPER, at=builders.MONDAY)


@pytest.mark.rule("pitfall-4", "E-09")
@pytest.mark.parametrize("healer", ["the same key", "the poller", "the shopper's return"])
def test_an_authorisation_is_found_again(healer: str) -> None:
    number = killed_while_ordering()
    match healer:
        case "the same key":
            assert press().state == "placed"
        case "the poller":
            builders.at_clock(builders.MONDAY + timedelta(minutes=2))
            checkout_tasks.settle_attempts()
        case _:
            checkout.come_back(order_number=number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)
    assert state_of(number) == "placed"
    assert books(number) == [("authorisation", TOTAL)]
    assert [entry.kind for entry in payments.ledger_of(order_number=number)] == ["authorisation"]


@pytest.mark.rule("pitfall-4")
def test_the_event_of_a_payment_whose_answer_died_is_kept_and_the_poller_finds_the_payment() -> None:
    number = killed_while_ordering()
    (event,) = events_of(number)
    assert deliver(Api(), event) == 200
    queue.run_waiting()
    assert state_of(number) == "awaiting_payment"
    builders.at_clock(builders.MONDAY + timedelta(minutes=2))
    checkout_tasks.settle_attempts()
    assert state_of(number) == "placed"


@pytest.mark.rule("pitfall-13", "E-09", "PAY-05")
def test_a_capture_is_made_once_and_the_parcel_leaves() -> None:
    placed = builders.a_released_order()
    at = builders.MONDAY + timedelta(hours=1)
    builders.at_clock(at)
    parcel = fulfilment.pack_parcel(order_number=placed.number, pieces=None, actor=cast.WAREHOUSE, at=at)
    DyingGateway.dies_at.add("capture")
    with pytest.raises(Killed):
        fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=at)
    assert books(placed.number) == [("authorisation", TOTAL), ("capture", TOTAL)]
    (payment,) = payments.payments_of(order_number=placed.number)
    assert (payment.capturing, payment.captured) == (TOTAL, 0)
    testclock.work()
    testclock.work()
    assert [p.state for p in fulfilment_queries.parcels_of(order_number=placed.number)] == ["shipped"]
    assert books(placed.number) == [("authorisation", TOTAL), ("capture", TOTAL)]
    (payment,) = payments.payments_of(order_number=placed.number)
    assert (payment.state, payment.capturing, payment.captured) == ("captured", 0, TOTAL)


@pytest.mark.rule("pitfall-5", "E-09")
@pytest.mark.parametrize(
    ("method", "token", "kind"), [("card", "card_ok", "void"), ("paypal", "paypal_ok", "refund")]
)
def test_a_void_or_a_refund_is_made_once_also_when_its_job_was_lost(
    method: str, token: str, kind: str
) -> None:
    placed = builders.a_placed_order(method=Method(method), token=token)
    builders.cancel(placed.number)
    DyingGateway.dies_at.add(kind)
    with pytest.raises(Killed):
        queue.run_waiting()
    assert books(placed.number)[-1] == (kind, TOTAL)
    done = len(books(placed.number))
    # The job went down with the worker; the sweep looks for effects that got no answer.
    builders.at_clock(builders.MONDAY + timedelta(minutes=11))
    tasks.retry_effects()
    tasks.retry_effects()
    assert len(books(placed.number)) == done
    (effect,) = payments.effects_of(order_number=placed.number)
    assert effect.state == "done"
    assert [entry.kind for entry in payments.ledger_of(order_number=placed.number)][-1] == kind


@pytest.mark.rule("pitfall-13", "E-09", "C-07")
def test_the_last_capture_waits_for_one_whose_answer_died() -> None:
    placed = builders.a_released_order()
    at = builders.MONDAY + timedelta(hours=1)
    builders.at_clock(at)
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    parcels = [
        fulfilment.pack_parcel(
            order_number=placed.number, pieces=[piece.public_id], actor=cast.WAREHOUSE, at=at
        )
        for piece in orders.pieces_of(order_id=order.pk)
    ]
    DyingGateway.dies_at.add("capture")
    with pytest.raises(Killed):
        fulfilment.ship_parcel(parcel_id=parcels[0].id, actor=cast.WAREHOUSE, at=at)
    fulfilment.ship_parcel(parcel_id=parcels[1].id, actor=cast.WAREHOUSE, at=at)
    testclock.work()
    assert [p.state for p in fulfilment_queries.parcels_of(order_number=placed.number)] == ["shipped"] * 2
    taken = [amount for kind, amount in books(placed.number) if kind == "capture"]
    (payment,) = payments.payments_of(order_number=placed.number)
    assert (len(taken), sum(taken), payment.captured, payment.state) == (2, TOTAL, TOTAL, "captured")
    assert payments.balances(order_number=placed.number)["memo.authorised", "EUR"] == 0


@pytest.mark.rule("C-05", "E-09")
def test_an_authorisation_whose_void_died_is_let_go_of_once() -> None:
    placed = builders.a_placed_order()
    builders.cancel(placed.number)
    DyingGateway.dies_at.add("void")
    with pytest.raises(Killed):
        queue.run_waiting()
    builders.at_clock(builders.MONDAY + timedelta(days=8))
    tasks.lapse_authorisations()
    tasks.retry_effects()
    tasks.lapse_authorisations()
    (payment,) = payments.payments_of(order_number=placed.number)
    assert payment.state == "voided"
    assert [entry.kind for entry in payments.ledger_of(order_number=placed.number)] == [
        "authorisation",
        "void",
    ]
