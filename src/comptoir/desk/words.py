"""Small words that every page of the desk can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from babel import Locale

from comptoir.core.actors import ActorKind, Role
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.desk.accounts import account_words
from comptoir.desk.case_words import failure_words
from comptoir.desk.events import reason_words
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment.queries import ScanView
from comptoir.infra import formats, i18n
from comptoir.infra.evidence import photograph_link
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import ngettext
from comptoir.journal.queries import JournalEntry

_DAYS_FROM = 48  # hours; below, hours are said


def minutes_left(until: datetime, now: datetime) -> str:
    """How long is left to a deadline, the deadline's own second included."""
    seconds = max(0, int((until - now).total_seconds()) + 1)
    return _("%(time)s left") % {"time": f"{seconds // 60}:{seconds % 60:02d}"}


def time_left(until: datetime, now: datetime) -> str:
    """How long is left to a deadline of hours or days."""
    hours = max(0, int((until - now).total_seconds()) // 3600)
    if hours >= _DAYS_FROM:
        return ngettext("%(num)s day left", "%(num)s days left", hours // 24) % {"num": hours // 24}
    if not hours:
        return _("Less than an hour left") if until > now else _("Overdue")
    return ngettext("%(num)s hour left", "%(num)s hours left", hours) % {"num": hours}


def language_name(code: str) -> str:
    """A language, in the language of who reads."""
    return (Locale.parse(code).get_language_name(formats.locale().language) or code).capitalize()


def role_name(code: str) -> str:
    """A role at the desk."""
    words = {
        Role.ADVISOR: _("advisor"),
        Role.SENIOR_ADVISOR: _("senior advisor"),
        Role.WAREHOUSE: _("warehouse"),
        Role.MERCHANDISER: _("merchandiser"),
        Role.AUDITOR: _("auditor"),
        Role.QUALITY: _("quality"),
        Role.FINANCE: _("finance"),
        Role.ASSOCIATE: _("store associate"),
        Role.DATA_PROTECTION: _("data protection"),
        Role.ADMIN: _("admin"),
    }
    return words[Role(code)]


def actor_words(entry: JournalEntry) -> str:
    """Who did what a line of the journal tells."""
    words = {
        ActorKind.STAFF: _("Staff"),
        ActorKind.SYSTEM: _("The house"),
        ActorKind.SHOPPER: _("Shopper"),
        ActorKind.CUSTOMER: _("Customer"),
        ActorKind.PROVIDER: _("Payment provider"),
        ActorKind.CARRIER: _("Carrier"),
    }
    kind = words[ActorKind(entry.actor_kind)]
    return f"{kind} ({role_name(entry.actor_role)})" if entry.actor_role else kind


def iso_day(day: str) -> str:
    """A day kept as text in the facts of an order."""
    return formats.day(date.fromisoformat(day))


def seen_words(scan: ScanView) -> str:
    """When and where a scan was made, by the clock that hung there."""
    return fulfilment.seen_words(at=scan.at, local_at=scan.local_at, place=scan.place)


def paper_words(kind: str) -> str:
    """What a paper of a parcel is called, as something to print."""
    words = {
        "slip": _("Packing slip"),
        "invoice": _("Commercial invoice"),
        "declaration": _("Customs declaration CN23"),
    }
    return words[kind]


def plainly(refusal: Refused) -> str:
    """A refusal in words; a field that was left empty is called what its form calls it."""
    named = _fields().get(refusal.field or "") if refusal.reason is Reason.FIELD_MISSING else None
    return i18n.explain(replace(refusal, values=(("field", named),)) if named else refusal)


def _fields() -> dict[str, str]:
    return {
        "reason": _("Reason"),
        "words": _("Words for the customer"),
        "reference": _("Reference"),
        "why": _("The reason that the bank gives"),
        "contents": _("What it is"),
        "how": _("What was done"),
        "text": _("Text"),
        "datum": _("Which data"),
        "wrong": _("What is wrong"),
        "right": _("What is right"),
        "use": _("Objection to"),
        "wish": _("In their words"),
        "corrected": _("What was corrected, and where"),
    }


HELPERS = {
    "photograph_link": photograph_link,
    "account_words": account_words,
    "failure_words": failure_words,
    "minutes_left": minutes_left,
    "time_left": time_left,
    "language_name": language_name,
    "role_name": role_name,
    "actor_words": actor_words,
    "reason_words": reason_words,
    "paper_words": paper_words,
    "plainly": plainly,
    "iso_day": iso_day,
    "scan_words": fulfilment.scan_words,
    "seen_words": seen_words,
}
