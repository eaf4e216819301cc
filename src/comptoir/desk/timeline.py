"""What happened to an order, in words, newest first: the journal, the mails, the carrier's scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.cases import queries as cases
from comptoir.cases.queries import NoteView, OrderView
from comptoir.core.money import Money
from comptoir.desk.events import event_words, reason_words
from comptoir.desk.words import actor_words, language_name
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment.queries import ScanView
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.journal.queries import JournalEntry
from comptoir.notices.queries import SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened, the rule it went by, and what else is known of it."""

    at: datetime
    words: str
    rule: str = ""
    details: tuple[str, ...] = ()


def timeline(*, order: OrderView, mails: Sequence[SentMail], notes: Sequence[NoteView]) -> list[Line]:
    """All of it; of what happened in one moment the latest written stands first."""
    # What was told of something that happened in the same moment stands above it.
    lines = [_note(note) for note in notes if note.order_number == order.number]
    lines += map(_mail, reversed(mails))
    lines += (_scan(scan) for parcel in order.parcels for scan in reversed(parcel.scans))
    lines += map(_event, cases.timeline(number=order.number))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _event(entry: JournalEntry) -> Line:
    details = [actor_words(entry)]
    amount, currency = entry.data.get("amount"), entry.data.get("currency")
    if isinstance(amount, int) and isinstance(currency, str):
        details.append(formats.exact_money(Money(amount, currency)))
    if entry.reason:
        details.append(reason_words(entry.reason))
    return Line(at=entry.at, words=event_words(entry), rule=entry.rule, details=tuple(details))


def _mail(mail: SentMail) -> Line:
    words = _("Mail: %(subject)s") % {"subject": mail.subject or _("being written")}
    if mail.bounced_at:
        became = _("Came back: %(why)s") % {"why": mail.bounce}
    else:
        became = _("sent") if mail.sent_at else _("not sent yet")
    return Line(at=mail.at, words=words, details=(language_name(mail.language), became))


def _note(note: NoteView) -> Line:
    by = {"name": note.author or _("a program")}
    words = _("Call answered by %(name)s") % by if note.kind == "call" else _("Note by %(name)s") % by
    return Line(at=note.at, words=words, details=(note.text,))


def _scan(scan: ScanView) -> Line:
    words = scan.text or fulfilment.scan_words()[scan.status]
    return Line(at=scan.at, words=words, details=(_("Carrier"), *([scan.place] if scan.place else [])))
