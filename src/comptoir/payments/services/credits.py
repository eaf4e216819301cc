"""Credits: made out, spent, given back, lapsed; each moves the lot and the ledger in the verb that decides it (STO-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.core.actors import HOUSE, Actor
from comptoir.core.calendar import local_date, not_after
from comptoir.core.credits import CreditKind, CreditMove, warn_at
from comptoir.core.decisions import Refused
from comptoir.core.numbers import Series, make_number, show_number
from comptoir.core.reasons import Reason
from comptoir.core.store_returns import Shop
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.notices import services as mail
from comptoir.payments import queries
from comptoir.payments.models import CreditHolder, CreditLot, CreditMovement
from comptoir.payments.services.ledger import LedgerSide, post_entry

# What stands against the liability: between the house and its tills, given away, or kept by the house in the end.
_AGAINST = {
    CreditKind.STORE_CREDIT: "stores",
    CreditKind.GOODWILL: "credits_given",
    CreditKind.VOUCHER: "second_hand",
}
_LAPSED = "credits_lapsed"


class CannotSpend(NotPossible):
    """The credit cannot be spent so, and why; nothing of it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditIn:
    """A credit to make out, in minor units; `origin` is what it came from, one credit of a kind each."""

    kind: CreditKind
    name: str
    email: str
    owner: int | None
    country: str
    currency: str
    amount: int
    origin: str
    place: str
    language: str
    zone: str
    valid_until: datetime


@joins_transaction
def issue_credit(*, wanted: CreditIn, actor: Actor, at: datetime) -> CreditLot:
    """Make a credit out in the transaction that decided on it: with the decision, or not at all (pitfall 9)."""
    lot = CreditLot.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.CREDIT),
        kind=wanted.kind,
        owner_id=wanted.owner,
        entity=markets.current_policy(at=at).house.entity.code,
        country=wanted.country,
        currency=wanted.currency,
        amount=wanted.amount,
        left=0,
        origin=wanted.origin,
        issued_by=actor.id,
        issued_at=at,
        valid_until=wanted.valid_until,
        warn_at=warn_at(valid_until=wanted.valid_until, zone=wanted.zone),
    )
    holder = CreditHolder.objects.create(
        lot=lot, name=wanted.name, email=wanted.email, language=wanted.language, zone=wanted.zone
    )
    _move(lot, CreditMove.ISSUE, wanted.amount, cause=wanted.origin, place=wanted.place, actor=actor, at=at)
    _tell("credit_issued", lot, holder, left=lot.left, at=at)
    return lot


@owns_transaction
def spend_at_counter(
    *, number: str, amount: int, name: str, place: str, shop: Shop, key: str, actor: Actor, at: datetime
) -> int:
    """Spend some of a credit in a store, its name checked (STO-02); what is left of it. Once for its key.

    Refusals: CannotSpend, with the rule.
    """
    rows = locked(CreditLot.objects.filter(number=number), kind="credit")
    if not rows:
        raise CannotSpend(Refused(rule=None, reason=Reason.NOT_FOUND, field="number"))
    (lot,) = rows
    known = CreditMovement.objects.filter(lot=lot, kind=CreditMove.SPEND, cause=key).first()
    if known is not None:
        if known.amount != -amount:
            raise CannotSpend(Refused(rule=None, reason=Reason.KEY_REUSED))
        return lot.left
    refused = queries.spending_refusals(lot=lot, amount=amount, name=name, shop=shop, at=at)
    if refused:
        raise CannotSpend(*refused)
    _move(lot, CreditMove.SPEND, -amount, cause=key, place=place, actor=actor, at=at)
    return lot.left


@owns_transaction
def restore_credit(*, number: str, cause: str, actor: Actor, at: datetime) -> int:
    """What was spent under a key comes back, whole and once: the till did not go through; what is left.

    A lot whose time is over lapses again by itself. Refusals: CannotSpend.
    """
    rows = locked(CreditLot.objects.filter(number=number), kind="credit")
    spent = CreditMovement.objects.filter(lot__in=rows, kind=CreditMove.SPEND, cause=cause).first()
    if spent is None:
        raise CannotSpend(Refused(rule=None, reason=Reason.NOT_FOUND))
    (lot,) = rows
    if not CreditMovement.objects.filter(lot=lot, kind=CreditMove.RESTORE, cause=cause).exists():
        lot.ended_at = None
        _move(lot, CreditMove.RESTORE, -spent.amount, cause=cause, place=spent.place, actor=actor, at=at)
    return lot.left


@owns_transaction
def lapse_credit(*, lot_id: int, at: datetime) -> bool:
    """What is left of a credit after its last second is the house's; whether anything was."""
    (lot,) = locked(CreditLot.objects.filter(pk=lot_id), kind="credit")
    if not lot.left or not_after(at, until=lot.valid_until):
        return False
    lot.ended_at, left = at, lot.left
    _move(lot, CreditMove.LAPSE, -left, cause=f"{at.isoformat()}", place="", actor=HOUSE, at=at)
    if holder := queries.holder_of(lot=lot):
        _tell("credit_ended", lot, holder, left=left, at=at)
    return True


@joins_transaction
def join_credits(*, email: str, owner: int, at: datetime) -> int:
    """Credits of nobody that were made out under an e-mail are this account's from now on; how many."""
    del at
    rows = CreditLot.objects.filter(owner__isnull=True, holder__email__iexact=email)
    return CreditLot.objects.filter(pk__in=rows.values("pk")).update(owner_id=owner)


@owns_transaction
def warn_of_end(*, lot_id: int, at: datetime) -> None:
    """Tell a holder once that what is left of their credit ends soon."""
    (lot,) = locked(CreditLot.objects.filter(pk=lot_id), kind="credit")
    if lot.warned_at is not None or not lot.left:
        return
    lot.warned_at = at
    lot.save(update_fields=["warned_at"])
    if holder := queries.holder_of(lot=lot):
        _tell("credit_ends", lot, holder, left=lot.left, at=at)


@joins_transaction
def _tell(kind: str, lot: CreditLot, holder: CreditHolder, *, left: int, at: datetime) -> None:
    """Write to the holder of a credit where they left an address; once for each lot and kind."""
    if not holder.email:
        return
    facts = {
        "name": holder.name,
        "number": show_number(lot.number),
        "left": left,
        "currency": lot.currency,
        "where": lot.country,
        "until": lot.valid_until,
        "zone": holder.zone,
        "terms": markets.letter_terms(
            policy=markets.current_policy(at=at),
            country=lot.country,
            language=holder.language,
            on=local_date(at, zone=holder.zone),
        ),
    }
    mail.send(
        kind=kind,
        to=holder.email,
        language=holder.language,
        country=lot.country,
        key=f"{kind}:{lot.public_id}",
        facts=facts,
        at=at,
    )


@joins_transaction
def _move(
    lot: CreditLot, kind: CreditMove, amount: int, *, cause: str, place: str, actor: Actor, at: datetime
) -> None:
    """Write the movement, the level and the ledger's entry: the liability is what is left of every lot."""
    moved = CreditMovement.objects.create(
        lot=lot, kind=kind, amount=amount, cause=cause, place=place, actor=actor.id, at=at
    )
    lot.left += amount
    lot.save(update_fields=["left", "ended_at"])
    against = _LAPSED if kind is CreditMove.LAPSE else _AGAINST[CreditKind(lot.kind)]
    post_entry(
        kind=f"credit_{kind}",
        cause=f"credit:{moved.pk}",
        order_number="",
        entity=lot.entity,
        currency=lot.currency,
        sides=[
            LedgerSide(account=f"credits.{lot.kind}", amount=-amount),
            LedgerSide(account=against, amount=amount),
        ],
        at=at,
    )
    record(
        verb=f"credit_{kind}",
        subject_kind="credit",
        subject_id=lot.public_id,
        actor=actor,
        rule="STO-02",
        at=at,
        data={"number": lot.number, "amount": amount, "left": lot.left, "currency": lot.currency},
    )
