"""Orders by chance, with provider and processes in trouble: at the end the ledger, the provider's books and the orders agree."""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from comptoir.cases import queries as cases
from comptoir.cli import doctor
from comptoir.infra import clock, queue, testclock
from comptoir.orders.models import Order
from comptoir.payments import queries as payments
from tests import builders
from tests.api.calls import Json, provider
from tests.api.events import deliver
from tests.apps.payments.gateways import DyingGateway
from tests.journeys.lives import API, ROUNDS, SKUS, Life
from tests.journeys.storm import drain, sweep_all

ORDERS = int(os.environ.get("COMPTOIR_ORDERS", "12"))
SEED = int(os.environ.get("COMPTOIR_SEED", "1"))
BATCH = 100


def live(first: int, count: int, late: list[Json], seen: Counter[str]) -> None:
    """A batch of orders lives side by side for a week."""
    began = clock.now()
    for sku in SKUS:
        builders.count_to(sku, 1000)
    lives = [
        Life(name=f"life{n}", random=Random(f"{SEED}:{n}"), seen=seen, late=late)
        for n in range(first, first + count)
    ]
    for hours, happen in ROUNDS:
        clock.set_to(at=began + timedelta(hours=hours))
        for one in lives:
            if happen is Life.order or one.number:
                happen(one)
                drain()
        sweep_all()
        provider("/reset")
        DyingGateway.dies_at.clear()
    clock.set_to(at=began + timedelta(days=7))


@pytest.mark.usefixtures("stormy_house")
@pytest.mark.rule("C-12", "C-10", "pitfall-4", "pitfall-5", "P-5")
def test_after_any_life_the_books_agree(capsys: pytest.CaptureFixture[str]) -> None:
    late: list[Json] = []
    seen: Counter[str] = Counter()
    for first in range(0, ORDERS, BATCH):
        live(first, min(BATCH, ORDERS - first), late, seen)
        print(f"{first + BATCH}: {time.process_time():.0f} s of processor", flush=True)
    for event in late:
        assert deliver(API, event) == 200
    for _ in range(9):
        testclock.work()
        clock.set_to(at=clock.now() + timedelta(days=1))
    testclock.work()
    assert queue.failed_jobs() == ()
    assert doctor.run(Namespace(rebuild_stock=False, production=False)) == 0, capsys.readouterr()
    said = capsys.readouterr().out
    assert [case for case in cases.open_cases() if case.kind.startswith("books_")] == []
    assert not payments.open_effects(before=clock.now())
    states = Counter(Order.objects.values_list("state", flat=True))
    with capsys.disabled():
        print(f"\n{ORDERS} shoppers, seed {SEED}: {dict(states)}", *sorted(seen.items()), said, sep="\n")
