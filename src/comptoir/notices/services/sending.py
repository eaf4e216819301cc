"""Mail is wanted in the transaction of what it tells of, and rendered and sent after it, once."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from comptoir.core.actors import Actor
from comptoir.infra import ids, media
from comptoir.infra.adapters import adapter
from comptoir.infra.db import (
    insert_once,
    joins_transaction,
    one_transaction,
    owns_transaction,
    spans_transactions,
)
from comptoir.infra.i18n import speaking
from comptoir.infra.queue import defer
from comptoir.journal import services as journal
from comptoir.notices import queries
from comptoir.notices.channels.base import Channel, Enclosure, Letter, NotSent, Rejected
from comptoir.notices.models import Message, Subscription
from comptoir.notices.services.bounces import note_bounce

_FAILURE = 200


@joins_transaction
def send(
    *,
    kind: str,
    to: str,
    language: str,
    country: str,
    key: str,
    facts: Mapping[str, object],
    order_number: str = "",
    attachments: Sequence[Mapping[str, str]] = (),
    forget_at: datetime | None = None,
    at: datetime,
) -> None:
    """Want a mail of a kind (`templates/mail/<kind>`), once per key; `facts` are frozen now, as JSON.

    Attachments are {name, type, digest} of private media. A letter that proves nothing says when it is forgotten.
    A fact `leave_url` is where its reader leaves the list that it was sent to, `reply_to` where an answer goes. One of the
    newsletter names its `letter`, and the `subscription` without which it does not leave any more.
    """
    message = Message(
        public_id=ids.new_id(),
        key=key,
        kind=kind,
        to=to,
        language=language,
        facts={"country": country, **_plain_facts(facts)},
        order_number=order_number,
        attachments=[dict(each) for each in attachments],
        wanted_at=at,
        forget_at=forget_at,
        letter_id=_letter_id(key),
    )
    if insert_once(message):
        defer("notices.deliver_message", lock=f"message-{message.pk}", message_id=message.pk)


@owns_transaction
def send_again(*, message_id: UUID, order_number: str, actor: Actor, at: datetime) -> None:
    """Want a mail about an order once more, as it was, once a day; one of another order is nobody's."""
    known = Message.objects.filter(public_id=message_id, order_number=order_number).first()
    if known is None:
        return
    facts = {name: value for name, value in known.facts.items() if name != "country"}
    send(
        kind=known.kind,
        to=known.to,
        language=known.language,
        country=known.facts["country"],
        key=f"again:{message_id}:{at:%Y%m%d}",
        facts=facts,
        order_number=order_number,
        attachments=known.attachments,
        at=at,
    )
    journal.record(
        verb="mail_sent_again",
        subject_kind="message",
        subject_id=message_id,
        order_number=order_number,
        actor=actor,
        data={"kind": known.kind},
        at=at,
    )


@joins_transaction
def forget_unsent(*, begins: str, at: datetime) -> None:
    """Letters whose key begins so and that have not left are overtaken by what is told now: they never leave."""
    Message.objects.filter(key__startswith=begins, sent_at__isnull=True, wanted_at__lte=at).delete()


@spans_transactions
def deliver_message(*, message_id: int, at: datetime) -> None:
    """Render a mail, keep it, and hand it over; one that left, came back or is forgotten stays so. NotSent: try again.

    A letter to somebody who has left the list meanwhile is forgotten instead (B-05).
    """
    message = Message.objects.filter(pk=message_id).first()
    if message is None or message.sent_at is not None or message.bounced_at is not None:
        return
    if not queries.is_wanted(message=message):
        with one_transaction():
            message.delete()
        return
    if message.rendered_at is None:
        _render(message, at=at)
    channel = adapter("MAIL_CHANNEL")
    if not isinstance(channel, Channel):
        raise TypeError("MAIL_CHANNEL is no channel")
    try:
        channel.hand_over(letter=_letter(message))
    except Rejected as refusal:
        with one_transaction():
            note_bounce(letter_id=message.letter_id, for_good=True, reason=str(refusal), at=at)
        return
    except NotSent as trouble:
        _note(message_id, failure=str(trouble)[:_FAILURE], sent_at=None)
        raise
    _note(message_id, failure="", sent_at=at)


def preview(*, kind: str, language: str, country: str, facts: Mapping[str, object]) -> tuple[str, str, str]:
    """What a mail would be: its subject, its text and its HTML. Nothing is sent or kept."""
    message = Message(kind=kind, language=language, facts={"country": country, **_plain_facts(facts)})
    _write(message)
    return message.subject, message.text, message.html


def _write(message: Message) -> None:
    with speaking(message.language, message.facts["country"]):
        message.html = write_form(message=message, form="html")
        # The first line of the text is the subject.
        message.subject, _, message.text = write_form(message=message, form="txt").partition("\n")


def _render(message: Message, *, at: datetime) -> None:
    _write(message)
    message.rendered_at = at
    with one_transaction():
        message.save(update_fields=["html", "text", "subject", "rendered_at"])


def write_form(*, message: Message, form: str) -> str:
    """One form of a mail; both are made from the same template, so that they say the same."""
    facts = {"terms": None, **message.facts.get("order", {}), **message.facts}
    sender, _address = parseaddr(settings.MAIL_FROM)
    context = {**message.facts, "terms": facts["terms"], "house_name": sender, "form": form, "when": _when}
    lines = render_to_string(f"mail/{message.kind}.txt", context).splitlines()
    written = "\n".join(line.strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"


def _letter(message: Message) -> Letter:
    return Letter(
        id=message.letter_id or _letter_id(message.key),
        to=message.to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        language=message.language,
        leave_url=message.facts.get("leave_url", ""),
        reply_to=message.facts.get("reply_to", ""),
        enclosures=tuple(
            Enclosure(name=each["name"], mime=each["type"], content=media.read(each["digest"], private=True))
            for each in message.attachments
        ),
    )


def _letter_id(key: str) -> str:
    """By what mail servers name a letter, the same for every try.

    Keyed, so that nobody who guesses what a mail was about can report it as come back.
    """
    return hmac.new(settings.SECRET_KEY.encode(), f"letter:{key}".encode(), hashlib.sha256).hexdigest()[:32]


def _note(message_id: int, *, failure: str, sent_at: datetime | None) -> None:
    with one_transaction():
        Message.objects.filter(pk=message_id).update(failure=failure, sent_at=sent_at)


def _plain_facts(facts: Mapping[str, object]) -> dict[str, object]:
    return {str(name): _plain(value) for name, value in facts.items()}


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return _plain_facts(value)
        case str():
            return str(value)
        case Sequence():
            return [_plain(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case _:
            return value


def _when(text: str) -> date | datetime:
    """A day or a moment, as facts keep it."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@owns_transaction
def forget_old(*, at: datetime) -> None:
    """Drop letters that prove nothing once their time is over, and asks for the newsletter that nobody confirmed (B-08)."""
    Message.objects.filter(forget_at__lte=at).delete()
    Subscription.objects.filter(confirmed_at__isnull=True, confirm_until__lte=at).delete()
