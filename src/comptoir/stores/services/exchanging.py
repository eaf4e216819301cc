"""Pieces of a receipt come back at a counter: for others, for a credit, or for both (STO-01 to STO-05, STO-08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.credits import CreditKind, credit_valid_until
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.core.receipts import Condition, PieceSold, ReceiptFacts, Source
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.idempotency import request_hash
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.markets.queries import HouseStore
from comptoir.payments import services as payments
from comptoir.payments.services import CreditIn
from comptoir.people import queries as people
from comptoir.stock import services as stock
from comptoir.stores import queries
from comptoir.stores.models import CounterPiece, CounterReturn, Receipt, ReceiptPiece
from comptoir.stores.queries import BackView, CounterPreview, Taken
from comptoir.stores.services.recording import ReceiptIn, keep_receipt


class CannotTakeBack(NotPossible):
    """The counter may not do this with the receipt, and why; nothing was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """What a counter is to do with a receipt.

    `key` is made by the counter: what is sent twice under it happens once. `checked` are the pieces that come back, each
    with what was found right about it; `seen` is what was shown to pay (or below zero to credit), so that nobody agrees
    to another figure than they saw. A credit is made out in `name`, and mailed where there is an `email`.
    """

    key: UUID
    receipt: UUID
    store: str
    checked: Mapping[UUID, tuple[Condition, ...]]
    taken: tuple[Taken, ...]
    name: str
    email: str
    seen: int


@owns_transaction
def take_back(*, wanted: TakeBack, language: str, actor: Actor, at: datetime) -> BackView:
    """Do it: pieces and stock come back, others leave, the rest of their worth is a credit. Refusals: CannotTakeBack."""
    rows = locked(Receipt.objects.filter(public_id=wanted.receipt), kind="order")
    hashed = request_hash(_told(wanted))
    if known := CounterReturn.objects.filter(public_id=wanted.key).first():
        return _same(known, hashed)
    counter = queries.store_of(code=wanted.store)
    receipt = queries.receipt_by_id(public_id=wanted.receipt)
    if not rows or receipt is None or counter is None:
        raise CannotTakeBack(Refused(rule=None, reason=Reason.NOT_FOUND))
    (row,) = rows
    plan = queries.preview_counter(
        receipt=receipt,
        counter=counter,
        checked=wanted.checked,
        taken=wanted.taken,
        name=wanted.name,
        language=language,
        at=at,
    )
    _agree(plan, seen=wanted.seen)
    settled = plan.settlement
    number = _credit(wanted, plan, row, counter, actor=actor, at=at) if settled.to_credit else ""
    taken = _hand_out(wanted, plan, row, counter, actor=actor, at=at) if plan.taken else None
    made = CounterReturn.objects.create(
        public_id=wanted.key,
        receipt=row,
        taken=taken,
        store=counter.code,
        outcome=settled.outcome,
        worth=settled.worth,
        taken_worth=settled.taken,
        paid=settled.to_pay,
        credited=settled.to_credit,
        credit_number=number,
        request_hash=hashed,
        made_by=actor.id,
        made_at=at,
    )
    pieces = ReceiptPiece.objects.filter(public_id__in=[piece.id for piece in plan.back])
    CounterPiece.objects.bulk_create(CounterPiece(counter_return=made, piece=piece) for piece in pieces)
    back = {piece.id: piece.sku for piece in plan.back}
    stock.move_over_counter(location=counter.code, sold={}, back=back, actor=actor, at=at)
    record(
        verb="counter_took_back",
        subject_kind="receipt",
        subject_id=row.public_id,
        actor=actor,
        rule="STO-08",
        at=at,
        data={
            "store": counter.code,
            "outcome": settled.outcome,
            "worth": settled.worth,
            "taken": settled.taken,
            "paid": settled.to_pay,
            "credited": settled.to_credit,
            "pieces": [piece.sku for piece in plan.back],
        },
    )
    return _view(made)


def _same(known: CounterReturn, hashed: str) -> BackView:
    """What was done under this key, if it was the same that was asked."""
    if known.request_hash != hashed:
        raise CannotTakeBack(Refused(rule=None, reason=Reason.KEY_REUSED))
    return _view(known)


def _view(row: CounterReturn) -> BackView:
    found = queries.back_by_id(public_id=row.public_id)
    if found is None:
        raise LookupError(f"counter return {row.pk} is gone")
    return found


def _agree(plan: CounterPreview, *, seen: int) -> None:
    """Refuse what the rules refuse, and a figure that is not the one that was shown."""
    refused = list(plan.refusals)
    if not refused and seen != plan.settlement.to_pay - plan.settlement.to_credit:
        refused.append(Refused(rule=None, reason=Reason.TOTAL_CHANGED, field="seen"))
    if refused:
        raise CannotTakeBack(*refused)


def _hand_out(
    wanted: TakeBack, plan: CounterPreview, row: Receipt, counter: HouseStore, *, actor: Actor, at: datetime
) -> Receipt:
    """The pieces that are taken, as a receipt of their own: they can come back too, by the same rules."""
    facts = ReceiptFacts(
        number=f"X{wanted.key.hex[:20].upper()}",
        bought_at=at,
        currency=row.currency,
        pieces=tuple(PieceSold(sku=piece.sku, paid=piece.price) for piece in plan.taken),
    )
    given = ReceiptIn(store=counter.code, facts=facts, email=wanted.email or row.email)
    return keep_receipt(wanted=given, source=Source.COUNTER, actor=actor, at=at)


def _credit(
    wanted: TakeBack, plan: CounterPreview, row: Receipt, counter: HouseStore, *, actor: Actor, at: datetime
) -> str:
    """What is left of the worth, as a credit in the customer's name (STO-02); its number."""
    policy = markets.current_policy(at=at)
    email = wanted.email or row.email
    owner = people.proved_customer(email=email) if email else None
    wanted_credit = CreditIn(
        kind=CreditKind.STORE_CREDIT,
        name=wanted.name.strip(),
        email=email,
        owner=owner.pk if owner else row.customer_id,
        country=counter.country,
        currency=row.currency,
        amount=plan.settlement.to_credit,
        origin=f"counter:{wanted.key}",
        place=counter.code,
        language=owner.language if owner and owner.language else policy.markets[counter.country].languages[0],
        zone=counter.zone,
        valid_until=credit_valid_until(issued_at=at, zone=counter.zone, policy=policy),
    )
    lot = payments.issue_credit(wanted=wanted_credit, actor=actor, at=at)
    return lot.number


def _told(wanted: TakeBack) -> dict[str, object]:
    return {
        "receipt": wanted.receipt,
        "store": wanted.store,
        "checked": sorted((str(piece), sorted(seen)) for piece, seen in wanted.checked.items()),
        "taken": [[each.sku, each.price] for each in wanted.taken],
        "name": wanted.name,
        "email": wanted.email,
        "seen": wanted.seen,
    }
