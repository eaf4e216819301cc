"""The address under which a case is answered by mail: it carries the number and what nobody can guess."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from comptoir.cases.models import Case, Contact, IncomingMail, Turn
from comptoir.core.teams import TurnKind
from comptoir.orders import queries as orders

# What one thread may bring within an hour: two programs that answer each other stop here.
MOST_AN_HOUR = 12
_ADDRESS = re.compile(r"^case\+([0-9a-z]{6,14})\.([0-9a-f]{24})@")


def thread_address(*, case: Case) -> str:
    """Where replies about a case are sent."""
    domain = settings.MAIL_FROM.rpartition("@")[2].strip("> ")
    return f"case+{case.number.lower()}.{_mark(case)}@{domain}"


def case_of_address(*, address: str) -> Case | None:
    """The case that an address was made for, or what it was merged into; None for an address that we did not make."""
    found = _ADDRESS.match(address.lower())
    case = (
        Case.objects.select_related("merged_into").filter(number=found[1].upper()).first() if found else None
    )
    if found is None or case is None or not hmac.compare_digest(_mark(case), found[2]):
        return None
    while case.merged_into:
        case = case.merged_into
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """To whom we write about a case, and how."""

    email: str
    language: str
    country: str


def writer_of(*, case: Case) -> Writer | None:
    """Its customer; None where nobody is known."""
    contact = Contact.objects.filter(case=case).first()
    if contact:
        return Writer(email=contact.email, language=contact.language, country=contact.country)
    order = orders.order_by_number(number=case.order_number) if case.order_number else None
    party = orders.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None:
        return None
    return Writer(email=party.email, language=order.language, country=order.country)


def order_unproved(*, case: Case) -> str | None:
    """The number of an order with the address that a mail says it is from, which nothing proves; None where there is none."""
    contact = Contact.objects.filter(case=case).first()
    if contact is None or case.order_number:
        return None
    order = orders.order_for_guest(number=contact.order_typed, email=contact.email)
    return order.number if order else None


def unproved_view(*, case_id: UUID) -> str | None:
    """The same by the case's id."""
    case = Case.objects.filter(public_id=case_id).first()
    return order_unproved(case=case) if case else None


def writer_view(*, case_id: UUID) -> Writer | None:
    """The same by the case's id."""
    case = Case.objects.filter(public_id=case_id).first()
    return writer_of(case=case) if case else None


def is_flooded(*, case: Case, at: datetime) -> bool:
    """Whether so many mails came about a case lately that one more is a machine's."""
    recent = IncomingMail.objects.filter(case=case, received_at__gt=at - timedelta(hours=1))
    return recent.count() >= MOST_AN_HOUR


def last_turn(*, case_id: int) -> int:
    """The key of the last thing said in a case: whoever answers has read up to it."""
    return Turn.objects.filter(case_id=case_id).order_by("-id").values_list("id", flat=True).first() or 0


def first_answers(*, limit: int = 50) -> list[tuple[datetime, datetime]]:
    """When the last questions of customers were asked and first answered, the newest answers first."""
    rows = Case.objects.filter(answered_at__isnull=False, turns__kind=TurnKind.IN).distinct()
    newest = rows.order_by("-answered_at").values_list("opened_at", "answered_at")[:limit]
    return [(asked, answered) for asked, answered in newest if answered]


def _mark(case: Case) -> str:
    return salted_hmac("comptoir.cases.thread", str(case.public_id), algorithm="sha256").hexdigest()[:24]
