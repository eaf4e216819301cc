"""What looks mistyped at checkout: said beside the field, with what was probably meant to take; it never stops an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from comptoir.core.addresses import Address
from comptoir.core.doubts import lacks_house_number, likely_email
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something of `field` that may be wrong; `instead` is what was probably meant, and `button` takes it.

    One that `asks` is asked about once before the order, for a mistake there could not be put right afterwards.
    """

    field: str
    words: str
    instead: str = ""
    button: str = ""
    asks: bool = False

    @property
    def key(self) -> str:
        """By what the page remembers that the shopper has seen it."""
        return f"{self.field}:{self.instead}"


def doubts_of(draft: Mapping[str, str], *, address: Address, language: str) -> dict[str, Doubt]:
    """What to ask about a checkout page as it was typed, by field."""
    found = (
        _email(draft["email"]),
        _region(address, language),
        _house_number(address),
    )
    return {doubt.field: doubt for doubt in found if doubt is not None}


def unseen(doubts: Mapping[str, Doubt], *, seen: Collection[str]) -> list[Doubt]:
    """The doubts to ask about before the order that the page has not shown yet."""
    return [doubt for doubt in doubts.values() if doubt.asks and doubt.key not in seen]


def _email(email: str) -> Doubt | None:
    meant = likely_email(email)
    if meant is None:
        return None
    return Doubt(
        field="email",
        words=_("Is it %(email)s?") % {"email": meant},
        instead=meant,
        button=_("Use %(email)s") % {"email": meant},
        asks=True,
    )


def _region(address: Address, language: str) -> Doubt | None:
    meant = markets.likely_region(address=address, language=language)
    if meant is None:
        return None
    value, name = meant
    return Doubt(
        field="region",
        words=_("The postal code %(code)s is of %(region)s.") % {"code": address.postal_code, "region": name},
        instead=value,
        button=_("Use %(region)s") % {"region": name},
        asks=True,
    )


def _house_number(address: Address) -> Doubt | None:
    if not lacks_house_number(country=address.country, lines=(address.line1, address.line2)):
        return None
    return Doubt(field="line1", words=_("Is there a house number? The carrier looks for one."))
