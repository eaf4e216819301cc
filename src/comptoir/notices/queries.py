"""Reads of the mail that was written, and of who asked for the newsletter."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from comptoir.infra import ids
from comptoir.notices.models import CountedAsk, Message, Subscription, Suppression

# For how many addresses one network may ask: nobody fills the mailboxes of others through our forms.
ASKED_WITHIN = timedelta(hours=1)
MOST_ASKS_AN_HOUR = 20

# How many mails in a row come back for now before an address counts as one that takes none.
_FOR_NOW_AT_MOST = 3
# How long an address gets no link on asking after one called a letter unwanted, or letters came back.
_QUIET_FOR = timedelta(days=30)


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
    bounced_at: datetime | None
    bounce: str
    reply_to: str  # where an answer to it goes; blank where that is not answered


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterAsk:
    """What the link of a confirmation stands for."""

    id: UUID
    email: str
    confirmed: bool


def newsletter_ask(*, token: str, at: datetime) -> NewsletterAsk | None:
    """The ask behind a mailed link: none once the link's time is over, or the subscription has ended."""
    row = Subscription.objects.filter(confirm_digest=ids.digest(token), ended_at__isnull=True).first()
    if row is None or (row.confirmed_at is None and row.confirm_until <= at):
        return None
    return NewsletterAsk(id=row.public_id, email=row.email, confirmed=row.confirmed_at is not None)


def newsletter_email(*, leave_token: str) -> str | None:
    """The address that a link leaves the newsletter with: blank once it has left, none where the link is nobody's."""
    rows = Subscription.objects.filter(leave_digest=ids.digest(leave_token), confirmed_at__isnull=False)
    return rows.values_list("email", flat=True).first()


def subscription_of(*, email: str) -> NewsletterAsk | None:
    """The subscription of an address, confirmed or asked for; whoever asks must have proved that it is theirs."""
    row = Subscription.objects.filter(address=address_digest(email=email), ended_at__isnull=True).first()
    return (
        NewsletterAsk(id=row.public_id, email=row.email, confirmed=row.confirmed_at is not None)
        if row
        else None
    )


def leave_token(*, public_id: UUID) -> str:
    """The token that ends a subscription: made from its id, so that any letter can carry it and none is stored."""
    return base64.urlsafe_b64encode(_keyed(f"newsletter-leave:{public_id}")).decode().rstrip("=")


def readers(*, countries: Collection[str], at: datetime) -> QuerySet[Subscription]:
    """Who gets a letter in these countries, none being all: confirmed by a moment, not ended, not suppressed since (B-08)."""
    since = Suppression.objects.filter(address=OuterRef("address"), since__gte=OuterRef("confirmed_at"))
    rows = Subscription.objects.filter(~Exists(since), confirmed_at__lte=at, ended_at__isnull=True)
    return rows.filter(country__in=countries) if countries else rows


def gone_readers(*, countries: Collection[str], since: datetime) -> QuerySet[Subscription]:
    """Who would have got a letter that began at a moment in these countries, and whose subscription ended after it."""
    rows = Subscription.objects.filter(confirmed_at__lte=since, ended_at__gt=since)
    return rows.filter(country__in=countries) if countries else rows


def ended_after(*, letter: UUID) -> dict[str, int]:
    """How many subscriptions ended after a letter of the newsletter: left, bounced, complained."""
    rows = Subscription.objects.filter(ended_after=letter).values_list("ended_how")
    return dict(rows.annotate(number=Count("pk")))


def is_wanted(*, message: Message) -> bool:
    """Whether a mail still goes to somebody who wants it: the reader of a letter may have left since it was written."""
    subscription = message.facts.get("subscription")
    open_still = Subscription.objects.filter(public_id=subscription, ended_at__isnull=True)
    return subscription is None or open_still.exists()


def address_digest(*, email: str) -> str:
    """By what an address is known that is itself forgotten: salted with the installation's key."""
    return _keyed(f"newsletter-address:{email.strip().lower()}").hex()


def sender_digest(*, sender: str) -> str:
    """By what a network address is counted that is itself not kept; blank where it is not known."""
    return _keyed(f"sender:{sender}").hex() if sender else ""


def has_asked_enough(*, sender: str, at: datetime) -> bool:
    """Whether one network has asked so often within the hour, for whatever addresses, that the next one has to wait."""
    asked = CountedAsk.objects.filter(sender=sender, at__gt=at - ASKED_WITHIN)
    return bool(sender) and asked.count() >= MOST_ASKS_AN_HOUR


def _keyed(text: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()


def takes_no_mail(*, email: str) -> bool:
    """Whether the last mails that left for an address all came back."""
    last = Message.objects.filter(to__iexact=email, sent_at__isnull=False).order_by("-id")[:_FOR_NOW_AT_MOST]
    back = [row.bounced_at is not None for row in last]
    return len(back) == _FOR_NOW_AT_MOST and all(back)


def is_suppressed(*, email: str, at: datetime) -> bool:
    """Whether nothing may be mailed on an ask: a letter was called unwanted or came back, not long ago (ACC-09)."""
    mine = Suppression.objects.filter(address=address_digest(email=email), since__gt=at - _QUIET_FOR)
    return mine.exists()


def next_forget_at() -> datetime | None:
    """When the next letter or unconfirmed ask is to be forgotten."""
    letter = Message.objects.aggregate(first=Min("forget_at"))["first"]
    asked = Subscription.objects.filter(confirmed_at__isnull=True)
    ends = (letter, asked.aggregate(first=Min("confirm_until"))["first"])
    return min((end for end in ends if end), default=None)


def messages_for_order(*, number: str) -> tuple[SentMail, ...]:
    """Every mail about an order, oldest first."""
    return _mails(Message.objects.filter(order_number=number))


def outbox(*, to: str = "", limit: int = 200) -> tuple[SentMail, ...]:
    """The last mails to an address, or to all, newest first."""
    rows = Message.objects.filter(to__iexact=to.strip()) if to.strip() else Message.objects.all()
    return _mails(rows.order_by("-id")[:limit])


def bad_address(*, email: str) -> SentMail | None:
    """The last mail that came back for good from an address; none where a later one has left for it."""
    mine = Message.objects.filter(to__iexact=email)
    back = mine.filter(bounced_for_good=True).order_by("-id").first()
    if back is None or mine.filter(pk__gt=back.pk, sent_at__isnull=False, bounced_at=None).exists():
        return None
    return next(iter(_mails(Message.objects.filter(pk=back.pk))))


def bounces_of_orders(*, since: datetime) -> tuple[SentMail, ...]:
    """The mails about orders that came back for good since a moment, oldest first."""
    return _mails(
        Message.objects.filter(bounced_for_good=True, bounced_at__gte=since).exclude(order_number="")
    )


def message_by_id(*, public_id: str) -> SentMail | None:
    """One mail."""
    return next(iter(_mails(Message.objects.filter(public_id=public_id))), None)


def wanted_at(*, keys: Collection[str]) -> dict[str, datetime]:
    """When the mails of these keys were asked for; those that were not are absent."""
    return dict(Message.objects.filter(key__in=keys).values_list("key", "wanted_at"))


def unsent_messages(*, wanted_before: datetime) -> tuple[tuple[str, str], ...]:
    """The key and failure of every mail that should have left before a moment and has not."""
    late = Message.objects.filter(sent_at__isnull=True, bounced_at=None, wanted_at__lt=wanted_before)
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
            bounced_at=row.bounced_at,
            bounce=row.bounce,
            reply_to=row.facts.get("reply_to", ""),
        )
        for row in ordered
    )
