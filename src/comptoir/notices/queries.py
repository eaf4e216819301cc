"""Reads of the mail that was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from comptoir.notices.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that went with a mail; its bytes are private media under the digest."""

    name: str
    type: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """A mail as it was rendered, or is about to be; `at` is when it was wanted, on the house's clock."""

    id: str
    to: str
    kind: str
    language: str
    order_number: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attached, ...]
    at: datetime
    sent_at: datetime | None
    failure: str


def messages_for_order(*, number: str) -> tuple[SentMail, ...]:
    """Every mail about an order, oldest first."""
    return _mails(Message.objects.filter(order_number=number))


def outbox(*, to: str = "", limit: int = 200) -> tuple[SentMail, ...]:
    """The last mails to an address, or to all, newest first."""
    rows = Message.objects.filter(to__iexact=to.strip()) if to.strip() else Message.objects.all()
    return _mails(rows.order_by("-id")[:limit])


def message_by_id(*, public_id: str) -> SentMail | None:
    """One mail."""
    return next(iter(_mails(Message.objects.filter(public_id=public_id))), None)


def unsent_messages(*, wanted_before: datetime) -> tuple[tuple[str, str], ...]:
    """The key and failure of every mail that should have left before a moment and has not."""
    late = Message.objects.filter(sent_at__isnull=True, wanted_at__lt=wanted_before)
    return tuple(late.order_by("id").values_list("key", "failure"))


def _mails(rows: QuerySet[Message]) -> tuple[SentMail, ...]:
    ordered = rows if rows.query.order_by else rows.order_by("id")
    return tuple(
        SentMail(
            id=str(row.public_id),
            to=row.to,
            kind=row.kind,
            language=row.language,
            order_number=row.order_number,
            subject=row.subject,
            text=row.text,
            html=row.html,
            attachments=tuple(Attached(**each) for each in row.attachments),
            at=row.wanted_at,
            sent_at=row.sent_at,
            failure=row.failure,
        )
        for row in ordered
    )
