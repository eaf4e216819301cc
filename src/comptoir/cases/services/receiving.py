"""Mail that comes in: kept as it came, read, and put into its case, once (D2)."""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from comptoir.cases import queries
from comptoir.cases.models import Case, Contact, IncomingMail, Turn
from comptoir.cases.queries import Topic
from comptoir.cases.services.opening import new_case
from comptoir.cases.services.working import ask_again, lock_case, note_case
from comptoir.core.actors import GUEST, HOUSE
from comptoir.core.teams import Team, TurnKind
from comptoir.infra import evidence, ids, mailbox, media
from comptoir.infra.db import owns_transaction, spans_transactions
from comptoir.infra.i18n import SOURCE
from comptoir.infra.mails import Incoming, Unreadable, read_mail
from comptoir.infra.photographs import NotAPhotograph
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders

_LOG = logging.getLogger(__name__)
ANSWER, NEW, AUTOMATIC, FLOOD, UNREADABLE = "answer", "new", "automatic", "flood", "unreadable"


@spans_transactions
def fetch_mail(*, at: datetime) -> None:
    """Take in what came into the house's mailbox, where it has one; a server in trouble is asked again later."""
    if not settings.MAILBOX:
        return
    try:
        mailbox.take_new(address=settings.MAILBOX, take=lambda raw: take_mail(raw=raw, at=at))
    except mailbox.MailboxTrouble as trouble:
        _LOG.warning("The mailbox cannot be read: %s", trouble)


@spans_transactions
def take_mail(*, raw: bytes, at: datetime) -> None:
    """Take in whatever came by mail: a report of one of ours that came back, or what somebody wrote."""
    if not notices.take_returned(raw=raw, at=at):
        receive_mail(raw=raw, at=at)


@owns_transaction
def receive_mail(*, raw: bytes, at: datetime) -> str:
    """Take a mail in and say what became of it: part of a case, a new one, or only kept. The same mail again is the same.

    A program's mail opens no case and is not answered, so that two programs never write to each other for ever.
    """
    try:
        mail = read_mail(raw=raw)
    except Unreadable:
        mail = None
    kept = IncomingMail(
        message_id=_digest(mail.message_id if mail and mail.message_id else ids.digest(raw.hex())),
        raw=media.store(raw, private=True),
        received_at=at,
    )
    if known := IncomingMail.objects.filter(message_id=kept.message_id).first():
        return known.outcome
    kept.outcome, kept.case = _settle(mail, at) if mail else (UNREADABLE, _for_person(kept, at))
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        return kept.outcome
    return kept.outcome


def _settle(mail: Incoming, at: datetime) -> tuple[str, Case | None]:
    case = next(filter(None, (queries.case_of_address(address=to) for to in mail.receivers)), None)
    if case is None:
        return (AUTOMATIC, None) if mail.automatic or _is_ours(mail.sender) else _begin(mail, at)
    case = lock_case(case_id=case.public_id)
    if _is_ours(mail.sender) or queries.is_flooded(case=case, at=at):
        return FLOOD, case
    _put_in(case, mail, at)
    if mail.automatic:
        return AUTOMATIC, case
    ask_again(case=case, at=at)
    note_case(case=case, verb="case_written", actor=GUEST, at=at)
    return ANSWER, case


def _for_person(kept: IncomingMail, at: datetime) -> Case:
    """A mail that cannot be taken apart: somebody looks at the file."""
    return new_case(
        kind="mail_unreadable",
        cause=f"unreadable:{kept.message_id}",
        order_number="",
        text=kept.raw,
        team=Team.ADVISORS,
        said=TurnKind.NOTE,
        actor=HOUSE,
        at=at,
    )


def _begin(mail: Incoming, at: datetime) -> tuple[str, Case | None]:
    """A mail that answers none of ours is a case of its own, as far as its sender has not written enough.

    Anybody can write anybody's address over a mail: the newest order of that address is noted, not linked (D2-06).
    """
    if queries.has_written_enough(email=mail.sender, sender="", at=at):
        return FLOOD, None
    row = next(iter(orders.orders_of_email(email=mail.sender)), None)
    order = orders.order_by_number(number=row.number) if row else None
    home = markets.current_policy(at=at).house.entity.country
    case = new_case(
        kind="message",
        cause=f"mail:{_digest(mail.message_id or mail.text)}:{at.isoformat()}"[:100],
        order_number="",
        text="\n".join(filter(None, (mail.subject, mail.text))),
        team=Team.ADVISORS,
        said=TurnKind.IN,
        actor=GUEST,
        at=at,
    )
    Contact.objects.create(
        case=case,
        topic=Topic.ORDER if order else Topic.OTHER,
        name=mail.sender_name,
        email=mail.sender,
        language=order.language if order else SOURCE,
        country=order.country if order else home,
        order_typed=order.number if order else "",
        received_at=at,
    )
    photographs, left_out = _photographs(mail)
    Turn.objects.filter(case=case).update(
        quoted=mail.quoted, sender=mail.sender, photographs=photographs, left_out=left_out
    )
    return NEW, case


def _put_in(case: Case, mail: Incoming, at: datetime) -> None:
    photographs, left_out = _photographs(mail)
    Turn.objects.create(
        case=case,
        at=at,
        author=GUEST.id,
        text=mail.text,
        kind=TurnKind.IN,
        quoted=mail.quoted,
        sender=mail.sender,
        photographs=photographs,
        left_out=left_out,
    )


def _photographs(mail: Incoming) -> tuple[list[str], list[str]]:
    """The digests of the pictures that can be kept, and the names of everything that is not."""
    kept, left_out = [], list(mail.left_out)
    for place, made in enumerate(evidence.clean_photographs(mail.photographs), start=1):
        if isinstance(made, NotAPhotograph):
            left_out.append(f"{place}: image")
        else:
            kept.append(evidence.keep_cleaned(made).digest)
    return kept, left_out


def _is_ours(sender: str) -> bool:
    """Whether it came from the house's own address: what we send never answers itself."""
    return parseaddr(settings.MAIL_FROM)[1].lower() == sender.lower() or sender.lower().startswith("case+")


def _digest(text: str) -> str:
    return salted_hmac("comptoir.cases", text, algorithm="sha256").hexdigest()
