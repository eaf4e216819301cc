"""The register of processing, which is the map of personal data read by purpose (GDPR 30), and the log of breaches (GDPR 33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from comptoir.core.privacy import Basis, BreachStep, Keep, authority_by
from comptoir.privacy.models import Breach
from comptoir.privacy.queries.map import MAP


class Recipient(StrEnum):
    """Who outside the house receives data, because of what it is for."""

    PROVIDER = "provider"  # of payments
    CARRIER = "carrier"  # and the customs of the country that a parcel goes to
    BANK = "bank"  # of the house
    MAIL = "mail"  # the server that sends the house's mails
    TAX = "tax"  # the tax authority and the accountant


_RECIPIENTS = {
    "checkout.Attempt": (Recipient.PROVIDER,),
    "checkout.PaymentLink": (Recipient.MAIL, Recipient.PROVIDER),
    "payments.Payment": (Recipient.PROVIDER,),
    "payments.ProviderEvent": (Recipient.PROVIDER,),
    "payments.BankTransfer": (Recipient.BANK,),
    "orders.Party": (Recipient.PROVIDER, Recipient.CARRIER),
    "orders.LinkCode": (Recipient.MAIL,),
    "fulfilment.Label": (Recipient.CARRIER,),
    "fulfilment.CarrierEvent": (Recipient.CARRIER,),
    "returns.Return": (Recipient.CARRIER,),
    "returns.HeldPiece": (Recipient.CARRIER,),
    "invoicing.Document": (Recipient.TAX,),
    "notices.Message": (Recipient.MAIL,),
    "notices.Subscription": (Recipient.MAIL,),
    "people.Proof": (Recipient.MAIL,),
    "people.Invitation": (Recipient.MAIL,),
    "wishes.Alert": (Recipient.MAIL,),
    "cases.Turn": (Recipient.MAIL,),
    "cases.Contact": (Recipient.MAIL,),
    "cases.IncomingMail": (Recipient.MAIL,),
    "privacy.Request": (Recipient.MAIL,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What data is processed for: on which bases, which tables and columns, who receives it, how long it is kept."""

    purpose: str  # a message, in no language yet
    bases: tuple[Basis, ...]
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    keeps: tuple[Keep, ...]


def activities() -> tuple[Activity, ...]:
    """Every purpose of the map, in its order."""
    purposes = dict.fromkeys(held.purpose for held in MAP)
    return tuple(_activity(purpose) for purpose in purposes)


def _activity(purpose: str) -> Activity:
    rows = [held for held in MAP if held.purpose == purpose]
    return Activity(
        purpose=purpose,
        bases=tuple(dict.fromkeys(held.basis for held in rows)),
        tables=tuple(dict.fromkeys(held.model for held in rows)),
        columns=tuple(dict.fromkeys(name for held in rows for name in (*held.fields, *held.files))),
        recipients=tuple(dict.fromkeys(to for held in rows for to in _RECIPIENTS.get(held.model, ()))),
        keeps=tuple(dict.fromkeys(held.keep for held in rows)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step about a breach."""

    step: BreachStep
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachView:
    """A breach with all that was done about it; `authority_by` is None once the authority was told, or need not be."""

    id: UUID
    number: str
    happened_at: datetime | None
    noticed_at: datetime
    what: str
    data: str
    people: int
    consequences: str
    noted_by: str
    authority_by: datetime | None
    closed: bool
    steps: tuple[StepView, ...]


def breaches() -> tuple[BreachView, ...]:
    """All that were noted, those that are open first, then the newest."""
    rows = Breach.objects.prefetch_related("notes").order_by("-noticed_at", "-id")
    return tuple(sorted(map(_view, rows), key=lambda view: view.closed))


def breach_by_id(*, breach_id: UUID) -> BreachView | None:
    """A breach."""
    row = Breach.objects.prefetch_related("notes").filter(public_id=breach_id).first()
    return _view(row) if row else None


def _view(row: Breach) -> BreachView:
    steps = tuple(
        StepView(step=BreachStep(note.step), words=note.words, by=note.by, at=note.at)
        for note in sorted(row.notes.all(), key=lambda note: note.pk)
    )
    done = {step.step for step in steps}
    decided = done & {BreachStep.AUTHORITY, BreachStep.NO_RISK}
    return BreachView(
        id=row.public_id,
        number=row.number,
        happened_at=row.happened_at,
        noticed_at=row.noticed_at,
        what=row.what,
        data=row.data,
        people=row.people,
        consequences=row.consequences,
        noted_by=row.noted_by,
        authority_by=None if decided else authority_by(noticed_at=row.noticed_at),
        closed=BreachStep.CLOSED in done,
        steps=steps,
    )
