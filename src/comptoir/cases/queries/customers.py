"""One customer, whole: who they are, what they ordered, what was said between them and the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from comptoir.cases.models import Case, Contact, Turn
from comptoir.cases.queries.contacts import Topic
from comptoir.cases.queries.notes import NoteView, notes_of
from comptoir.core.teams import TurnKind
from comptoir.notices import queries as notices
from comptoir.notices.queries import SentMail
from comptoir.orders import queries as orders
from comptoir.orders.queries import OrderRow
from comptoir.people import queries as people

_MAILS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message of a customer, which is a case."""

    id: UUID
    number: str
    topic: Topic
    text: str
    at: datetime
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer is an e-mail address, of orders, of an account or of messages; `key` leads to their page."""

    key: UUID
    email: str
    name: str
    phone: str
    language: str
    proved: bool  # the account's e-mail
    account_since: datetime | None
    since: datetime
    orders: tuple[OrderRow, ...]
    messages: tuple[Written, ...]
    notes: tuple[NoteView, ...]
    mails: tuple[SentMail, ...]
    bad_address: SentMail | None


def email_behind(*, key: UUID) -> str:
    """The e-mail of the order, account or message (a public id) that somebody is known by; blank where there is none."""
    if email := orders.email_of_order(order_id=key):
        return email
    if account := people.account_by_id(public_id=key):
        return account.email
    return Contact.objects.filter(case__public_id=key).values_list("email", flat=True).first() or ""


def customer_view(*, email: str, key: UUID) -> CustomerView:
    """Everything that is known of an e-mail address; the latest word on name, phone and language is taken."""
    account = people.account_of_email(email=email)
    person = next(iter(orders.find_people(text=email, limit=1)), None)
    rows = orders.orders_of_email(email=email)
    cases = tuple(_cases_of(email))
    contact = cases[0].contact if cases else None
    known = (account, person, contact)
    dates = (
        account and account.made_at,
        rows[-1].ordered_at if rows else None,
        cases[-1].opened_at if cases else None,
    )
    return CustomerView(
        key=key,
        email=email,
        name=next((one.name for one in known if one is not None and one.name), ""),
        phone=person.phone if person else "",
        language=account.language
        if account
        else person.language
        if person
        else contact.language
        if contact
        else "",
        proved=bool(account and account.email_proved_at),
        account_since=account.made_at if account else None,
        since=min(at for at in dates if at),
        orders=rows,
        messages=tuple(_written(case) for case in cases),
        notes=notes_of(email=email),
        mails=notices.outbox(to=email, limit=_MAILS),
        bad_address=notices.bad_address(email=email),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was written in a conversation, by the customer or by us."""

    by_us: bool
    text: str
    at: datetime


def messages_of(*, email: str) -> tuple[Written, ...]:
    """What came from a mailbox, newest first; whoever asks must have proved that it is theirs."""
    return tuple(_written(case) for case in _cases_of(email))


def conversation_of(*, email: str, case_id: UUID) -> tuple[Written, tuple[Said, ...]] | None:
    """A message of a mailbox and what was answered, without what we keep among ourselves; none of another's."""
    case = next((case for case in _cases_of(email) if case.public_id == case_id), None)
    if case is None:
        return None
    said = [turn for turn in case.turns.all() if turn.kind in (TurnKind.IN, TurnKind.OUT)]
    return _written(case), tuple(
        Said(by_us=turn.kind == TurnKind.OUT, text=turn.text, at=turn.at) for turn in said
    )


def _cases_of(email: str) -> list[Case]:
    turns = Prefetch("turns", Turn.objects.order_by("at", "id"))
    rows = Case.objects.filter(contact__email__iexact=email).select_related("contact").prefetch_related(turns)
    return list(rows.order_by("-opened_at", "-id")[:50])


def _written(case: Case) -> Written:
    first = next(iter(case.turns.all()), None)
    return Written(
        id=case.public_id,
        number=case.number,
        topic=Topic(case.contact.topic),
        text=first.text if first else "",
        at=case.opened_at,
        open=case.resolved_at is None,
    )
