"""Help pages say the policy in force, and the house arranges its home page."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from tools.rules_page import RULES

from comptoir.content import queries, services
from comptoir.content.services import BlockInput
from comptoir.core.policy import Days, HousePolicy
from comptoir.core.policy_file import parse_policy
from comptoir.infra.i18n import speaking

TEXT = (settings.PROFILE / "house.toml").read_text()
POLICY = parse_policy(tomllib.loads(TEXT), version=1)
ON = date(2026, 11, 23)
SLUGS = [topic.slug for topic in queries.help_topics(language="en")]


def help_text(slug: str, *, country: str = "FR", language: str = "en", policy: HousePolicy = POLICY) -> str:
    page = queries.help_page(
        slug=slug, policy=policy, market=policy.markets[country], language=language, on=ON
    )
    assert page is not None
    with speaking(language, country):
        written = render_to_string(page.template, {"page": page, "help": page.facts})
    return re.sub(r"\s+", " ", written)


def answer(name: str, slug: str, **choices: Any) -> str:
    """The text of one answer."""
    found = re.search(rf'<section[^>]* id="{name}".*?</section>', help_text(slug, **choices))
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


@pytest.mark.parametrize("country", sorted(POLICY.markets))
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_can_be_read_for_every_market(slug: str, country: str) -> None:
    written = help_text(slug, country=country)
    assert "<h2" in written
    assert not re.search(r"%\(\w+\)s|\{\{|None|\bDays\(", written)


@pytest.mark.rule(
    "DEL-06", "DEL-10", "DEL-14", "DEL-15", "RET-03", "RET-04", "STO-07", "ACC-11", "ORD-01", "ORD-02",
    "ORD-08", "PAY-09", "PAY-14", "PRD-01", "PRD-03", "PRD-04", "PRD-06", "PRD-07",
)  # fmt: skip
def test_every_rule_that_only_informs_has_its_answer() -> None:
    pages = " ".join(map(help_text, SLUGS))
    for rule, meaning in RULES.items():
        if meaning.help:
            assert re.search(rf'id="{meaning.help}" data-rules="[^"]*\b{rule}\b', pages), rule


@pytest.mark.parametrize(
    ("name", "slug", "words"),
    [
        ("late", "delivery", "Weather, customs checks"),
        ("following", "delivery", "an e-mail with a tracking link"),
        ("delivery-day", "delivery", "left in a locker"),
        ("customs", "delivery", "the local authorities"),
        ("exchanges", "returns", "return it, and order the other one"),
        ("return-condition", "returns", "unworn, unwashed, undamaged, with every original label"),
        ("packaging", "orders", "a dust bag or a box"),
        ("gift-wrapping", "orders", "there is no gift wrapping"),
        ("contact", "orders", "+33 1 99 00 12 34"),
        ("tax-refund", "payment", "no tax-free forms"),
        ("payment-doubt", "payment", "Without our confirmation e-mail there is no order"),
        ("collections", "products", "Spring/Summer, usually shown in June"),
        ("find-a-piece", "products", "An advisor looks for it"),
        ("past-collections", "products", "in our outlets, in France and England"),
        ("care", "products", "30 degrees at most"),
        ("authenticity", "products", "We do not authenticate pieces"),
        ("store-stock", "stores", "the store, the reference, the colour and the size"),
        ("damaged", "delivery", "photos of the parcel and of the pieces"),
        ("missing", "delivery", "the reference of each missing piece"),
        ("wrong-piece", "delivery", "which one did not come"),
        ("faulty", "delivery", "Leave our label on"),
        ("fault-in-use", "products", "how you washed it"),
        ("store-condition", "stores", "Underwear, swimwear and tax-free purchases"),
        ("outlets", "stores", "Only in France and England"),
        ("deletion", "account", "Ask for it with the form below"),
        ("privacy", "privacy", "never sold, shared or given to third parties"),
    ],
)
def test_an_answer_says_what_its_rule_says(name: str, slug: str, words: str) -> None:
    assert words in answer(name, slug)


@pytest.mark.rule("DEL-08")
def test_delivery_is_told_by_market() -> None:
    france = answer("services", "delivery")
    assert "Standard: 10 €, and free when your pieces come to more than 300 €; 2 to 5 business days" in france
    america = answer("services", "delivery", country="US")
    assert "Express: free, 1 to 3 business days after preparation." in america
    assert "Standard:" not in america


@pytest.mark.rule("ORD-01", "DEL-02")
def test_a_peak_that_is_over_is_not_told_any_more() -> None:
    told = answer("how-long", "delivery")
    assert "Christmas: orders from 11 December 2026 to 27 December 2026 are prepared in 2 to 5" in told
    assert "2025" not in told
    assert "11 December 2026" in answer("packaging", "orders")


def test_changed_figures_are_the_ones_that_are_told() -> None:
    policy = replace(
        POLICY,
        preparation=Days(least=4, most=6),
        checkout=replace(POLICY.checkout, cancellation_minutes=45, hold_minutes=55),
        returns=replace(POLICY.returns, days=31, hand_in_days=32, refund_days=7),
        house=replace(POLICY.house, phone="+33 1 11 11 11 11"),
    )
    assert "in 4 to 6 business days" in answer("how-long", "delivery", policy=policy)
    assert "within 45 minutes" in answer("wrong-address", "delivery", policy=policy)
    assert "+33 1 11 11 11 11 within 45 minutes" in answer("cancel", "orders", policy=policy)
    assert "for 55 minutes" in answer("basket", "orders", policy=policy)
    told = answer("how", "returns", policy=policy)
    assert "within 31 days of the day" in told
    assert "within 32 days of registering" in told
    assert "within 7 days of that" in answer("refund", "returns", policy=policy)
    assert "within 31 days" in answer("sizes", "products", policy=policy)


def test_the_law_speaks_where_it_applies() -> None:
    assert "within 14 days of receiving the order" in answer("withdrawal", "returns", country="DE")
    assert 'id="withdrawal"' not in help_text("returns", country="US")
    assert 'id="guarantee"' not in help_text("returns", country="JP")


def test_an_unknown_page_is_none() -> None:
    assert (
        queries.help_page(slug="x", policy=POLICY, market=POLICY.markets["FR"], language="en", on=ON) is None
    )


@pytest.mark.django_db
def test_the_home_page_is_arranged_in_the_order_given() -> None:
    hero = BlockInput(
        kind="hero", title={"en": "Winter", "fr": "Hiver"}, body={"style": "ME-26W-KN014", "reference": ""}
    )
    services.arrange_home(blocks=[hero, BlockInput(kind="text", title={"en": "Old"})])
    services.arrange_home(blocks=[BlockInput(kind="sheet", title={"en": "Knits"}), hero])
    blocks = queries.home_blocks(language="fr")
    assert [(block.kind, block.title) for block in blocks] == [("sheet", "Knits"), ("hero", "Hiver")]
    assert blocks[1].body["style"] == "ME-26W-KN014"
