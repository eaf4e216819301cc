"""Orders by chance, with provider and processes in trouble: at the end the ledger, the provider's books and the orders agree."""

from __future__ import annotations

import os
import time
import tomllib
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import typst
from django.conf import settings as house
from pytest_django import Settings

from comptoir.cases import queries as cases
from comptoir.cli import doctor
from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.infra import clock, queue, testclock
from comptoir.markets import services as markets
from comptoir.orders.models import Order
from comptoir.payments import queries as payments
from comptoir.promotions import services as promotions
from tests import builders
from tests.api.calls import Json, provider
from tests.api.events import deliver
from tests.apps.payments.gateways import DyingGateway
from tests.journeys.lives import API, ROUNDS, SKUS, Life, drain, sweep_all
from tests.plumbing import standins

ORDERS = int(os.environ.get("COMPTOIR_ORDERS", "12"))
SEED = int(os.environ.get("COMPTOIR_SEED", "1"))
BATCH = 100
TYPESET = 20


@pytest.fixture
def _few_typeset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each template one paper in TYPESET is set, and the others get its pages: their numbers and sums are all their own."""
    asked: Counter[str] = Counter()
    pages: dict[str, bytes] = {}
    real = typst.compile

    def compile_some(template: str, **how: Any) -> bytes:
        if asked[template] % TYPESET == 0:
            pages[template] = real(template, **how)
        asked[template] += 1
        return pages[template]

    monkeypatch.setattr(typst, "compile", compile_some)


@pytest.fixture
def _stormy_house(
    fresh_database: str, carrier_standin: str, _few_typeset: None, settings: Settings, tmp_path: Path
) -> Iterator[None]:
    """The house, with a provider whose books hold nothing else; large refunds begin at 400 euros."""
    del fresh_database, carrier_standin, _few_typeset
    settings.PAYMENT_GATEWAY = "tests.journeys.lives.StormyGateway"
    builders.at_clock(builders.MONDAY)
    (tmp_path / "clock.json").symlink_to(Path(house.COMPTOIR_HOME) / "clock.json")
    with standins.running(
        name="payment", home=tmp_path, secret=house.PAYMENT_WEBHOOK_SECRETS[0]
    ) as settings.PAYMENT_URL:
        builders.a_house()
        data = tomllib.loads((builders.PROFILE / "house.toml").read_text())
        data["refunds"]["alone"]["EUR"]["over"] = "400.00"
        opened = builders.OPENED + timedelta(days=1)
        markets.publish_policy(policy_data=data, effective_from=opened, actor=HOUSE, at=opened)
        scarf = promotions.Terms(
            code="SCARF",
            kind=PromotionKind.GIFT,
            gift_sku=builders.SHIRT_M,
            amounts={"EUR": 1500, "GBP": 1400, "USD": 1700, "CHF": 1500, "JPY": 240000, "AUD": 2700},
            starts_at=builders.OPENED,
        )
        promotions.create_promotion(terms=scarf, actor=HOUSE, at=builders.OPENED)
        yield
    DyingGateway.dies_at.clear()


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


@pytest.mark.usefixtures("_stormy_house")
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
        testclock.run_here()
        clock.set_to(at=clock.now() + timedelta(days=1))
    testclock.run_here()
    assert queue.failed_jobs() == ()
    assert doctor.run(Namespace(rebuild_stock=False)) == 0, capsys.readouterr()
    said = capsys.readouterr().out
    assert [case for case in cases.open_cases() if case.kind.startswith("books_")] == []
    assert not payments.open_effects(before=clock.now())
    states = Counter(Order.objects.values_list("state", flat=True))
    with capsys.disabled():
        print(f"\n{ORDERS} shoppers, seed {SEED}: {dict(states)}", *sorted(seen.items()), said, sep="\n")
