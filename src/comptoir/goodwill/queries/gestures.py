"""Reads of gestures, and exactly what one would do before it is made: the same that then happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core import goodwill
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.facts import OrderFacts
from comptoir.core.goodwill import check_gesture, check_target, most_of
from comptoir.core.refunds import Basis, RefundPlan, plan_gesture
from comptoir.goodwill.models import Gesture, Proposal
from comptoir.goodwill.queries.envelopes import envelope_of
from comptoir.payments import queries as payments
from comptoir.returns import queries as returns
from comptoir.returns.queries import StatementLeg

if TYPE_CHECKING:
    from comptoir.orders.models import Order
    from comptoir.payments.models import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class GestureView:
    """A gesture as faces show it; amounts in minor units."""

    id: UUID
    piece: UUID | None
    name: str  # of the piece; blank for delivery
    amount: int
    tax: int
    words: str
    by: str
    at: datetime
    cause: str  # of its refunds and its credit note
    legs: tuple[StatementLeg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a gesture may be of: a piece by its id, or delivery, which has none; how much of it can still go back, or why not."""

    piece: str
    most: int
    refusals: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GesturePreview:
    """Exactly what a gesture will do: why not; what goes back to which payment, with its tax; who else must agree; when;
    what is then left of the envelope, in minor units of its currency, and of what the piece or delivery can give back."""

    said: goodwill.Gesture
    refusals: tuple[Refused, ...]
    plan: RefundPlan | None
    two_people: bool
    refund_by: datetime | None
    left: int
    rest: int
    mail: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A gesture that waits for a second person, as the desk shows it; the amount in minor units of its order's currency."""

    id: UUID
    order_number: str
    currency: str
    name: str  # of the piece; blank for delivery
    amount: int
    reason: str
    words: str
    by: str
    asked_at: datetime


def preview_gesture(*, order: Order, said: goodwill.Gesture, actor: Actor, at: datetime) -> GesturePreview:
    """What `make_gesture` would do now."""
    envelope = envelope_of(actor=actor, at=at)
    refusals = gesture_refusals(order=order, said=said, envelope=envelope)
    amount = 0 if refusals else said.amount or 0
    plan = gesture_plan(order=order, said=said) if amount else None
    counted = envelope.counted(amount, currency=order.currency) if amount else 0
    return GesturePreview(
        said=said,
        refusals=refusals,
        plan=plan,
        two_people=bool(amount) and wants_second(order=order, amount=amount, actor=actor, at=at),
        refund_by=returns.refund_by(order=order, at=at) if amount else None,
        left=envelope.left - counted,
        rest=most_of(order=returns.order_facts(order=order), piece=said.piece) - amount,
        mail="gesture_made",
        language=order.language,
    )


def wants_second(*, order: Order, amount: int, actor: Actor, at: datetime) -> bool:
    """Whether a gesture is decided on by a second person, in minor units of the order's currency (C-13)."""
    return payments.wants_second(
        order_number=order.number,
        amount=amount,
        currency=order.currency,
        basis=Basis.GOODWILL,
        actor=actor,
        at=at,
    )


def gesture_refusals(
    *, order: Order, said: goodwill.Gesture, envelope: goodwill.Envelope | None
) -> tuple[Refused, ...]:
    """Everything that speaks against a gesture now; None is an envelope that has kept its part aside."""
    return check_gesture(
        said,
        order=returns.order_facts(order=order),
        refunded=returns.given_back(order=order),
        tenders=payments.tenders_for(order_number=order.number),
        disputed=payments.is_disputed(order_number=order.number),
        envelope=envelope,
    )


def gesture_plan(*, order: Order, said: goodwill.Gesture) -> RefundPlan:
    """The money of a gesture against which nothing speaks."""
    return plan_gesture(
        order=returns.order_facts(order=order),
        piece=said.piece,
        amount=said.amount or 0,
        tenders=payments.tenders_for(order_number=order.number),
    )


def gesture_targets(*, order: Order, facts: OrderFacts) -> tuple[Target, ...]:
    """Every piece that was bought, then delivery, and whether its price can be lowered now."""
    gone = returns.given_back(order=order)
    disputed = payments.is_disputed(order_number=order.number)
    return tuple(
        Target(
            piece=piece,
            most=most_of(order=facts, piece=piece),
            refusals=check_target(piece, order=facts, refunded=gone, disputed=disputed),
        )
        for piece in (*(piece.id for piece in facts.pieces if not piece.gift and not piece.replaces), "")
    )


def is_made(*, gesture_id: UUID) -> bool:
    """Whether a gesture was made, or proposed, from the form with this id."""
    return any(model.objects.filter(public_id=gesture_id).exists() for model in (Gesture, Proposal))


def gesture_cause(*, gesture_id: UUID) -> str:
    """The cause of a gesture's refunds, of its credit note and of the lower price."""
    return f"gesture:{gesture_id}"


def gestures_of(*, order_number: str) -> tuple[GestureView, ...]:
    """The gestures on an order, oldest first."""
    rows = list(
        Gesture.objects.filter(order__number=order_number).select_related("piece", "envelope").order_by("id")
    )
    refunds = payments.refunds_of(order_number=order_number) if rows else ()
    by_cause: dict[str, list[Effect]] = {}
    for effect in refunds:
        by_cause.setdefault(effect.cause, []).append(effect)
    return tuple(
        GestureView(
            id=row.public_id,
            piece=row.piece.public_id if row.piece else None,
            name=row.piece.name if row.piece else "",
            amount=row.amount,
            tax=row.tax,
            words=row.words,
            by=row.envelope.by,
            at=row.at,
            cause=cause,
            legs=returns.statement_legs(refunds=by_cause.get(cause, ()), due_at=None),
        )
        for row, cause in ((row, gesture_cause(gesture_id=row.public_id)) for row in rows)
    )


def proposal_by_id(*, proposal_id: UUID) -> Proposal | None:
    """A gesture that was proposed, decided or not."""
    return Proposal.objects.select_related("order").filter(public_id=proposal_id).first()


def proposals_waiting(*, order_number: str = "") -> tuple[ProposalView, ...]:
    """The gestures that wait for a second person, of one order where it is named, oldest first."""
    rows = Proposal.objects.filter(agreed=None).select_related("order", "piece", "envelope").order_by("id")
    if order_number:
        rows = rows.filter(order__number=order_number)
    return tuple(
        ProposalView(
            id=row.public_id,
            order_number=row.order.number,
            currency=row.currency,
            name=row.piece.name if row.piece else "",
            amount=row.amount,
            reason=row.reason,
            words=row.words,
            by=row.envelope.by,
            asked_at=row.asked_at,
        )
        for row in rows
    )
