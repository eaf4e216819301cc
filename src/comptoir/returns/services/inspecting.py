"""The verdict, piece by piece, and what follows from it: stock, money, credit note, mail (RET-06, RET-10, RET-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.grading import Destination
from comptoir.core.lifecycles import (
    ACCEPTANCE,
    RECEPTION,
    RETURN,
    AcceptanceState,
    Event,
    ReceptionState,
    ReturnState,
    advance,
)
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis, RefundPlan
from comptoir.core.replacements import stands_for
from comptoir.core.returns import Verdict, can_judge, refund_due_by
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import services as invoicing
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import services as payments
from comptoir.returns import queries
from comptoir.returns.models import Return, ReturnPiece
from comptoir.returns.services.holding import hold_refused
from comptoir.returns.services.locking import lock_return, note_return
from comptoir.returns.services.telling import tell_confirmed
from comptoir.stock import services as stock

_EVENTS = {
    Verdict.ACCEPTED: Event.ACCEPT,
    Verdict.REFUSED: Event.REFUSE,
    Verdict.NEEDS_PERSON: Event.REFER,
}


class CannotJudge(NotPossible):
    """A verdict cannot be given, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictIn:
    """What is said of one piece; a refusal says why, in words the customer can read."""

    piece: UUID
    verdict: Verdict
    reason: str = ""
    destination: Destination = Destination.STOCK  # of an accepted piece


@owns_transaction
def inspect_return(*, return_id: UUID, verdicts: Sequence[VerdictIn], actor: Actor, at: datetime) -> None:
    """RET-10: judge pieces that came. The accepted go back to stock and their money to the customer; the mail says all.

    All or none of the verdicts; one that was given before is not given again. Refusals: CannotJudge.
    """
    give_verdicts(parcel=lock_return(return_id=return_id), verdicts=verdicts, actor=actor, at=at)


@joins_transaction
def give_verdicts(*, parcel: Return, verdicts: Sequence[VerdictIn], actor: Actor, at: datetime) -> None:
    """The verdicts on pieces of a locked return, and all that follows. Refusals: CannotJudge."""
    rows = {row.piece.public_id: row for row in queries.return_pieces(parcel=parcel)}
    fresh, refusals = _sift(rows, verdicts)
    if refusals:
        raise CannotJudge(*refusals)
    if not fresh:
        return
    accepted = [rows[v.piece] for v in fresh if v.verdict is Verdict.ACCEPTED]
    refused = [rows[v.piece] for v in fresh if v.verdict is Verdict.REFUSED]
    for said in fresh:
        rows[said.piece].destination = said.destination if said.verdict is Verdict.ACCEPTED else ""
    amount = _give_back(parcel, accepted, actor, at) if accepted else 0
    for said in fresh:
        _judge(rows[said.piece], said, at)
    hold_refused(parcel=parcel, rows=refused, at=at)
    _close_when_judged(parcel, list(rows.values()), at)
    data: dict[str, object] = {"verdicts": {str(said.piece): said.verdict for said in fresh}}
    note_return(parcel=parcel, verb="return_inspected", actor=actor, rule="RET-10", data=data, at=at)
    if accepted or refused:
        tell_confirmed(
            parcel=parcel,
            accepted=[row.piece for row in accepted],
            refused=[(row.piece, row.verdict_reason) for row in refused],
            amount=amount,
            at=at,
        )


def _sift(
    rows: dict[UUID, ReturnPiece], verdicts: Sequence[VerdictIn]
) -> tuple[list[VerdictIn], list[Refused]]:
    """The verdicts that are new, and what is wrong with others."""
    if not verdicts:
        return [], [Refused(rule="RET-10", reason=Reason.NOTHING_CHOSEN, field="pieces")]
    fresh, refusals = [], []
    for place, said in enumerate(verdicts):
        row = rows.get(said.piece)
        if row is None:
            refusals.append(Refused(rule="RET-10", reason=Reason.NOT_EXPECTED, field=f"pieces.{place}"))
        elif row.acceptance != AcceptanceState(said.verdict):
            decision = can_judge(
                reception=ReceptionState(row.reception),
                acceptance=AcceptanceState(row.acceptance),
                verdict=said.verdict,
                reason=said.reason,
            )
            refusals += [decision] if isinstance(decision, Refused) else []
            fresh.append(said)
    if len({said.piece for said in fresh}) < len(fresh):
        refusals.append(Refused(rule="RET-10", reason=Reason.ALREADY_JUDGED, field="pieces"))
    return fresh, refusals


def _judge(row: ReturnPiece, said: VerdictIn, at: datetime) -> None:
    row.acceptance = advance(ACCEPTANCE, AcceptanceState(row.acceptance), _EVENTS[said.verdict])
    row.verdict_reason = said.reason.strip()[:300]
    row.judged_at = at
    row.save()


def _give_back(parcel: Return, rows: Sequence[ReturnPiece], actor: Actor, at: datetime) -> int:
    """The money of accepted pieces: planned by the core, requested of the payments, documented; then their stock."""
    order = parcel.order
    facts = queries.order_facts(order=order)
    sold = stands_for(order=facts)
    plan = queries.refund_plan(
        order=order,
        facts=facts,
        pieces=[str(row.piece.public_id) for row in rows],
        basis=Basis(parcel.basis),
    )
    _confirm(parcel, at)
    batch = 1 + max((row.batch or 0 for row in queries.return_pieces(parcel=parcel)), default=0)
    cause = queries.refund_cause(parcel=parcel, batch=batch)
    for row in rows:
        key = sold.get(str(row.piece.public_id))
        row.batch, row.refund = batch, sum(line.amount for line in plan.lines if line.piece == key)
    parcel.statements = [
        *parcel.statements,
        {"batch": batch, "at": at.isoformat(), "lines": [asdict(line) for line in plan.lines]},
    ]
    parcel.save(update_fields=["statements"])
    for leg in plan.legs:
        payments.request_refund(
            tender=leg.tender,
            amount=leg.amount,
            cause=cause,
            basis=parcel.basis,
            actor=actor,
            at=at,
            due_at=parcel.refund_by,
        )
    for row in sorted(rows, key=lambda row: row.piece.sku):
        kind = "return" if row.destination == Destination.STOCK else row.destination
        piece = row.piece.public_id
        lot = fulfilment_queries.lots_sent(pieces=[piece]).get(piece)
        stock.restock_piece(piece=piece, sku=row.piece.sku, kind=kind, lot=lot, actor=actor, at=at)
    if plan.total:
        _credit(parcel, plan, cause, at)
    return plan.total


def _credit(parcel: Return, plan: RefundPlan, cause: str, at: datetime) -> None:
    invoicing.issue_credit_note(
        order=parcel.order,
        refund_cause=cause,
        pieces=orders.pieces_by_ids(public_ids=[UUID(piece) for piece in plan.pieces]),
        delivery_amount=plan.delivery,
        delivery_tax=plan.delivery_tax,
        at=at,
    )


def _confirm(parcel: Return, at: datetime) -> None:
    """The first accepted piece confirms the return: from here the days to the refund run (RET-11)."""
    if parcel.confirmed_at is not None:
        return
    policy = markets.policy_version(number=parcel.order.policy_version)
    due = refund_due_by(confirmed_at=at, zone=parcel.order.zone, policy=policy)
    parcel.confirmed_at = at
    parcel.refund_by = min(due, parcel.refund_by) if parcel.refund_by else due
    parcel.save(update_fields=["confirmed_at", "refund_by"])


def _close_when_judged(parcel: Return, rows: Sequence[ReturnPiece], at: datetime) -> None:
    """The last verdict closes the return; what has not come by then is missing."""
    final = {AcceptanceState.ACCEPTED, AcceptanceState.REFUSED}
    came = [row for row in rows if row.reception == ReceptionState.RECEIVED]
    if not all(row.acceptance in final for row in came):
        return
    for row in rows:
        if row.reception == ReceptionState.EXPECTED:
            row.reception = advance(RECEPTION, ReceptionState.EXPECTED, Event.LOSE)
            row.save(update_fields=["reception"])
    parcel.state = advance(RETURN, ReturnState(parcel.state), Event.CLOSE)
    parcel.closed_at = at
    parcel.save(update_fields=["state", "closed_at"])
