"""Who lives in the journeys."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import typst
from django.conf import settings as house
from pytest_django import Settings

from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.infra import evidence
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.pixels import Encoded
from comptoir.markets import services as markets
from comptoir.promotions import services as promotions
from tests import builders
from tests.apps.payments.gateways import DyingGateway
from tests.journeys.program import Program
from tests.plumbing import standins
from tests.plumbing.live import LiveHouse

_numbers = count(1)
TYPESET = 20


@pytest.fixture(scope="module")
def program(live_house: LiveHouse) -> Program:
    """A program that talks to the live house."""
    return Program(live_house)


@pytest.fixture
def email() -> str:
    """The address of a shopper whom no other journey knows."""
    return f"shopper{next(_numbers)}@example.org"


@pytest.fixture
def few_typeset(monkeypatch: pytest.MonkeyPatch) -> None:
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
def few_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each picture is taken apart once, however often it is sent."""
    known: dict[tuple[bytes, ...], list[Encoded | NotAPhotograph]] = {}
    real = evidence.clean_apart

    def clean_once(contents: Sequence[bytes], *, least_side: int) -> list[Encoded | NotAPhotograph]:
        asked = tuple(contents)
        if asked not in known:
            known[asked] = real(contents, least_side=least_side)
        return list(known[asked])

    monkeypatch.setattr(evidence, "clean_apart", clean_once)


@pytest.fixture
def policy_text() -> str:
    """The policy of the stormy house, as its file has it."""
    return (builders.PROFILE / "house.toml").read_text()


@pytest.fixture
def stormy_house(
    fresh_database: str,
    carrier_standin: str,
    few_typeset: None,
    few_decoded: None,
    policy_text: str,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[None]:
    """The house, with a provider whose books hold nothing else; large refunds begin at 400 euros."""
    del fresh_database, carrier_standin, few_typeset, few_decoded
    settings.PAYMENT_GATEWAY = "tests.journeys.storm.StormyGateway"
    builders.at_clock(builders.MONDAY)
    (tmp_path / "clock.json").symlink_to(Path(house.COMPTOIR_HOME) / "clock.json")
    with standins.running(
        name="payment", home=tmp_path, secret=house.PAYMENT_WEBHOOK_SECRETS[0]
    ) as settings.PAYMENT_URL:
        builders.a_house()
        data = tomllib.loads(policy_text)
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
