"""A gesture of good will: a price lowered afterwards, its money, its credit note and its letter (C-23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core import goodwill
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.core.refunds import GESTURE_RULE
from comptoir.fulfilment import services as fulfilment
from comptoir.goodwill import queries
from comptoir.goodwill.models import Envelope, Gesture, Proposal
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import services as invoicing
from comptoir.journal import services as journal
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services
from comptoir.payments import services as payments
from comptoir.returns import queries as returns

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece


class CannotGive(NotPossible):
    """This gesture cannot be made now, and why."""


@owns_transaction
def make_gesture(
    *, gesture_id: UUID, order_number: str, said: goodwill.Gesture, actor: Actor, at: datetime
) -> None:
    """C-23: lower the price of a piece or of delivery: the money goes back the way it came, with a credit note and a letter.

    Once for the id, which comes with the form. What is refunded later is so much less. Where one person may not give so
    much alone (C-13) it is proposed: nothing goes out before a second has agreed. Refusals: CannotGive.
    """
    order = orders.lock_order(number=order_number)
    envelope = queries.lock_envelope(actor=actor, at=at)
    if queries.is_made(gesture_id=gesture_id):
        return
    room = queries.envelope_of(actor=actor, at=at)
    if refusals := queries.gesture_refusals(order=order, said=said, envelope=room):
        raise CannotGive(*refusals)
    amount = said.amount or 0
    counted = room.counted(amount, currency=order.currency)
    if not queries.wants_second(order=order, amount=amount, actor=actor, at=at):
        _carry_out(gesture_id, order, envelope, said, counted, actor, at)
        return
    Proposal.objects.create(
        public_id=gesture_id,
        envelope=envelope,
        order=order,
        piece=_piece(said),
        currency=order.currency,
        amount=amount,
        counted=counted,
        reason=said.reason.strip()[:200],
        words=said.words.strip(),
        asked_at=at,
    )
    _note("gesture_proposed", gesture_id, order, said, actor, at)


@owns_transaction
def agree_to_gesture(*, gesture_id: UUID, actor: Actor, at: datetime) -> None:
    """C-13: make a gesture that another proposed, if nothing speaks against it by now. Refusals: CannotGive."""
    proposal, order, said = _decided(gesture_id, actor)
    if refusals := queries.gesture_refusals(order=order, said=said, envelope=None):
        raise CannotGive(*refusals)
    _decide(proposal, agreed=True, actor=actor, at=at)
    _carry_out(gesture_id, order, proposal.envelope, said, proposal.counted, actor, at, agreed=True)


@owns_transaction
def decline_gesture(*, gesture_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """C-13: let a gesture that another proposed not happen, and say why; its envelope has it back. Refusals: CannotGive."""
    proposal, order, said = _decided(gesture_id, actor)
    _decide(proposal, agreed=False, actor=actor, at=at)
    _note("gesture_declined", gesture_id, order, replace(said, reason=reason), actor, at)


def _decided(gesture_id: UUID, actor: Actor) -> tuple[Proposal, Order, goodwill.Gesture]:
    """A proposal that this person may decide on, with everything locked that its gesture changes."""
    found = queries.proposal_by_id(proposal_id=gesture_id)
    if found is None:
        raise CannotGive(Refused(rule=GESTURE_RULE, reason=Reason.NOT_FOUND))
    order = orders.lock_order(number=found.order.number)
    proposal = queries.lock_proposal(proposal=found)
    if proposal.agreed is not None:
        raise CannotGive(Refused(rule="C-13", reason=Reason.REFUND_DECIDED))
    if proposal.envelope.by == actor.id:
        raise CannotGive(Refused(rule="C-13", reason=Reason.REFUND_OWN))
    said = goodwill.Gesture(
        piece=str(proposal.piece.public_id) if proposal.piece else "",
        amount=proposal.amount,
        reason=proposal.reason,
        words=proposal.words,
    )
    return proposal, order, said


def _decide(proposal: Proposal, *, agreed: bool, actor: Actor, at: datetime) -> None:
    proposal.agreed, proposal.decided_at, proposal.decided_by = agreed, at, actor.id
    proposal.save(update_fields=["agreed", "decided_at", "decided_by"])


@joins_transaction
def _carry_out(
    gesture_id: UUID,
    order: Order,
    envelope: Envelope,
    said: goodwill.Gesture,
    counted: int,
    actor: Actor,
    at: datetime,
    *,
    agreed: bool = False,
) -> None:
    plan = queries.gesture_plan(order=order, said=said)
    tax = sum(line.tax for line in plan.lines)
    piece = _piece(said)
    Gesture.objects.create(
        public_id=gesture_id,
        envelope=envelope,
        order=order,
        piece=piece,
        currency=plan.currency,
        amount=plan.total,
        tax=tax,
        counted=counted,
        words=said.words.strip(),
        at=at,
    )
    cause = queries.gesture_cause(gesture_id=gesture_id)
    for leg in plan.legs:
        payments.request_refund(
            tender=leg.tender,
            amount=leg.amount,
            cause=cause,
            basis=plan.basis,
            actor=actor,
            at=at,
            due_at=returns.refund_by(order=order, at=at),
            agreed=agreed,
        )
    orders_services.reduce_price(order=order, piece=piece, amount=plan.total, tax=tax, cause=cause, at=at)
    invoicing.issue_reduction(order=order, refund_cause=cause, piece=piece, amount=plan.total, tax=tax, at=at)
    _note("gesture_made", gesture_id, order, said, actor, at)
    facts: dict[str, object] = {
        "lines": orders.line_summaries([piece]) if piece else [],
        "amount": plan.total,
        "words_to_you": said.words.strip(),
    }
    fulfilment.tell(order=order, kind="gesture_made", key=cause, facts=facts, at=at)


def _note(
    verb: str, gesture_id: UUID, order: Order, said: goodwill.Gesture, actor: Actor, at: datetime
) -> None:
    journal.record(
        verb=verb,
        subject_kind="gesture",
        subject_id=str(gesture_id),
        order_number=order.number,
        actor=actor,
        rule=GESTURE_RULE,
        reason=said.reason.strip()[:200],
        data={"amount": said.amount, "currency": order.currency, "piece": said.piece},
        at=at,
    )


def _piece(said: goodwill.Gesture) -> Piece | None:
    return next(iter(orders.pieces_by_ids(public_ids=[UUID(said.piece)])), None) if said.piece else None
