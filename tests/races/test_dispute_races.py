"""A refund that is asked for while the customer's bank asks the money back: never both, whoever is first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from comptoir.core.actors import HOUSE, Actor, ActorKind, Role
from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.infra.db import one_transaction
from comptoir.payments import queries as payments
from comptoir.payments import services
from tests import builders, cast
from tests.api.calls import books, provider
from tests.apps.payments import large
from tests.races.test_buying_races import broken, together

TOTAL = 45800


@pytest.fixture(autouse=True)
def _lasting_house(lasting_house: str) -> Iterator[None]:
    del lasting_house
    yield
    assert broken() == {}


@pytest.mark.rule("C-13", "C-15", "pitfall-5")
@pytest.mark.parametrize("bank_first", [True, False])
def test_of_a_refund_and_a_dispute_of_the_same_money_only_one_is_paid(bank_first: bool) -> None:
    number = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok").number
    (payment,) = payments.payments_of(order_number=number)

    def refund() -> str:
        with one_transaction():
            effect = services.request_refund(
                tender=str(payment.public_id),
                amount=TOTAL,
                cause="return",
                basis="goodwill",
                actor=cast.ADVISOR,
                at=builders.MONDAY,
            )
        services.perform_effect(effect_id=effect.pk, at=builders.MONDAY)
        return "asked"

    def dispute() -> str:
        services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=builders.MONDAY)
        return "found"

    if bank_first:
        provider("/disputes", payment_intent=payment.provider_ref)
    assert set(together([refund, dispute, dispute])) <= {"asked", "found", "refund_disputed"}
    queue.run_waiting()
    services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=builders.MONDAY)
    (payment,) = payments.payments_of(order_number=number)
    back = TOTAL if not bank_first else 0
    assert (payment.refunded, payment.refunding, payment.disputed) == (back, 0, TOTAL - back)
    went = [amount for kind, amount in books(number) if kind in ("refund", "dispute")]
    assert went == [TOTAL]
    assert payments.disputes_of(order_number=number).count() == (1 if bank_first else 0)


@pytest.mark.rule("C-13")
def test_twenty_clicks_on_one_refund_are_one_refund() -> None:
    number = builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok").number
    (payment,) = payments.payments_of(order_number=number)

    def click() -> str:
        with one_transaction():
            services.request_refund(
                tender=str(payment.public_id),
                amount=TOTAL,
                cause="return:1",
                basis="goodwill",
                actor=cast.ADVISOR,
                at=builders.MONDAY,
            )
        return "asked"

    for _ in range(3):
        together([click] * 7)
    queue.run_waiting()
    assert [row for row in books(number) if row[0] == "refund"] == [("refund", TOTAL)]


@pytest.mark.rule("C-13")
def test_of_twenty_approvals_and_refusals_at_once_one_counts() -> None:
    large.be_careful()
    number = large.accepted_return(0, 1)
    (refund,) = large.refunds(number)
    others = [Actor(kind=ActorKind.STAFF, id=f"advisor-{n}", role=Role.ADVISOR) for n in range(20)]

    def decide(actor: Actor) -> str:
        services.approve_refund(refund_id=refund.public_id, actor=actor, at=large.BACK)
        return "approved"

    answers = [
        answer
        for some in (others[:7], others[7:14], others[14:])
        for answer in together([partial(decide, actor) for actor in some])
    ]
    assert sorted(answers) == ["approved"] + ["refund_decided"] * 19
    queue.run_waiting()
    assert [row for row in books(number) if row[0] == "refund"] == [("refund", 44000)]
