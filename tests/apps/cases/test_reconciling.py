"""The nightly comparison: nothing in a clean house, one case for each injected difference, closed when it is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from comptoir.cases import queries as cases
from comptoir.cases import services, tasks
from comptoir.core.actors import HOUSE
from comptoir.core.policy import Method
from comptoir.infra import clock
from comptoir.infra.db import one_transaction
from comptoir.payments import queries as payments
from comptoir.payments import services as payments_services
from comptoir.payments.services import LedgerSide
from tests import builders
from tests.api.calls import OUTSIDE, provider
from tests.apps.cases import story

pytestmark = pytest.mark.usefixtures("house")

TOTAL = 45800


def tonight() -> None:
    """The night after: everything that happened is older than what may be on its way."""
    builders.at_clock(clock.now() + timedelta(hours=12))
    services.reconcile(by="stripe", actor=HOUSE, at=clock.now())


def found() -> list[tuple[str, str]]:
    """Kind and order of the open cases; payments without an order are those of other tests' houses."""
    return sorted(
        (case.kind, case.order_number)
        for case in cases.open_cases()
        if case.kind.startswith("books_") and case.order_number
    )


def paid(at: datetime = builders.MONDAY) -> str:
    return builders.a_placed_order(at=at, method=Method.PAYPAL, token="paypal_ok").number


def refund_behind_our_back(number: str, amount: int) -> None:
    """Somebody refunds at the provider's own desk."""
    (payment,) = payments.payments_of(order_number=number)
    answer = OUTSIDE.post(
        f"{settings.PAYMENT_URL}/v1/refunds",
        data={"payment_intent": payment.provider_ref, "amount": amount},
        headers={"Authorization": f"Bearer {settings.PAYMENT_KEY}"},
    )
    assert answer.status_code == 200, answer.text


def book(number: str, kind: str, amount: int, cause: str = "injected") -> None:
    """Somebody posts what the provider never did."""
    sign = 1 if kind == "capture" else -1
    with one_transaction():
        payments_services.post_entry(
            kind=kind,
            cause=cause,
            order_number=number,
            entity="ME",
            currency="EUR",
            sides=[
                LedgerSide(account="psp.stripe", amount=sign * amount),
                LedgerSide(account="customer", amount=-sign * amount),
            ],
            at=clock.now(),
        )


@pytest.mark.rule("C-12")
def test_in_a_house_where_all_went_well_nothing_differs() -> None:
    story.everything()
    tonight()
    assert found() == []
    ran = payments.reconciliations()[0]
    assert [known for known in ran.differences if known["order"]] == []
    assert ran.ours > 5


@pytest.mark.rule("C-12")
def test_every_injected_difference_opens_one_case_however_often_it_is_found() -> None:
    missing_here, missing_there, differs, double, _clean = (paid() for _ in range(5))
    refund_behind_our_back(missing_here, 1000)
    book(missing_there, "refund", 1100)
    refund_behind_our_back(differs, 1200)
    book(differs, "refund", 1300, cause="differs")
    book(double, "capture", TOTAL)
    book("NOBODYS", "capture", 77, cause="nobody")
    for _ in range(3):
        tonight()
        assert found() == sorted(
            [
                ("books_missing_here", missing_here),
                ("books_missing_there", missing_there),
                ("books_amount_differs", differs),
                ("books_double", double),
                ("books_missing_there", "NOBODYS"),
            ]
        )


@pytest.mark.rule("C-12")
def test_a_difference_that_is_gone_closes_its_case_and_one_that_comes_again_opens_another() -> None:
    number = paid()
    refund_behind_our_back(number, 1000)
    tonight()
    book(number, "refund", 1000)  # the missing entry is posted
    tonight()
    assert found() == []
    book(number, "refund", 1000, cause="once more")
    tonight()
    assert found() == [("books_double", number)]


@pytest.mark.rule("C-12")
def test_what_was_booked_days_after_the_provider_moved_it_stays_matched_when_only_our_side_is_recent() -> (
    None
):
    number = paid(builders.MONDAY + timedelta(days=30))  # far from what other houses have with this provider
    refund_behind_our_back(number, 1000)
    tonight()
    builders.at_clock(clock.now() + timedelta(days=2))
    book(number, "refund", 1000)
    for _ in range(12):
        tonight()
        assert found() == []


@pytest.mark.rule("C-12")
def test_a_case_that_a_person_resolved_is_not_opened_again_for_the_same_difference() -> None:
    number = paid()
    refund_behind_our_back(number, 1000)
    tonight()
    (case,) = cases.open_cases(order_number=number)
    services.resolve_case(case_id=case.id, text="Agreed on the phone.", actor=HOUSE, at=clock.now())
    tonight()
    assert found() == []


@pytest.mark.rule("C-12")
def test_lost_events_leave_nothing_unmatched() -> None:
    number = paid()
    (payment,) = payments.payments_of(order_number=number)
    provider("/disputes", payment_intent=payment.provider_ref)  # of which no event comes
    tonight()
    assert found() == [("books_missing_here", number)]
    payments_services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=clock.now())
    tonight()
    assert found() == []


@pytest.mark.rule("C-12")
def test_the_comparison_is_made_once_a_day_and_leaves_no_gap() -> None:
    paid()
    for _ in range(2):
        tasks.reconcile()
    builders.at_clock(clock.now() + timedelta(days=10))
    tasks.reconcile()
    later, first = payments.reconciliations()
    assert later.since == first.until
