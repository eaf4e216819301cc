"""Help and legal pages: their words are templates, their figures and lists those of a policy, a market and its law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from comptoir.core.delivery import CARRIER
from comptoir.core.law import EffectiveTerms, effective_terms, floor_for
from comptoir.core.policy import HousePolicy, Market, Peak
from comptoir.core.working_hours import Opening, openings_in_words
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import speaking
from comptoir.markets.queries import calendar_of, house_calendar, law

_HOLIDAYS = 3
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
# The form that a topic ends with, by what the message is about.
_FORMS = {
    "delivery": "delivery",
    "returns": "return",
    "account": "account",
    "orders": "order",
    "payment": "payment",
    "products": "product",
    "stores": "store",
    "privacy": "data",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTopic:
    """A help page; its answers are templates/help/<slug>.html, `contact` is what a message from there is about."""

    slug: str
    name: str
    about: str
    contact: str

    @property
    def path(self) -> str:
        """Its address within a store version."""
        return f"help/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPage:
    """A page that the law asks for; its text is templates/legal/<slug>.html."""

    slug: str
    name: str

    @property
    def path(self) -> str:
        """Its address within a store version."""
        return f"legal/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpFacts:
    """What the answers may say. `home` is the store version's address, `own` what an answer adds of one's own order."""

    policy: HousePolicy
    market: Market
    terms: EffectiveTerms
    carrier: str
    home: str
    peaks: tuple[Peak, ...]  # those to come
    rests: tuple[date, ...]  # the next public holidays of the house
    rests_there: tuple[date, ...]  # and those of the destination
    letter_hours: tuple[tuple[int, int, Opening], ...]  # first and last weekday, and the hours on them
    shelves: tuple[str, ...]
    own: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """A help page for one market: `template` is rendered with `help` set to the facts."""

    topic: HelpTopic
    template: str
    facts: HelpFacts

    @property
    def slug(self) -> str:
        """The topic's word in addresses."""
        return self.topic.slug

    @property
    def name(self) -> str:
        """The topic's name."""
        return self.topic.name


def help_topics(*, language: str) -> tuple[HelpTopic, ...]:
    """Every help page, in the order in which they are listed."""
    with speaking(language):
        words = {
            "delivery": (_("Delivery"), _("Services, prices and dates, customs, parcels that go wrong")),
            "returns": (_("Returns"), _("How to return a piece, what it costs, when the money is back")),
            "orders": (_("Orders"), _("Cancelling, changing, invoices, packaging")),
            "payment": (_("Payment and prices"), _("Ways to pay, when you are charged, codes, currency")),
            "products": (_("Products and sizes"), _("Sizes, care, faults, pieces that are hard to find")),
            "account": (_("Account and letters"), _("Ordering as a guest, wishlist, newsletter")),
            "stores": (_("Stores"), _("Pieces bought in a store, stock in a store, outlets")),
            "privacy": (_("Personal data"), _("What we ask for, what for, and your rights")),
        }
    return tuple(
        HelpTopic(slug=slug, name=name, about=about, contact=_FORMS[slug])
        for slug, (name, about) in words.items()
    )


def help_page(
    *,
    slug: str,
    policy: HousePolicy,
    market: Market,
    language: str,
    on: date,
    shelves: Sequence[str] = (),
    own: Mapping[str, tuple[str, ...]] = _NOTHING,
) -> HelpPage | None:
    """A help page as the policy has it on a day; None where there is no such page."""
    topic = next((topic for topic in help_topics(language=language) if topic.slug == slug), None)
    if topic is None:
        return None
    facts = _facts(policy, market, language, on, shelves=tuple(shelves), own=own)
    return HelpPage(topic=topic, template=f"help/{slug}.html", facts=facts)


def legal_pages(*, language: str) -> tuple[LegalPage, ...]:
    """Every legal page, in the order in which they are listed."""
    with speaking(language):
        names = {
            "terms": _("Terms of sale"),
            "privacy": _("Privacy notice"),
            "cookies": _("Cookies"),
            "imprint": _("Legal notice"),
            "accessibility": _("Accessibility"),
        }
    return tuple(LegalPage(slug=slug, name=name) for slug, name in names.items())


def legal_page(
    *, slug: str, policy: HousePolicy, market: Market, language: str, on: date
) -> tuple[LegalPage, HelpFacts] | None:
    """A legal page and the facts it is rendered with; None where there is no such page."""
    page = next((page for page in legal_pages(language=language) if page.slug == slug), None)
    return (page, _facts(policy, market, language, on)) if page else None


def _facts(
    policy: HousePolicy,
    market: Market,
    language: str,
    on: date,
    *,
    shelves: tuple[str, ...] = (),
    own: Mapping[str, tuple[str, ...]] = _NOTHING,
) -> HelpFacts:
    floor = floor_for(law(), country=market.country, floor=market.floor, on=on)
    there = calendar_of(country=market.country, region="", around=on)
    return HelpFacts(
        policy=policy,
        market=market,
        terms=effective_terms(floor, policy=policy, market=market),
        carrier=CARRIER,
        home=f"/{language}-{market.country.lower()}/",
        peaks=tuple(peak for peak in policy.peaks if peak.last >= on),
        rests=_next(house_calendar(policy=policy, around=on).closed, on),
        rests_there=_next(there.closed, on),
        letter_hours=tuple(openings_in_words(policy.answers.hours)),
        shelves=shelves,
        own=own,
    )


def _next(closed: frozenset[date], on: date) -> tuple[date, ...]:
    """The days of rest that come next."""
    return tuple(sorted(day for day in closed if day >= on))[:_HOLIDAYS]
