"""Two counters at once: a credit is never overspent, a piece comes back once; and the control without the lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db.models import QuerySet, Sum

from comptoir.core.store_returns import Shop, StoreKind
from comptoir.infra import queue
from comptoir.payments import queries
from comptoir.payments import services as payments
from comptoir.payments.models import CreditLot, CreditMovement
from comptoir.payments.services import credits as spending
from tests import builders
from tests.apps.stores.receipts import ASSOCIATE, AT, PAID, a_receipt, bring_back
from tests.races.test_buying_races import broken, together

PARIS = Shop(kind=StoreKind.OWN, country="FR", zone="Europe/Paris")


@pytest.fixture
def credit(lasting_house: str) -> str:
    """The number of a credit of 280.00, there for every connection."""
    del lasting_house
    builders.at_clock(AT)
    return bring_back(a_receipt()).credit_number


def spend(number: str, amount: int) -> str:
    payments.spend_at_counter(
        number=number,
        amount=amount,
        name="Jeanne Exemple",
        place="PAR1",
        shop=PARIS,
        key=str(uuid4()),
        actor=ASSOCIATE,
        at=AT,
    )
    return "spent"


def presses(number: str, amount: int, count: int) -> list[Callable[[], str]]:
    return [partial(spend, number, amount) for _press in range(count)]


def moved(number: str) -> int:
    total: int = CreditMovement.objects.filter(lot__number=number).aggregate(sum=Sum("amount"))["sum"]
    return total


@pytest.mark.rule("STO-02")
def test_of_four_counters_at_once_only_those_spend_for_whom_something_is_left(credit: str) -> None:
    answers = together(presses(credit, 12000, 4))
    assert sorted(answers) == ["credit_too_small"] * 2 + ["spent"] * 2
    assert moved(credit) == PAID - 24000
    queue.run_waiting()
    assert broken() == {}


@pytest.mark.rule("STO-02")
def test_without_the_lock_two_counters_spend_more_than_there_is(
    credit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_are_there = Barrier(2, timeout=60)

    def unlocked(rows: QuerySet[CreditLot], *, kind: str) -> list[CreditLot]:
        del kind
        return list(rows)

    def read_together(**asked: object) -> object:
        known = refusals(**asked)
        both_are_there.wait()
        return known

    refusals = queries.spending_refusals
    monkeypatch.setattr(spending, "locked", unlocked)
    monkeypatch.setattr(spending.queries, "spending_refusals", read_together)
    assert together(presses(credit, 20000, 2)) == ["spent", "spent"]
    assert moved(credit) == PAID - 40000 < 0
    assert "I-18" in broken()


@pytest.mark.rule("STO-01")
def test_a_piece_that_is_brought_to_two_counters_at_once_comes_back_once(lasting_house: str) -> None:
    del lasting_house
    builders.at_clock(AT)
    receipt = a_receipt()

    def bring(store: str) -> str:
        bring_back(receipt, store=store)
        return "taken back"

    answers = together([partial(bring, "PAR1"), partial(bring, "LYO1")])
    assert sorted(answers) == ["came_back_already", "taken back"]
    queue.run_waiting()
    assert broken() == {}
