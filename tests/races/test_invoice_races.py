"""Numbers without a gap under many issuers and rollbacks; and the control that shows what the lock is for."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
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

ISSUERS = 16
EACH = int(os.environ.get("COMPTOIR_ISSUES", "128")) // ISSUERS  # `make prove` asks for 10,000
SEED = int(os.environ.get("COMPTOIR_SEED", "0"))
AT = builders.MONDAY


class GivenUp(Exception):
    """A transaction that is rolled back at its end."""


@pytest.fixture
def order(lasting_house: str) -> Iterator[Order]:
    """An order that is there for every connection."""
    del lasting_house
    builders.at_clock(AT)
    progress = builders.a_placed_order()
    queue.run_waiting()
    known = orders.order_by_number(number=progress.number)
    assert known is not None
    yield known
    connection.close()


def all_at_once(issuers: int, do: Callable[[int], int]) -> list[int]:
    """What each issuer says that it has issued, all starting together."""
    start = Barrier(issuers, timeout=60)

    def run(number: int) -> int:
        start.wait()
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(issuers) as pool:
        return list(pool.map(run, range(issuers)))


def issue(order: Order, at: datetime) -> None:
    pieces = orders.pieces_of(order_id=order.pk)[:1]
    services.issue_invoice(
        order=order, parcel_cause=f"race:{uuid4()}", pieces=pieces, delivery_share=0, at=at
    )


@pytest.mark.rule("A-39", "I-5")
def test_sixteen_issuers_with_random_rollbacks_leave_no_gap_and_no_double(order: Order) -> None:

    def run(number: int) -> int:
        dice, kept = random.Random(f"{SEED}:{number}"), 0
        for _ in range(EACH):
            try:
                with one_transaction():
                    issue(order, AT)
                    if dice.random() < 0.4:
                        raise GivenUp
                kept += 1
            except GivenUp:
                continue
            finally:
                connection.close()  # there are more issuers than connections
        return kept

    issued = sum(all_at_once(ISSUERS, run))
    assert 0 < issued < ISSUERS * EACH
    rows = Document.objects.filter(kind="invoice", cause__startswith="race:").order_by("id")
    assert [row.sequence for row in rows] == list(range(1, issued + 1))
    assert [sequence for *_, sequence in queries.series()] == [list(range(1, issued + 1))]
    assert Counter.objects.get().last == issued
    print(
        f"\n{ISSUERS} issuers, {ISSUERS * EACH} issues, {ISSUERS * EACH - issued} given up: 1 to {issued} without a gap"
    )


def test_without_the_lock_two_issuers_take_one_number_and_the_database_refuses_the_second(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = Barrier(2, timeout=60)
    Counter.objects.create(entity="MEX", kind="invoice", year=2026)

    def unlocked(**series: str | int) -> Counter:
        counter = Counter.objects.get(**series)
        both_have_read.wait()
        return counter

    monkeypatch.setattr(queries, "lock_counter", unlocked)

    def run(_number: int) -> int:
        try:
            with one_transaction():
                issue(order, AT)
        except IntegrityError:
            return 0
        return 1

    assert sorted(all_at_once(2, run)) == [0, 1]
    assert Document.objects.get().sequence == 1
