"""Reads of the house's words: the blocks of the home page, and the help pages with the figures of the policy in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from comptoir.content.models import Block
from comptoir.core.law import EffectiveTerms, effective_terms, floor_for
from comptoir.core.policy import HousePolicy, Market, Peak
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick, speaking
from comptoir.markets.queries import law


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeBlock:
    """A block of the home page: `kind` is hero, sheet or text; `body` is what it shows, by kind (see the model)."""

    kind: str
    title: str
    text: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTopic:
    """A help page; its answers are templates/help/<slug>.html, and `path` follows the store version in its address."""

    slug: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpFacts:
    """What the answers may say: the policy in force, the visitor's market, law and policy together, the peaks to come."""

    policy: HousePolicy
    market: Market
    terms: EffectiveTerms
    peaks: tuple[Peak, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """A help page for one market: `template` is rendered with `help` set to the facts."""

    slug: str
    name: str
    template: str
    facts: HelpFacts


def home_blocks(*, language: str) -> tuple[HomeBlock, ...]:
    """The blocks of the home page, in order."""
    return tuple(
        HomeBlock(
            kind=row.kind, title=pick(row.title, language), text=pick(row.text, language), body=row.body
        )
        for row in Block.objects.order_by("position")
    )


def help_topics(*, language: str) -> tuple[HelpTopic, ...]:
    """Every help page, in the order in which they are listed."""
    with speaking(language):
        names = {
            "delivery": _("Delivery"),
            "returns": _("Returns"),
            "orders": _("Orders"),
            "payment": _("Payment and prices"),
            "products": _("Products and sizes"),
            "privacy": _("Personal data"),
        }
    return tuple(HelpTopic(slug=slug, name=name, path=f"help/{slug}/") for slug, name in names.items())


def help_page(*, slug: str, policy: HousePolicy, market: Market, language: str, on: date) -> HelpPage | None:
    """A help page as the policy has it on a day; None where there is no such page."""
    topic = next((topic for topic in help_topics(language=language) if topic.slug == slug), None)
    if topic is None:
        return None
    floor = floor_for(law(), country=market.country, floor=market.floor, on=on)
    return HelpPage(
        slug=slug,
        name=topic.name,
        template=f"help/{slug}.html",
        facts=HelpFacts(
            policy=policy,
            market=market,
            terms=effective_terms(floor, policy=policy, country=market.country),
            peaks=tuple(peak for peak in policy.peaks if peak.last >= on),
        ),
    )
