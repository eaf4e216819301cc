"""Two gestures from one envelope at once: it never gives more than it holds; and the control that shows what the lock is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier

import pytest

from comptoir.goodwill import queries
from comptoir.goodwill.models import Envelope
from comptoir.infra import queue
from tests import builders
from tests.api.calls import books
from tests.apps.fulfilment import ship
from tests.apps.goodwill.giving import SOON, give
from tests.races.test_buying_races import broken, together

WHOLE = 30000


@pytest.fixture
def orders(lasting_house: str) -> Iterator[list[ship.Order]]:
    """Four orders that arrived, there for every connection."""
    del lasting_house
    made = [ship.a_delivered_order() for _ in range(4)]
    builders.at_clock(SOON)
    yield made
    queue.run_waiting()
    assert broken() == {}


def clicks(orders: list[ship.Order], amount: int) -> list[Callable[[], str]]:
    """As many tabs as orders, each about to give so much from the same envelope."""

    def click(order: ship.Order) -> str:
        give(order, 0, amount)
        return "given"

    return [partial(click, order) for order in orders]


def went_back(orders: list[ship.Order]) -> int:
    queue.run_waiting()
    return sum(amount for order in orders for kind, amount in books(order.number) if kind == "refund")


@pytest.mark.rule("C-23")
def test_of_four_gestures_at_once_only_as_many_are_given_as_the_envelope_holds(
    orders: list[ship.Order],
) -> None:
    answers = together(clicks(orders, 14000))
    assert sorted(answers) == ["gesture_envelope"] * 2 + ["given"] * 2
    assert queries.envelope_of(actor=ship.ADVISOR, at=SOON).left == WHOLE - 28000
    assert went_back(orders) == 28000


@pytest.mark.rule("C-23")
def test_without_the_lock_two_gestures_give_more_than_the_envelope_holds(
    orders: list[ship.Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_are_there = Barrier(2, timeout=60)
    month = queries.envelope_of(actor=ship.ADVISOR, at=SOON).month
    Envelope.objects.create(by=ship.ADVISOR.id, month=month)

    def unlocked(**_whose: object) -> Envelope:
        return Envelope.objects.get()

    def read_together(**gesture: object) -> tuple[object, ...]:
        known = refusals(**gesture)
        both_are_there.wait()
        return known

    refusals = queries.gesture_refusals
    monkeypatch.setattr(queries, "lock_envelope", unlocked)
    monkeypatch.setattr(queries, "gesture_refusals", read_together)
    assert together(clicks(orders[:2], 20000)) == ["given", "given"]
    assert went_back(orders) == 40000 > WHOLE
