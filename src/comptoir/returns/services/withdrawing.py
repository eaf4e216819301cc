"""The statutory withdrawal: always taken and receipted, then matched to an order and acted upon (A-07, A-08)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core.actors import GUEST, Actor
from comptoir.core.decisions import Allowed, Refused
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.numbers import check_number
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.core.returns import gifts_along
from comptoir.core.withdrawal import can_withdraw_piece, withdrawable, withdrawal_refund_due_by
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import ids, queue
from comptoir.infra.db import locked, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.returns import queries
from comptoir.returns.models import Return, Withdrawal
from comptoir.returns.services.locking import note_return
from comptoir.returns.services.registering import finish_registration, make_return

if TYPE_CHECKING:
    from comptoir.orders.models import Order

_NUMBER = re.compile(r"[0-9A-Za-z]{4}[ -]?[0-9A-Za-z]{4}[ -]?[0-9A-Za-z]\b")
_COMING_BACK = (PieceState.RETURN_REGISTERED, PieceState.RETURN_RECEIVED)


class CannotSettleWithdrawal(NotPossible):
    """A statement cannot be matched or settled so, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """The pieces of a statement (ids): not sent yet, gone, already coming back, and those that it does not cover."""

    here: frozenset[str]
    gone: frozenset[str]
    coming_back: frozenset[str]
    blocked: frozenset[str]

    @property
    def outcome(self) -> str:
        """What becomes of the statement in a word; `person` and `partly` wait for one."""
        if self.blocked:
            return "partly" if self.here or self.gone or self.coming_back else "person"
        if self.here:
            return "both" if self.gone or self.coming_back else "cancelled"
        return "return" if self.gone or self.coming_back else "person"


@spans_transactions
def withdraw(
    *,
    name: str,
    contract: str,
    email: str,
    pieces: Sequence[str],
    language: str,
    at: datetime,
    proved: str = "",
) -> Withdrawal:
    """A-07: take a consumer's statement, whatever it says, and mail the receipt with its words, day and time.

    It is about `pieces` (ids), those whose references its words name, or all; `proved` is the number of the order whose link
    the consumer holds.

    It is timely by the moment it was made. What follows from it is done at once, or by a job if this process dies.
    """
    with one_transaction():
        order = orders.order_by_number(number=proved) if proved else _match(contract, email)
        statement = Withdrawal.objects.create(
            public_id=ids.new_id(),
            name=name,
            contract=contract,
            email=email,
            pieces=list(pieces) or _pieces_named(contract, order),
            language=language,
            received_at=at,
            order=order,
        )
        _tell_receipt(statement, order, at)
        _note(statement, verb="withdrawal_received", at=at)
        queue.defer("returns.act_on_withdrawal", withdrawal_id=statement.pk)
    act_on_withdrawal(withdrawal_id=statement.pk, at=at)
    return statement


@spans_transactions
def act_on_withdrawal(*, withdrawal_id: int, at: datetime) -> None:
    """A-08: call off what was not sent, register a return for what was, keep the rest for a person. Once, however often."""
    with one_transaction():
        parcel = _act(withdrawal_id, at)
    if parcel is not None and parcel.told_at is None:
        finish_registration(return_id=parcel.public_id, at=at)


@spans_transactions
def match_withdrawal(*, withdrawal_id: UUID, order_number: str, actor: Actor, at: datetime) -> None:
    """A-08: a person says which order a statement is about; what follows does, timely by when it was made.

    Refusals: CannotSettleWithdrawal.
    """
    number = check_number(order_number)
    with one_transaction():
        if number is None or orders.order_by_number(number=number) is None:
            raise CannotSettleWithdrawal(Refused(rule="A-08", reason=Reason.NOT_FOUND, field="order"))
        order = orders.lock_order(number=number)
        statement = _waiting(withdrawal_id)
        if statement.order is not None:
            raise CannotSettleWithdrawal(Refused(rule="A-08", reason=Reason.STRAY_SETTLED))
        statement.order, statement.acted_at, statement.outcome = order, None, ""
        statement.save(update_fields=["order", "acted_at", "outcome"])
        _note(statement, verb="withdrawal_matched", actor=actor, at=at)
        queue.defer("returns.act_on_withdrawal", withdrawal_id=statement.pk)
    act_on_withdrawal(withdrawal_id=statement.pk, at=at)


@owns_transaction
def settle_withdrawal(*, withdrawal_id: UUID, how: str, actor: Actor, at: datetime) -> None:
    """A person has dealt with a statement, in words. Refusals: CannotSettleWithdrawal."""
    statement = _waiting(withdrawal_id)
    if not how.strip():
        raise CannotSettleWithdrawal(
            Refused(rule="A-08", reason=Reason.FIELD_MISSING, values=(("field", "how"),), field="how")
        )
    statement.outcome = "settled"
    statement.save(update_fields=["outcome"])
    _note(statement, verb="withdrawal_answered", actor=actor, reason=how.strip()[:200], at=at)


def _waiting(withdrawal_id: UUID) -> Withdrawal:
    """A statement that waits for a person, locked."""
    rows = Withdrawal.objects.select_related("order").filter(public_id=withdrawal_id)
    for statement in locked(rows, kind="return"):
        if statement.outcome in ("person", "partly"):
            return statement
    raise CannotSettleWithdrawal(Refused(rule="A-08", reason=Reason.STRAY_SETTLED))


def _match(contract: str, email: str) -> Order | None:
    """The order that the statement names, if it was placed with this e-mail."""
    for number in (contract, *_NUMBER.findall(contract)):
        if order := orders.order_for_guest(number=number, email=email):
            return order
    return None


def _pieces_named(contract: str, order: Order | None) -> list[str]:
    """The pieces of the order whose reference or SKU stands in the statement."""
    words = {word.strip(".,;:()").upper() for word in contract.split()}
    rows = orders.pieces_of(order_id=order.pk) if order else []
    return [str(row.public_id) for row in rows if words & {row.reference.upper(), row.sku.upper()}]


def _act(withdrawal_id: int, at: datetime) -> Return | None:
    known = Withdrawal.objects.select_related("order").get(pk=withdrawal_id)
    if known.order is None:
        _settle(known, "person", at)
        return None
    order = orders.lock_order(number=known.order.number)
    statement = Withdrawal.objects.get(pk=withdrawal_id)
    if statement.acted_at is not None:
        return Return.objects.filter(withdrawal=statement).first()
    facts, terms = queries.order_facts(order=order), queries.terms_for(order=order)
    found = _sort(statement, order, facts, terms)
    parcel = None
    if found.gone:
        parcel = make_return(
            order=order,
            pieces=[(piece, "") for piece in _uuids(found.gone)],
            basis=Basis.STATUTORY_WITHDRAWAL,
            rule="A-08",
            withdrawal=statement,
            pickup=None,
            actor=GUEST,
            at=at,
        )
    _raise_to_law(order, found, parcel, statement, terms)
    if found.here:
        fulfilment.take_out_pieces(order=order, pieces=_uuids(found.here), actor=GUEST, at=at)
    _settle(statement, found.outcome, at, found)
    return parcel


def _sort(statement: Withdrawal, order: Order, facts: OrderFacts, terms: EffectiveTerms) -> _Sorted:
    """What the statement covers, at the moment it was made; the whole order where it names no piece."""
    at = statement.received_at
    known = {piece.id: piece for piece in facts.pieces}
    chosen = frozenset(statement.pieces or withdrawable(order=facts, terms=terms, at=at))
    chosen |= gifts_along(order=facts, leaving=chosen)
    covered = frozenset(
        piece
        for piece in chosen & set(known)
        if isinstance(can_withdraw_piece(piece=known[piece], order=facts, terms=terms, at=at), Allowed)
    )
    coming_back = frozenset(piece for piece in covered if known[piece].state in _COMING_BACK)
    leaving = fulfilment_queries.pieces_charged(order_id=order.pk, states=fulfilment_queries.CHARGED)
    gone = (covered - coming_back) & leaving
    return _Sorted(
        here=covered - coming_back - gone, gone=gone, coming_back=coming_back, blocked=chosen - covered
    )


def _raise_to_law(
    order: Order, found: _Sorted, parcel: Return | None, statement: Withdrawal, terms: EffectiveTerms
) -> None:
    """Returns of these pieces rest on the law from now on, and their money is due by its date (A-02, A-05)."""
    due = withdrawal_refund_due_by(stated_at=statement.received_at, zone=order.zone, terms=terms)
    touched = Return.objects.filter(
        order=order, state__in=queries.OPEN, pieces__piece__public_id__in=_uuids(found.coming_back)
    ).distinct()
    for row in [*touched, *([parcel] if parcel else [])]:
        row.basis = Basis.STATUTORY_WITHDRAWAL
        row.refund_by = min(due, row.refund_by) if row.refund_by else due
        row.save(update_fields=["basis", "refund_by"])
        if row != parcel:
            note_return(
                parcel=row, verb="return_withdrawn", actor=GUEST, rule="A-08", at=statement.received_at
            )


def _settle(statement: Withdrawal, outcome: str, at: datetime, found: _Sorted | None = None) -> None:
    if statement.acted_at is not None:
        return
    statement.acted_at, statement.outcome = at, outcome
    statement.save(update_fields=["acted_at", "outcome"])
    data: dict[str, object] = {"outcome": outcome}
    if found is not None:
        data |= {
            "called_off": sorted(found.here),
            "returned": sorted(found.gone | found.coming_back),
            "blocked": sorted(found.blocked),
        }
    _note(statement, verb="withdrawal_settled", at=at, data=data)


def _uuids(pieces: Collection[str]) -> list[UUID]:
    return [UUID(piece) for piece in sorted(pieces)]


def _tell_receipt(statement: Withdrawal, order: Order | None, at: datetime) -> None:
    """The receipt on a durable medium: the statement as it was made, with its day and time."""
    policy = markets.policy_version(number=order.policy_version) if order else markets.current_policy(at=at)
    terms = markets.letter_terms(
        policy=policy,
        country=order.country if order else policy.house.entity.country,
        language=statement.language,
        on=(order.ordered_at if order else at).date(),
    )
    facts: dict[str, object] = {
        "statement": {
            "id": str(statement.public_id),
            "name": statement.name,
            "contract": statement.contract,
            "email": statement.email,
            "received_at": at.isoformat(),
            "zone": order.zone if order else "UTC",
            "lines": _named(statement, order),
        },
        "terms": terms,
    }
    notices.send(
        kind="withdrawal_received",
        to=statement.email,
        language=statement.language,
        country=order.country if order else "",
        key=f"withdrawal_received:{statement.public_id}",
        facts=facts,
        order_number=order.number if order else "",
        at=at,
    )


def _named(statement: Withdrawal, order: Order | None) -> list[dict[str, object]]:
    """The lines of the pieces that the statement names; none where it is about the whole order."""
    rows = orders.pieces_of(order_id=order.pk) if order else []
    return orders.line_summaries([row for row in rows if str(row.public_id) in statement.pieces])


def _note(
    statement: Withdrawal,
    *,
    verb: str,
    at: datetime,
    actor: Actor = GUEST,
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    journal.record(
        verb=verb,
        subject_kind="withdrawal",
        subject_id=statement.public_id,
        order_number=statement.order.number if statement.order else "",
        actor=actor,
        rule="A-07" if verb == "withdrawal_received" else "A-08",
        reason=reason,
        data=data,
        at=at,
    )
