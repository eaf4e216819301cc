"""A large refund takes two people: asked for by one, decided by another, and never lost (C-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.cases import tasks as cases_tasks
from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.payments import services
from tests import builders, cast
from tests.api.calls import books
from tests.apps.payments import large

pytestmark = [pytest.mark.usefixtures("careful"), pytest.mark.rule("C-13")]
OTHER = Actor(kind=ActorKind.STAFF, id="another", role=Role.ADVISOR)
WHOLE = 29000 + 15000


@pytest.fixture
def careful(db: None, payment_standin: str, carrier_standin: str) -> None:
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    large.be_careful()


def given(number: str) -> list[int]:
    queue.run_waiting()
    return [amount for kind, amount in books(number) if kind == "refund"]


def test_up_to_the_limit_one_is_enough_and_above_it_a_second_decides() -> None:
    assert given(large.accepted_return(0)) == [29000]
    number = large.accepted_return(0, 1)
    assert given(number) == []
    (refund,) = large.refunds(number)
    assert (refund.state, refund.asked_by, refund.amount) == ("waiting", "warehouse", WHOLE)
    assert refund.payment.refunding == WHOLE
    services.approve_refund(refund_id=refund.public_id, actor=OTHER, at=large.BACK)
    assert given(number) == [WHOLE]
    (refund,) = large.refunds(number)
    assert (refund.state, refund.decided_by, refund.payment.refunded) == ("done", "another", WHOLE)
    assert [entry.verb for entry in journal.entries_for_order(number=number)].count("refund_approved") == 1


def test_a_large_refund_in_small_parts_waits_as_well() -> None:
    number = large.accepted_return(0)
    large.accepted_return(1, number=number)
    assert given(number) == [29000]
    assert [(refund.state, refund.amount) for refund in large.refunds(number)] == [
        ("done", 29000),
        ("waiting", 15000),
    ]


def test_who_asked_does_not_decide_not_even_past_the_code() -> None:
    number = large.accepted_return(0, 1)
    (refund,) = large.refunds(number)
    for verb in (
        lambda: services.approve_refund(refund_id=refund.public_id, actor=cast.WAREHOUSE, at=large.BACK),
        lambda: services.decline_refund(
            refund_id=refund.public_id, reason="no", actor=cast.WAREHOUSE, at=large.BACK
        ),
    ):
        with pytest.raises(NotPossible) as refused:
            verb()
        assert [known.reason for known in refused.value.refusals] == ["refund_own"]
    for state, decided in (("requested", "warehouse"), ("requested", ""), ("done", "")):
        refund.state, refund.decided_by = state, decided
        with pytest.raises(IntegrityError, match="effect_two_people"), transaction.atomic():
            refund.save()
    assert given(number) == []


def test_a_declined_refund_has_a_case_and_can_be_asked_for_again() -> None:
    number = large.accepted_return(0, 1)
    (refund,) = large.refunds(number)
    services.decline_refund(
        refund_id=refund.public_id, reason="worn on the photographs", actor=OTHER, at=large.BACK
    )
    (refund,) = large.refunds(number)
    assert (refund.state, refund.failure, refund.payment.refunding) == ("failed", "declined", 0)
    with pytest.raises(NotPossible) as refused:
        services.approve_refund(refund_id=refund.public_id, actor=OTHER, at=large.BACK)
    assert [known.reason for known in refused.value.refusals] == ["refund_decided"]
    (said,) = [e for e in journal.entries_for_order(number=number) if e.verb == "refund_declined"]
    assert (said.actor_role, said.reason) == ("advisor", "worn on the photographs")
    cases_tasks.open_cases_for_trouble()
    (case,) = cases.open_cases(order_number=number)
    assert case.kind == "refund_failed"
    case_services.retry_effect(case_id=case.id, actor=OTHER, at=large.BACK)
    (refund,) = large.refunds(number)
    assert (refund.state, refund.asked_by, refund.decided_by) == ("waiting", "another", "")
    services.approve_refund(refund_id=refund.public_id, actor=cast.ADVISOR, at=large.BACK)
    assert given(number) == [WHOLE]


def test_a_refund_that_the_law_wants_has_its_case_before_the_day_until_it_is_decided() -> None:
    number = large.accepted_return(0, 1)
    (refund,) = large.refunds(number)
    assert refund.due_at is not None
    builders.at_clock(refund.due_at - timedelta(hours=49))
    cases_tasks.open_cases_for_trouble()
    assert cases.open_cases(order_number=number) == ()
    builders.at_clock(refund.due_at - timedelta(hours=47))
    for _ in range(2):
        cases_tasks.open_cases_for_trouble()
    assert [case.kind for case in cases.open_cases(order_number=number)] == ["refund_waits"]
    services.approve_refund(refund_id=refund.public_id, actor=OTHER, at=large.BACK)
    builders.perform_effects()
    cases_tasks.open_cases_for_trouble()
    assert cases.open_cases(order_number=number) == ()


def test_what_follows_from_the_order_alone_does_not_wait() -> None:
    number = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok").number
    builders.cancel(number)
    assert given(number) == [45800]
