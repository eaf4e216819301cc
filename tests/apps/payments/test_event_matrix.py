"""Each event of an order's payment, delivered by the provider not at all, once or twice, in any order: the same books."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from comptoir.checkout import tasks
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from tests import builders
from tests.api.calls import Api, at_the_page, books, provider
from tests.api.events import events_of
from tests.api.serving import served_house

ORDERS = int(os.environ.get("N", "4"))
SEED = int(os.environ.get("SEED", "4"))
TOTAL = 45800


@pytest.fixture
def pushing(fresh_database: str, payment_standin: str) -> Iterator[Api]:
    """The house on a real server, with a provider that pushes what it is told to."""
    del fresh_database, payment_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    with served_house():
        yield Api()


def push_at_random(number: str, random: Random) -> list[int]:
    """Have the provider deliver its events on an order so far, each none to two times, shuffled."""
    sent = [event["id"] for event in events_of(number) for _ in range(random.choice((0, 1, 2)))]
    random.shuffle(sent)
    told = provider("/deliver", events=sent)["sent"] if sent else []
    queue.run_waiting()
    return [push["status"] for push in told]


def money(number: str) -> dict[str, object]:
    """Everything that is written of an order's money, and how often its customer was told."""
    (payment,) = payments.payments_of(order_number=number)
    order = orders.order_by_number(number=number)
    assert order is not None
    return {
        "order": order.state,
        "payment": (payment.state, payment.authorised, payment.captured, payment.refunded),
        "ledger": [entry.kind for entry in payments.ledger_of(order_number=number)],
        "provider": books(number),
        "mails": [mail.kind for mail in notices.messages_for_order(number=number)],
    }


@pytest.mark.rule("pitfall-4", "P-5")
def test_whatever_becomes_of_the_events_the_books_are_the_same(pushing: Api) -> None:
    random = Random(SEED)
    for _ in range(ORDERS):
        builders.at_clock(builders.MONDAY)
        placed = pushing.place(
            payment={"token": "card_3ds"},
            lines=[{"sku": builders.KNIT_M, "quantity": 1}, {"sku": builders.SHIRT_M, "quantity": 1}],
        )
        number = placed["number"].replace("-", "")
        assert set(push_at_random(number, random)) <= {200}
        at_the_page(placed["next_action"]["url"], "approve")
        assert set(push_at_random(number, random)) <= {200}
        builders.at_clock(builders.MONDAY + timedelta(minutes=2))
        tasks.settle_attempts()
        queue.run_waiting()
        assert money(number) == {
            "order": "placed",
            "payment": ("authorised", TOTAL, 0, 0),
            "ledger": ["authorisation"],
            "provider": [("authorisation", TOTAL)],
            "mails": ["order_placed"],
        }
        builders.cancel(number, at=builders.MONDAY + timedelta(minutes=3))
        queue.run_waiting()
        assert set(push_at_random(number, random)) <= {200}
        tasks.settle_attempts()
        assert money(number) == {
            "order": "cancelled",
            "payment": ("voided", TOTAL, 0, 0),
            "ledger": ["authorisation", "void"],
            "provider": [("authorisation", TOTAL), ("void", TOTAL)],
            "mails": ["order_placed", "order_cancelled"],
        }
        assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}
