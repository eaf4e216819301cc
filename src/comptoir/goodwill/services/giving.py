"""A gesture of good will: a price lowered afterwards, its money, its credit note and its letter (C-23)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.core import goodwill
from comptoir.core.actors import Actor
from comptoir.core.refunds import GESTURE_RULE
from comptoir.fulfilment import services as fulfilment
from comptoir.goodwill import queries
from comptoir.goodwill.models import Gesture
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import services as invoicing
from comptoir.journal import services as journal
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services
from comptoir.payments import services as payments
from comptoir.returns import queries as returns


class CannotGive(NotPossible):
    """This gesture cannot be made now, and why."""


@owns_transaction
def make_gesture(
    *, gesture_id: UUID, order_number: str, said: goodwill.Gesture, actor: Actor, at: datetime
) -> None:
    """C-23: lower the price of a piece or of delivery: the money goes back the way it came, with a credit note and a letter.

    Once for the id, which comes with the form. What is refunded later is so much less. Refusals: CannotGive.
    """
    order = orders.lock_order(number=order_number)
    envelope = queries.lock_envelope(actor=actor, at=at)
    if queries.is_made(gesture_id=gesture_id):
        return
    if refusals := queries.gesture_refusals(order=order, said=said, actor=actor, at=at):
        raise CannotGive(*refusals)
    plan = queries.gesture_plan(order=order, said=said)
    tax = sum(line.tax for line in plan.lines)
    piece = next(iter(orders.pieces_by_ids(public_ids=[UUID(said.piece)])), None) if said.piece else None
    room = queries.envelope_of(actor=actor, at=at)
    Gesture.objects.create(
        public_id=gesture_id,
        envelope=envelope,
        order=order,
        piece=piece,
        currency=plan.currency,
        amount=plan.total,
        tax=tax,
        counted=room.counted(plan.total, currency=plan.currency),
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
        )
    orders_services.reduce_price(order=order, piece=piece, amount=plan.total, tax=tax, cause=cause, at=at)
    invoicing.issue_reduction(order=order, refund_cause=cause, piece=piece, amount=plan.total, tax=tax, at=at)
    journal.record(
        verb="gesture_made",
        subject_kind="gesture",
        subject_id=str(gesture_id),
        order_number=order.number,
        actor=actor,
        rule=GESTURE_RULE,
        reason=said.reason.strip()[:200],
        data={"amount": plan.total, "currency": plan.currency, "piece": said.piece},
        at=at,
    )
    facts: dict[str, object] = {
        "lines": orders.line_summaries([piece]) if piece else [],
        "amount": plan.total,
        "words_to_you": said.words.strip(),
    }
    fulfilment.tell(order=order, kind="gesture_made", key=cause, facts=facts, at=at)
