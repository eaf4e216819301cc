"""Captures, refunds and voids: never more than there is, each once, and a refused one waits for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from comptoir.cases import queries as cases
from comptoir.cases import services as cases_services
from comptoir.cases import tasks as cases_tasks
from comptoir.checkout import services as checkout
from comptoir.core.actors import HOUSE
from comptoir.core.policy import Method
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock, queue, testclock
from comptoir.infra.db import one_transaction
from comptoir.orders import queries as orders
from comptoir.payments import queries, services, tasks
from comptoir.payments.models import Effect, Payment
from tests import builders, cast
from tests.api.calls import at_the_page, books
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("house")

TOTAL = 45800


def payment_of(number: str) -> Payment:
    (payment,) = queries.payments_of(order_number=number)
    return payment


def want(verb: str, number: str, amount: int, cause: str = "test", **how: object) -> Effect:
    tender = str(payment_of(number).public_id)
    with one_transaction():
        return getattr(services, f"request_{verb}")(
            tender=tender, amount=amount, cause=cause, actor=cast.ADMIN, at=builders.MONDAY, **how
        )


@pytest.mark.rule("PAY-05", "C-03", "pitfall-13")
def test_no_more_is_taken_than_was_authorised(db: None) -> None:
    del db
    placed = builders.a_placed_order()
    want("capture", placed.number, 45000, "first", final=False)
    with nothing_moves(), pytest.raises(IntegrityError):
        want("capture", placed.number, 801, "second", final=False)


@pytest.mark.rule("RET-12", "pitfall-5")
def test_no_more_is_given_back_than_was_taken() -> None:
    placed = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok")
    want("refund", placed.number, 45000, "first", basis="goodwill")
    with nothing_moves(), pytest.raises(IntegrityError):
        want("refund", placed.number, 801, "second", basis="goodwill")


@pytest.mark.rule("pitfall-5", "C-10")
def test_one_cause_is_one_refund_and_two_equal_ones_are_two() -> None:
    placed = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok")
    first = want("refund", placed.number, 1000, "return:1", basis="goodwill")
    assert want("refund", placed.number, 1000, "return:1", basis="goodwill").pk == first.pk
    want("refund", placed.number, 1000, "return:2", basis="goodwill")
    queue.run_waiting()
    assert books(placed.number)[2:] == [("refund", 1000), ("refund", 1000)]
    assert payment_of(placed.number).refunded == 2000


@pytest.mark.rule("PAY-05", "C-05")
def test_a_capture_that_is_refused_waits_for_a_person_and_a_new_try_has_a_new_key() -> None:
    placed = builders.a_placed_order(token="card_capture_fails")
    effect = want("capture", placed.number, TOTAL, final=True)
    queue.run_waiting()
    (failed,) = queries.failed_effects()
    assert (failed.pk, failed.failure, failed.tries) == (effect.pk, "card_declined", 1)
    assert (payment_of(placed.number).capturing, payment_of(placed.number).captured) == (0, 0)
    with one_transaction():
        services.retry_effect(effect_id=str(effect.public_id), actor=cast.ADVISOR, at=builders.MONDAY)
    assert payment_of(placed.number).capturing == TOTAL
    queue.run_waiting()
    (failed,) = queries.failed_effects()
    assert failed.tries == 2
    assert books(placed.number) == [("authorisation", TOTAL)]


@pytest.mark.rule("C-05")
def test_a_void_that_is_refused_opens_a_case_once_and_a_person_can_have_it_tried_again() -> None:
    placed = builders.a_placed_order()
    builders.at_clock(builders.MONDAY + timedelta(days=8))  # the provider has let go of it by itself
    builders.cancel(placed.number)
    queue.run_waiting()
    assert [effect.kind for effect in queries.failed_effects()] == ["void"]
    cases_tasks.open_cases_for_trouble()
    cases_tasks.open_cases_for_trouble()
    (case,) = cases.open_cases(order_number=placed.number)
    assert case.kind == "void_failed"
    cases_services.retry_effect(case_id=case.id, actor=cast.ADVISOR, at=clock.now())
    assert cases.open_cases(order_number=placed.number) == ()
    queue.run_waiting()
    cases_tasks.open_cases_for_trouble()
    (again,) = cases.open_cases(order_number=placed.number)
    assert again.id != case.id


@pytest.mark.rule("C-05")
def test_an_authorisation_that_lapsed_is_written_off() -> None:
    placed = builders.a_placed_order()
    before = payment_of(placed.number).capture_before
    assert before is not None
    builders.at_clock(before - timedelta(seconds=30))
    with nothing_moves():
        tasks.lapse_authorisations()
    builders.at_clock(before + timedelta(seconds=2))
    tasks.lapse_authorisations()
    tasks.lapse_authorisations()
    payment = payment_of(placed.number)
    assert payment.state == "lapsed"
    assert [entry.kind for entry in queries.ledger_of(order_number=placed.number)] == [
        "authorisation",
        "void",
    ]
    assert queries.balances(order_number=placed.number)["memo.authorised", "EUR"] == 0
    assert books(placed.number) == [("authorisation", TOTAL), ("void", TOTAL)]


@pytest.mark.rule("C-05", "pitfall-13")
def test_what_was_taken_of_an_authorisation_stays_when_the_rest_lapses() -> None:
    placed = builders.a_placed_order(
        token="card_3ds"
    )  # whose bank wants the customer, who does not pay again
    at_the_page(placed.next_url, "approve")
    checkout.settle_order(order_number=placed.number, actor=HOUSE, at=builders.MONDAY)
    fulfilment.release_due_order(order_number=placed.number, at=builders.MONDAY + timedelta(minutes=31))
    at = builders.MONDAY + timedelta(hours=1)
    builders.at_clock(at)
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    knit, _shirt = orders.pieces_of(order_id=order.pk)
    parcel = fulfilment.pack_parcel(
        order_number=placed.number, pieces=[knit.public_id], actor=cast.WAREHOUSE, at=at
    )
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=at)
    testclock.advance_clock(to=builders.MONDAY + timedelta(days=8), run=testclock.run_here)
    payment = queries.payments_of(order_number=placed.number)[0]
    assert (payment.state, payment.captured) == ("captured", 30800)
    assert queries.balances(order_number=placed.number)["memo.authorised", "EUR"] == 0
    assert books(placed.number) == [("authorisation", TOTAL), ("capture", 30800), ("void", 15000)]
    assert queries.lapsed_payments(at=clock.now()) == []


@pytest.mark.rule("E-01", "I-13")
def test_the_ledger_s_seals_hold_until_something_is_changed() -> None:
    builders.a_placed_order()
    assert services.seal_ledger(at=builders.MONDAY) > 0
    assert services.seal_ledger(at=builders.MONDAY) == 0
    builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok")
    assert services.seal_ledger(at=builders.MONDAY) > 0
    assert queries.broken_seals() == ()
