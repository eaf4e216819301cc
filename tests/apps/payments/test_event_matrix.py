"""Each event of an order's payment, delivered by the provider none to three times, in any order: the same books."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest

from comptoir.cases import queries as cases
from comptoir.checkout import tasks
from comptoir.core.actors import HOUSE
from comptoir.core.policy import Method
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import queue
from comptoir.infra.db import one_transaction
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import services
from tests import builders, cast
from tests.api.calls import Api, at_the_page, books, provider
from tests.api.events import events_of
from tests.api.serving import served_house

ORDERS = int(os.environ.get("COMPTOIR_EXAMPLES", "2"))
SEED = int(os.environ.get("COMPTOIR_SEED", "4"))
TOTAL = 45800


@pytest.fixture
def pushing(lasting_house: str) -> Iterator[Api]:
    """The house on a real server, with a provider that pushes what it is told to."""
    del lasting_house
    with served_house():
        yield Api()


def push_at_random(number: str, random: Random) -> list[int]:
    """Have the provider deliver its events on an order (or a payment of its) so far, each none to three times, shuffled."""
    sent = [event["id"] for event in events_of(number) for _ in range(random.choice((0, 1, 2, 3)))]
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


@pytest.mark.rule("pitfall-4", "PAY-05", "RET-11")
def test_whatever_becomes_of_the_events_of_a_shipped_order_the_books_are_the_same(pushing: Api) -> None:
    del pushing
    random = Random(SEED)
    for sku in (builders.KNIT_M, builders.SHIRT_M):
        builders.count_to(sku, len(STORIES) * ORDERS)
    for _ in range(ORDERS):
        builders.at_clock(builders.MONDAY)
        number = builders.a_released_order().number
        (payment,) = payments.payments_of(order_number=number)
        assert set(push_at_random(number, random)) <= {200}
        at = builders.MONDAY + timedelta(hours=1)
        builders.at_clock(at)
        order = orders.order_by_number(number=number)
        assert order is not None
        for piece in orders.pieces_of(order_id=order.pk):
            parcel = fulfilment.pack_parcel(
                order_number=number, pieces=[piece.public_id], actor=cast.WAREHOUSE, at=at
            )
            fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=at)
            assert set(push_at_random(number, random)) <= {200}
        ask_back(number, "refund", 8000)
        assert set(push_at_random(payment.provider_ref, random)) <= {200}
        payment.refresh_from_db()
        assert (payment.state, payment.captured, payment.refunded) == ("captured", TOTAL, 8000)
        posted = Counter(entry.kind for entry in payments.ledger_of(order_number=number))
        assert (posted["authorisation"], posted["capture"], posted["refund"]) == (1, 2, 1)
        assert [kind for kind, _ in books(number)] == ["authorisation", "capture", "capture", "refund"]
        mails = [mail.kind for mail in notices.messages_for_order(number=number)]
        assert (mails.count("order_placed"), mails.count("order_shipped")) == (1, 2)
        assert payments.balances(order_number=number)["psp.stripe", "EUR"] == TOTAL - 8000


def ask_back(number: str, step: str, amount: int, *, at: datetime = builders.MONDAY) -> None:
    """One step of a payment's later life: a refund of ours, or the bank's dispute and its decision."""
    (payment,) = payments.payments_of(order_number=number)
    match step:
        case "refund":
            with one_transaction():
                services.request_refund(
                    tender=str(payment.public_id),
                    amount=amount,
                    cause=f"part:{amount}",
                    basis="goodwill",
                    actor=cast.ADMIN,
                    at=at,
                )
            queue.run_waiting()
        case "dispute":
            provider("/disputes", payment_intent=payment.provider_ref, amount=amount)
        case outcome:
            services.find_disputes(since=at, actor=HOUSE, at=at)
            (known,) = payments.disputes_of(order_number=number)
            provider("/disputes", dispute=known.provider_ref, outcome=outcome)


STORIES = {
    ("dispute", "won", "refund"): (8000, ["dispute", "dispute_won", "refund"], 0, 0),
    ("refund", "dispute", "lost"): (8000, ["refund", "dispute", "dispute_lost"], 10000, 10000),
    ("dispute", "refund"): (8000, ["dispute", "refund"], 10000, 0),
    ("refund", "dispute", "won"): (8000, ["refund", "dispute", "dispute_won"], 0, 0),
}


@pytest.mark.rule("pitfall-4", "C-15", "C-12")
def test_whatever_becomes_of_the_events_of_refunds_and_disputes_the_books_are_the_same(pushing: Api) -> None:
    del pushing
    random = Random(SEED)
    for sku in (builders.KNIT_M, builders.SHIRT_M):
        builders.count_to(sku, len(STORIES) * ORDERS)
    # A minute apart, so that a sweep asks for the disputes of one order and not for those of all before it.
    ats = (builders.MONDAY + timedelta(minutes=minute) for minute in count())
    for _ in range(ORDERS):
        for story, (refunded, kinds, frozen, lost) in STORIES.items():
            at = next(ats)
            number = builders.a_placed_order(at=at, method=Method.PAYPAL, token="paypal_ok").number
            (payment,) = payments.payments_of(order_number=number)
            for step in story:
                ask_back(number, step, 8000 if step == "refund" else 10000, at=at)
                assert set(push_at_random(payment.provider_ref, random)) <= {200}
            services.find_disputes(since=at, actor=HOUSE, at=at)
            push_at_random(payment.provider_ref, random)
            payment.refresh_from_db()
            assert (payment.refunded, payment.refunding, payment.disputed) == (refunded, 0, frozen)
            posted = [entry.kind for entry in payments.ledger_of(order_number=number)]
            assert sorted(posted) == sorted(["authorisation", "capture", *kinds])
            balances = payments.balances(order_number=number)
            assert balances.get(("losses.disputes", "EUR"), 0) == lost
            assert balances["psp.stripe", "EUR"] == TOTAL - refunded - frozen
    services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=at)
    broken = {known.id: cases.check_invariant(invariant=known) for known in cases.INVARIANTS}
    assert {name: found for name, found in broken.items() if found} == {}
