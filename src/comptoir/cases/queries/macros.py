"""Macros: what there is, and what their names stand for in a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from comptoir.cases.models import Case, Contact, Macro
from comptoir.cases.queries.threads import Writer
from comptoir.core.numbers import show_number
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import formats
from comptoir.infra.i18n import pick, speaking
from comptoir.orders import queries as orders

_NAME = re.compile(r"\{([^{}]*)\}")
# The names that may stand in a macro; each is filled in with what is known of the case.
NAMES = ("name", "case", "order", "order_page", "arrives", "tracking_page", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroView:
    """An answer that is written often, by language."""

    id: UUID
    title: dict[str, str]
    text: dict[str, str]

    def titled(self, language: str) -> str:
        """Its title as a colleague reads it."""
        return pick(self.title, language)


def macros() -> tuple[MacroView, ...]:
    """All of them, by their titles."""
    rows = [MacroView(id=row.public_id, title=row.title, text=row.text) for row in Macro.objects.all()]
    return tuple(sorted(rows, key=lambda row: row.titled("en").casefold()))


def names_in(*, text: str) -> list[str]:
    """The names in braces that a text has, in their order."""
    return _NAME.findall(text)


def filled(*, text: str, facts: dict[str, str]) -> str:
    """A text with its names filled in; each must be known."""
    return _NAME.sub(lambda found: facts[found[1]], text)


def facts_of(*, case: Case, writer: Writer, phone: str) -> dict[str, str]:
    """What the names stand for in a case, in the customer's language; empty where there is nothing."""
    contact = Contact.objects.filter(case=case).first()
    order = orders.order_by_number(number=case.order_number) if case.order_number else None
    party = orders.delivery_party(order_id=order.pk) if order else None
    parcels = fulfilment.parcels_of(order_number=case.order_number) if order else ()
    tracked = [parcel.tracking_url for parcel in parcels if parcel.tracking_url]
    with speaking(writer.language, writer.country):
        arrives = f"{formats.day(order.earliest)} – {formats.day(order.latest)}" if order else ""
    return {
        "name": contact.name if contact else party.name if party else "",
        "case": show_number(case.number),
        "order": show_number(order.number) if order else "",
        "order_page": orders.link_for(order) if order else "",
        "arrives": arrives,
        "tracking_page": tracked[-1] if tracked else "",
        "phone": phone,
    }
