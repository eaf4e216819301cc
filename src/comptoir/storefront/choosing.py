"""Where a visitor seems to be and what they speak, by what the browser says: to propose a store version, never to force one."""

from __future__ import annotations

from collections.abc import Iterator

from comptoir.core.policy import HousePolicy
from comptoir.core.zones import COUNTRIES

# Where a language without a country is taken to be at home.
_HOMES = {"en": "GB", "fr": "FR", "de": "DE", "ja": "JP"}


def choose_version(accepted: str, *, policy: HousePolicy, languages: tuple[str, ...]) -> tuple[str, str]:
    """Language and country for an Accept-Language header; the house's own country in English where it fits nothing."""
    wishes = list(_wishes(accepted))
    language = spoken_of(accepted, languages=languages) or "en"
    country = next((country for _, country in wishes if country in policy.markets), "")
    if not country:
        country = next((_HOMES[own] for own, _ in wishes if _HOMES.get(own) in policy.markets), "")
    return language, country or policy.house.entity.country


def place_of(accepted: str, *, told: str = "") -> str:
    """Where a visitor seems to be (I18N-01): what our proxy says, else the first country that the browser's languages name.

    Blank where neither says.
    """
    if told.upper() in COUNTRIES:
        return told.upper()
    return next((country for _, country in _wishes(accepted) if country in COUNTRIES), "")


def spoken_of(accepted: str, *, languages: tuple[str, ...]) -> str:
    """The language that the browser wants most of those we speak; blank where it wants none of them."""
    return next((language for language, _ in _wishes(accepted) if language in languages), "")


def _wishes(accepted: str) -> Iterator[tuple[str, str]]:
    """(language, country or blank), the most wanted first."""
    weighed = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        weighed.append((-_weight(weight), place, tag))
    for _, _, tag in sorted(weighed):
        language, _, rest = tag.partition("-")
        country = rest.rpartition("-")[2]
        yield language.lower(), country.upper() if len(country) == 2 else ""


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
