"""Mails that came back or were called unwanted: noted on the mail itself, and the newsletter to that address ends."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import HOUSE
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.journal import services as journal
from comptoir.notices import queries
from comptoir.notices.channels.returned import read_complaint, read_returned
from comptoir.notices.models import Ended, Message, Subscription, Suppressed, Suppression


@owns_transaction
def take_returned(*, raw: bytes, at: datetime) -> bool:
    """Note what a report of a mail server says; whether it is about a mail of ours that did not arrive or was not wanted."""
    if complained := read_complaint(raw=raw):
        return _note_complaint(letter_id=complained, at=at)
    told = read_returned(raw=raw)
    if told is None:
        return False
    return note_bounce(letter_id=told.letter_id, for_good=told.for_good, reason=told.reason, at=at)


@joins_transaction
def note_bounce(*, letter_id: str, for_good: bool, reason: str, at: datetime) -> bool:
    """A letter came back, for good or for now. Told again it stays as it is; for good outweighs for now."""
    message = _mail_of(letter_id)
    if message is None:
        return False
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
    if for_good or queries.takes_no_mail(email=message.to):
        _suppress(message, because=Suppressed.BOUNCED, at=at)
    return True


def _note_complaint(*, letter_id: str, at: datetime) -> bool:
    """Its reader called a letter unwanted: counted once, and the newsletter to that address ends at once."""
    message = _mail_of(letter_id)
    if message is None:
        return False
    if message.complained_at is None:
        message.complained_at = at
        message.save(update_fields=["complained_at"])
        journal.record(
            verb="mail_unwanted",
            subject_kind="message",
            subject_id=str(message.public_id),
            order_number=message.order_number,
            actor=HOUSE,
            data={"kind": message.kind},
            at=at,
        )
        _suppress(message, because=Suppressed.COMPLAINED, at=at)
    return True


def _mail_of(letter_id: str) -> Message | None:
    rows = locked(Message.objects.filter(letter_id=letter_id).exclude(letter_id=""), kind="message")
    return next(iter(rows), None)


def _suppress(message: Message, *, because: Suppressed, at: datetime) -> None:
    """End what the address of a mail subscribed to or was asked for, forget the address, and keep its digest (ACC-09, B-09)."""
    address = queries.address_digest(email=message.to)
    mine = Subscription.objects.filter(address=address, ended_at__isnull=True)
    mine.filter(confirmed_at__isnull=True).delete()
    mine.update(
        ended_at=at,
        ended_how=Ended(because),
        ended_after=message.facts.get("letter"),
        email="",
        confirm_digest="",
    )
    Suppression.objects.bulk_create(
        [Suppression(address=address, because=because, since=at)],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["because", "since"],
    )
