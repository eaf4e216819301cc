"""Disputes: recorded once whatever the events do, frozen while the bank decides, booked on an account of their own."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError

from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.infra.db import one_transaction
from comptoir.payments import queries, services, tasks
from comptoir.payments.models import Dispute, Payment, ProviderEvent
from tests import builders, cast
from tests.api.calls import Api, books, provider
from tests.api.events import deliver, events_of
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("house")

TOTAL = 45800


def payment_of(number: str) -> Payment:
    (payment,) = queries.payments_of(order_number=number)
    return payment


def paid_order() -> str:
    return builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok").number


def dispute(number: str, amount: int | None = None, **how: object) -> str:
    """The customer's bank asks money back; the provider's id of it."""
    reference = payment_of(number).provider_ref
    opened: str = provider("/disputes", payment_intent=reference, amount=amount, **how)["id"]
    return opened


def decide(reference: str, outcome: str) -> None:
    provider("/disputes", dispute=reference, outcome=outcome)


def refund(number: str, amount: int, cause: str = "test") -> None:
    with one_transaction():
        services.request_refund(
            tender=str(payment_of(number).public_id),
            amount=amount,
            cause=cause,
            basis="goodwill",
            actor=cast.ADMIN,
            at=builders.MONDAY,
        )


def ledger(number: str) -> list[str]:
    return [entry.kind for entry in queries.ledger_of(order_number=number)]


def disputed_events(number: str) -> list[dict[str, object]]:
    """The events about disputes of an order's payment; they name the payment, not the order."""
    reference = payment_of(number).provider_ref
    return [event for event in events_of(reference) if event["type"].startswith("charge.dispute")]


@pytest.mark.rule("C-15")
def test_a_dispute_is_recorded_once_and_freezes_the_amount() -> None:
    number = paid_order()
    reference = dispute(number, amount=30000)
    for _ in range(3):
        for event in disputed_events(number):
            assert deliver(Api(), event) == 200
            queue.run_waiting()
    (known,) = queries.disputes_of(order_number=number)
    assert (known.provider_ref, known.amount, known.withdrawn, known.state) == (
        reference,
        30000,
        30000,
        "open",
    )
    assert known.answer_by == known.opened_at + timedelta(days=7)
    assert payment_of(number).disputed == 30000
    assert ledger(number) == ["authorisation", "capture", "dispute"]
    assert queries.balances(order_number=number)["disputes", "EUR"] == 30000
    with nothing_moves(), pytest.raises(services.RefundFrozen):
        refund(number, TOTAL - 30000 + 1)
    refund(number, TOTAL - 30000)
    queue.run_waiting()
    assert payment_of(number).refunded == TOTAL - 30000


@pytest.mark.rule("C-15", "C-13")
def test_the_database_itself_refuses_to_refund_what_is_disputed() -> None:
    number = paid_order()
    dispute(number)
    tasks.find_disputes()
    with nothing_moves(), pytest.raises(IntegrityError), one_transaction():
        Payment.objects.filter(order_number=number).update(refunding=1)


@pytest.mark.rule("C-15")
@pytest.mark.parametrize(
    ("outcome", "left", "entries", "balances"),
    [
        ("won", TOTAL, ["dispute", "dispute_won"], {"disputes": 0, "psp.stripe": TOTAL}),
        (
            "lost",
            TOTAL - 30000,
            ["dispute", "dispute_lost"],
            {"disputes": 0, "losses.disputes": 30000, "psp.stripe": TOTAL - 30000},
        ),
    ],
)
def test_the_outcome_is_booked_and_won_money_can_be_refunded_again(
    outcome: str, left: int, entries: list[str], balances: dict[str, int]
) -> None:
    number = paid_order()
    reference = dispute(number, amount=30000)
    tasks.find_disputes()
    decide(reference, outcome)
    for _ in range(2):
        tasks.find_disputes()
    (known,) = queries.disputes_of(order_number=number)
    assert (known.state, known.closed_at is not None) == (outcome, True)
    assert ledger(number) == ["authorisation", "capture", *entries]
    found = queries.balances(order_number=number)
    assert {account: found[account, "EUR"] for account in balances} == balances
    with nothing_moves(), pytest.raises((services.RefundFrozen, IntegrityError)):
        refund(number, left + 1)
    refund(number, left)


@pytest.mark.rule("C-15", "C-12", "pitfall-4")
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_events_of_a_won_dispute_in_any_order_end_in_the_same_books(order: tuple[int, ...]) -> None:
    number = paid_order()
    reference = dispute(number)
    decide(reference, "won")
    events = disputed_events(number)
    assert len(events) == 4
    for place in order:
        deliver(Api(), events[place])
        queue.run_waiting()
    assert ledger(number) == ["authorisation", "capture", "dispute", "dispute_won"]
    assert payment_of(number).disputed == 0


@pytest.mark.rule("C-15", "C-12")
def test_a_dispute_of_which_no_event_came_is_found() -> None:
    number = paid_order()
    dispute(number)
    tasks.find_disputes()
    assert Dispute.objects.count() == 1
    assert not ProviderEvent.objects.filter(kind__startswith="charge.dispute").exists()


@pytest.mark.rule("C-15")
def test_a_refund_that_the_provider_refuses_for_a_dispute_leaves_all_of_it_frozen() -> None:
    number = paid_order()
    refund(number, 20000)
    dispute(number)  # the bank is first at the provider
    tasks.find_disputes()
    assert (payment_of(number).refunding, payment_of(number).disputed) == (20000, TOTAL - 20000)
    queue.run_waiting()
    payment = payment_of(number)
    assert (payment.refunding, payment.refunded, payment.disputed) == (0, 0, TOTAL)
    assert [effect.failure for effect in queries.failed_effects()] == ["charge_disputed"]
    assert books(number) == [("authorisation", TOTAL), ("capture", TOTAL), ("dispute", TOTAL)]


@pytest.mark.rule("C-15")
def test_evidence_is_sent_once() -> None:
    number = paid_order()
    dispute(number)
    tasks.find_disputes()
    (known,) = queries.disputes_of(order_number=number)
    send = {"dispute_id": known.public_id, "evidence": "Delivered to Jeanne.", "actor": cast.ADVISOR}
    services.answer_dispute(**send, at=builders.MONDAY)
    (known,) = queries.disputes_of(order_number=number)
    assert (known.state, known.answered_at) == ("answered", builders.MONDAY)
    with nothing_moves(), pytest.raises(services.CannotAnswer):
        services.answer_dispute(**send, at=builders.MONDAY)


@pytest.mark.rule("C-15")
def test_evidence_that_comes_too_late_is_refused() -> None:
    number = paid_order()
    dispute(number)
    tasks.find_disputes()
    (known,) = queries.disputes_of(order_number=number)
    late = builders.MONDAY + timedelta(days=7, seconds=1)
    builders.at_clock(late)
    with nothing_moves(), pytest.raises(services.CannotAnswer):
        services.answer_dispute(dispute_id=known.public_id, evidence="Late.", actor=cast.ADVISOR, at=late)
