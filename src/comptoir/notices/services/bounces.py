"""Mails that came back: noted on the mail itself, for everybody who looks at its order or its address."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import HOUSE
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.journal import services as journal
from comptoir.notices.channels.returned import read_returned
from comptoir.notices.models import Message


@owns_transaction
def take_returned(*, raw: bytes, at: datetime) -> bool:
    """Note what a report of a mail server says; whether it is about a mail of ours that did not arrive."""
    told = read_returned(raw=raw)
    if told is None:
        return False
    return note_bounce(letter_id=told.letter_id, for_good=told.for_good, reason=told.reason, at=at)


@joins_transaction
def note_bounce(*, letter_id: str, for_good: bool, reason: str, at: datetime) -> bool:
    """A letter came back, for good or for now. Told again it stays as it is; for good outweighs for now."""
    rows = locked(Message.objects.filter(letter_id=letter_id).exclude(letter_id=""), kind="message")
    if not rows:
        return False
    (message,) = rows
    if message.bounced_at and (message.bounced_for_good or not for_good):
        return True
    message.bounced_at, message.bounced_for_good, message.bounce = at, for_good, reason[:200]
    message.save(update_fields=["bounced_at", "bounced_for_good", "bounce"])
    journal.record(
        verb="mail_bounced",
        subject_kind="message",
        subject_id=str(message.public_id),
        order_number=message.order_number,
        actor=HOUSE,
        reason=message.bounce,
        data={"kind": message.kind, "for_good": for_good},
        at=at,
    )
    return True
