"""The verdict on a claim, given by a person, and contested once (CLM-06, CLM-07, A-12, A-27)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.claims import queries
from comptoir.claims.models import Claim, Verdict
from comptoir.claims.services.locking import lock_claim, note_claim
from comptoir.claims.services.photographs import Upload, keep, look_at, take_drafts
from comptoir.claims.services.telling import tell_contested, tell_verdict
from comptoir.core.actors import Actor
from comptoir.core.claims import (
    CLAIM,
    Cause,
    ClaimKind,
    ClaimState,
    Outcome,
    event_of,
    nothing_to_resend,
    rule_of,
)
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import Event, advance
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis, RefundPlan
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import services as invoicing
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services
from comptoir.payments import services as payments
from comptoir.returns import queries as returns
from comptoir.returns import services as returns_services
from comptoir.stock import services as stock
from comptoir.stock.services import OutOfStock

if TYPE_CHECKING:
    from comptoir.orders.models import Order


class CannotDecideClaim(NotPossible):
    """This verdict cannot be given, and why."""


class CannotContest(NotPossible):
    """The decision cannot be contested now, and why."""


@owns_transaction
def decide_claim(*, claim_id: UUID, said: queries.VerdictIn, actor: Actor, at: datetime) -> None:
    """Give a verdict and do what follows from it: money and credit note, a return, the pieces again, or another desk has it.

    Refusals: CannotDecideClaim.
    """
    claim = lock_claim(claim_id=claim_id)
    if refusals := queries.verdict_refusals(claim=claim, said=said, actor=actor, at=at):
        raise CannotDecideClaim(*refusals)
    plan = queries.claim_refund_plan(claim=claim) if said.outcome is Outcome.REFUND else None
    verdict = Verdict(
        claim=claim,
        outcome=said.outcome,
        cause=said.cause or "",
        words=said.words.strip(),
        basis=queries.claim_basis(claim=claim) if said.outcome in (Outcome.REFUND, Outcome.SEND_BACK) else "",
        amount=plan.total if plan else 0,
        by=actor.id,
        at=at,
    )
    if plan is not None and claim.order is not None:
        _give_back(claim, claim.order, plan, actor, at)
    if said.outcome is Outcome.SEND_BACK and claim.order is not None:
        verdict.return_number = _register_return(claim, claim.order, actor, at)
    if said.outcome is Outcome.RESEND and claim.order is not None:
        verdict.earliest, verdict.latest = _send_again(claim, claim.order, actor, at)
    verdict.save()
    take_drafts(photo_ids=said.drafts, claim=claim, stage="verdict")
    claim.state = advance(CLAIM, ClaimState(claim.state), event_of(said.outcome))
    claim.decided_at = at if claim.state == ClaimState.DECIDED else claim.decided_at
    claim.closed_at = at if claim.state == ClaimState.CLOSED else None
    claim.save(update_fields=["state", "decided_at", "closed_at"])
    data: dict[str, object] = {
        "outcome": said.outcome,
        "cause": verdict.cause,
        "amount": verdict.amount,
        "state": claim.state,
    }
    rule = "CLM-07" if said.cause is Cause.CARE else rule_of(ClaimKind(claim.kind))
    note_claim(claim=claim, verb="claim_decided", actor=actor, rule=rule, data=data, at=at)
    tell_verdict(claim=claim, verdict=verdict, at=at)


@spans_transactions
def contest_claim(
    *, claim_id: UUID, words: str, photos: tuple[Upload, ...], actor: Actor, at: datetime
) -> None:
    """A customer contests the decision, once, with words and photographs; nothing is kept of what is refused.

    Refusals: CannotContest.
    """
    known = queries.claim_by_id(claim_id=claim_id)
    refusals = [] if known else [Refused(rule=None, reason=Reason.NOT_FOUND)]
    if known and known.state != ClaimState.DECIDED:
        refusals.append(Refused(rule="A-12", reason=Reason.CLAIM_CONTESTED))
    if not words.strip():
        values = (("field", "words"),)
        refusals.append(Refused(rule="A-12", reason=Reason.FIELD_MISSING, field="words", values=values))
    pictures, wrong = ([], []) if refusals else look_at(photos=photos, rule="A-12")
    if refusals or wrong:
        raise CannotContest(*refusals, *wrong)
    with one_transaction():
        claim = lock_claim(claim_id=claim_id)
        if claim.state != ClaimState.DECIDED:
            raise CannotContest(Refused(rule="A-12", reason=Reason.CLAIM_CONTESTED))
        claim.state = advance(CLAIM, ClaimState.DECIDED, Event.CONTEST)
        claim.contest, claim.contested_at = words.strip(), at
        claim.save(update_fields=["state", "contest", "contested_at"])
        keep(pictures=pictures, claim=claim, stage="contest", at=at)
        note_claim(claim=claim, verb="claim_contested", actor=actor, rule="A-12", at=at)
        tell_contested(claim=claim, at=at)


def _give_back(claim: Claim, order: Order, plan: RefundPlan, actor: Actor, at: datetime) -> None:
    """The money as planned, its credit note; an order of which the last piece was waited for is closed."""
    cause = f"claim:{claim.public_id}:{claim.verdicts.count()}"
    for leg in plan.legs:
        payments.request_refund(
            tender=leg.tender,
            amount=leg.amount,
            cause=cause,
            basis=plan.basis,
            actor=actor,
            at=at,
            due_at=returns.refund_by(order=order, at=at),
        )
    if plan.total:
        invoicing.issue_credit_note(
            order=order,
            refund_cause=cause,
            pieces=orders.pieces_by_ids(public_ids=[UUID(piece) for piece in plan.pieces]),
            delivery_amount=plan.delivery,
            delivery_tax=plan.delivery_tax,
            at=at,
        )
    fulfilment.close_if_done(order_number=order.number, actor=actor, at=at)


def _send_again(claim: Claim, order: Order, actor: Actor, at: datetime) -> tuple[date | None, date | None]:
    """The same pieces again, promised of the stock under its lock; between which days they should arrive (A-12)."""
    pieces = orders.pieces_by_ids(public_ids=[UUID(piece) for piece in queries.piece_ids(claim=claim)])
    again = orders_services.resend_pieces(order=order, pieces=pieces, actor=actor, at=at)
    try:
        stock.reserve_pieces(
            order_number=order.number,
            pieces=[(piece.public_id, piece.sku) for piece in again],
            country=order.country,
            new=True,
            at=at,
        )
    except OutOfStock as short:
        raise CannotDecideClaim(*(nothing_to_resend(sku) for sku, _wanted, _left in short.missing)) from short
    return again[0].earliest, again[0].latest


def _register_return(claim: Claim, order: Order, actor: Actor, at: datetime) -> str:
    """The pieces come back on the guarantee, free of the house's fourteen days; the label comes by mail (A-12)."""
    parcel = returns_services.make_return(
        order=order,
        pieces=[(UUID(piece), str(claim.kind)) for piece in queries.piece_ids(claim=claim)],
        basis=Basis.NON_CONFORMITY,
        rule="A-12",
        withdrawal=None,
        pickup=None,
        actor=actor,
        at=at,
    )
    return parcel.number
