"""Numbers without a gap under many issuers and rollbacks; and the control that shows what the lock is for."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from comptoir.infra import queue
from comptoir.infra.db import one_transaction
from comptoir.invoicing import queries, services
from comptoir.invoicing.models import Counter, Document
from comptoir.orders import queries as orders
from comptoir.orders.models import Order
from tests import builders

ISSUERS, EACH = 16, 8
AT = builders.MONDAY


class GivenUp(Exception):
    """A transaction that is rolled back at its end."""


@pytest.fixture
def order(fresh_database: str, payment_standin: str, carrier_standin: str) -> Iterator[Order]:
    """An order that is there for every connection."""
    del fresh_database, payment_standin, carrier_standin
    builders.at_clock(AT)
    builders.a_house()
    progress = builders.a_placed_order()
    queue.run_waiting()
    known = orders.order_by_number(number=progress.number)
    assert known is not None
    yield known
    connection.close()


def all_at_once(run: Callable[[int], None]) -> None:
    """Each issuer on a connection of its own."""
    start = threading.Barrier(ISSUERS)

    def issuer(number: int) -> None:
        start.wait()
        run(number)

    threads = [threading.Thread(target=issuer, args=(number,)) for number in range(ISSUERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def issue(order: Order, at: datetime) -> None:
    pieces = orders.pieces_of(order_id=order.pk)[:1]
    services.issue_invoice(
        order=order, parcel_cause=f"race:{uuid4()}", pieces=pieces, delivery_share=0, at=at
    )


@pytest.mark.rule("A-39", "I-5")
def test_sixteen_issuers_with_random_rollbacks_leave_no_gap_and_no_double(order: Order) -> None:
    kept = []

    def run(number: int) -> None:
        dice = random.Random(number)
        for _ in range(EACH):
            gives_up = dice.random() < 0.4
            try:
                with one_transaction():
                    issue(order, AT)
                    if gives_up:
                        raise GivenUp
                kept.append(number)
            except GivenUp:
                continue
            finally:
                connection.close()

    all_at_once(run)
    assert 0 < len(kept) < ISSUERS * EACH
    rows = Document.objects.filter(kind="invoice", cause__startswith="race:").order_by("id")
    assert [row.sequence for row in rows] == list(range(1, len(kept) + 1))
    assert [sequence for *_, sequence in queries.series()] == [list(range(1, len(kept) + 1))]
    assert Counter.objects.get().last == len(kept)


def test_without_the_lock_two_issuers_take_one_number_and_the_database_refuses_the_second(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = threading.Barrier(ISSUERS)

    def unlocked(*, entity: str, kind: str, year: int) -> Counter:
        counter, _made = Counter.objects.get_or_create(entity=entity, kind=kind, year=year)
        both_have_read.wait()
        return counter

    Counter.objects.create(entity="MEX", kind="invoice", year=2026)
    monkeypatch.setattr(queries, "lock_counter", unlocked)
    refused = []

    def run(number: int) -> None:
        try:
            with one_transaction():
                issue(order, AT)
        except IntegrityError:
            refused.append(number)
        finally:
            connection.close()

    all_at_once(run)
    assert len(refused) == ISSUERS - 1
    assert Document.objects.get().sequence == 1
