"""The newsletter by double opt-in (ACC-09, B-08): asked, confirmed from the mailbox, left with one press."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import insert_once, owns_transaction
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.journal.services import notes_limits
from comptoir.notices import queries
from comptoir.notices.models import CountedAsk, Ended, Subscription
from comptoir.notices.services.sending import send

# How long the link that confirms lives; an ask that nobody confirms is forgotten with it.
CONFIRM_WITHIN = timedelta(days=7)
# Asking again within this time sends nothing: no mailbox is filled by another's typing.
ASK_AGAIN_AFTER = timedelta(hours=1)
_LETTER_KEPT = timedelta(days=30)


class TooManyAsks(NotPossible):
    """One network asks for too many addresses."""


@notes_limits()
@owns_transaction
def ask_newsletter(
    *,
    email: str,
    language: str,
    country: str,
    wording: str,
    source: str,
    sender: str = "",
    terms: Mapping[str, object],
    at: datetime,
) -> None:
    """Mail the link that subscribes this address; one that is subscribed is told so by mail. The asker learns neither.

    `wording` is what the form said, `source` the page it stood on, `sender` the asker's network address; `terms` are
    those of the house's letters. An address that lately called a letter unwanted, or takes none, is mailed nothing, and
    nothing is kept of the ask. Refusals: TooManyAsks, about the network and not about the address.
    """
    sender = queries.sender_digest(sender=sender)
    if queries.has_asked_enough(sender=sender, at=at):
        limit = Limit(form="newsletter", of="place", key=sender, within=queries.ASKED_WITHIN, at=at)
        raise TooManyAsks(Refused(rule=None, reason=Reason.TOO_MANY), limit=limit)
    if queries.is_suppressed(email=email, at=at):
        return
    token = ids.new_token()
    asked = {
        "email": email,
        "language": language,
        "country": country,
        "wording": wording,
        "source": source[:200],
        "asked_at": at,
        "confirm_digest": ids.digest(token),
        "confirm_until": at + CONFIRM_WITHIN,
    }
    public_id = ids.new_id()
    fresh = Subscription(
        **asked,
        public_id=public_id,
        address=queries.address_digest(email=email),
        mailed_at=at,
        leave_digest=ids.digest(queries.leave_token(public_id=public_id)),
    )
    # Every address is the same work, done or undone: how long the page takes tells nothing (D2-01).
    _count_ask(sender, at)
    made = insert_once(fresh)
    mine = Subscription.objects.filter(address=fresh.address, ended_at=None)
    lately = not mine.filter(mailed_at__lte=at - ASK_AGAIN_AFTER).update(mailed_at=at)
    before = transaction.savepoint()
    row = mine.get()
    waits = row.confirmed_at is None
    written = asked if waits else {name: getattr(row, name) for name in asked}
    mine.filter(confirmed_at=row.confirmed_at).update(**written)
    if waits:
        _mail_link(mine.get(), token, terms, at)
    else:
        _welcome(mine.get(), terms, at)
    end = transaction.savepoint_rollback if lately and not made else transaction.savepoint_commit
    end(before)


@owns_transaction
def confirm_newsletter(*, token: str, terms: Mapping[str, object], at: datetime) -> bool:
    """Subscribe the address that the link was mailed to; once, however often it is pressed. False where the link is over."""
    ask = queries.newsletter_ask(token=token, at=at)
    if ask is None:
        return False
    mine = Subscription.objects.filter(public_id=ask.id)
    if mine.filter(confirmed_at__isnull=True, ended_at__isnull=True).update(confirmed_at=at):
        _welcome(mine.get(), terms, at)
    return True


@owns_transaction
def leave_newsletter(*, token: str, letter: UUID | None = None, at: datetime) -> bool:
    """End a subscription at once and forget its address (B-05, B-09). False where the link is nobody's.

    `letter` is the letter of the newsletter whose link it was, where it was one's.
    """
    mine = Subscription.objects.filter(leave_digest=ids.digest(token))
    mine.filter(confirmed_at__isnull=False, ended_at__isnull=True).update(
        ended_at=at, ended_how=Ended.LEFT, ended_after=letter, email="", confirm_digest=""
    )
    return mine.filter(ended_at__isnull=False).exists()


def _count_ask(sender: str, at: datetime) -> None:
    """Count an ask for the network it came from, whether or not the address was known: the limit tells nothing either."""
    CountedAsk.objects.filter(at__lte=at - queries.ASKED_WITHIN).delete()
    if sender:
        CountedAsk.objects.create(sender=sender, at=at)


def _mail_link(row: Subscription, token: str, terms: Mapping[str, object], at: datetime) -> None:
    send(
        kind="newsletter_confirm",
        to=row.email,
        language=row.language,
        country=row.country,
        key=f"newsletter_confirm:{row.public_id}:{at:%Y%m%d%H%M%S}",
        facts={
            "link": f"{_store(row)}newsletter/confirm/{token}/",
            "until": row.confirm_until,
            "terms": terms,
        },
        forget_at=row.confirm_until,
        at=at,
    )


def _welcome(row: Subscription, terms: Mapping[str, object], at: datetime) -> None:
    send(
        kind="newsletter_welcome",
        to=row.email,
        language=row.language,
        country=row.country,
        key=f"newsletter_welcome:{row.public_id}:{at:%Y%m%d%H%M%S}",
        facts={
            "since": row.confirmed_at,
            "store_url": _store(row),
            "leave_url": f"{_store(row)}newsletter/leave/{queries.leave_token(public_id=row.public_id)}/",
            "terms": terms,
        },
        forget_at=at + _LETTER_KEPT,
        at=at,
    )


def _store(row: Subscription) -> str:
    return f"{settings.SITE_URL}/{row.language}-{row.country.lower()}/"
