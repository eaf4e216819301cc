"""What can still happen to an order; what was agreed never changes (ORD-04, DEL-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.cancellation import cancellable_until, kept_until
from comptoir.core.lifecycles import ORDER, Event, OrderState, advance
from comptoir.core.policy import HousePolicy
from comptoir.infra.db import joins_transaction
from comptoir.journal import services as journal
from comptoir.orders import queries
from comptoir.orders.models import Hold, Order, Piece, Review
from comptoir.orders.services.noting import note_order


@joins_transaction
def place_order(*, order: Order, actor: Actor, at: datetime) -> None:
    """The payment is accepted: the order is placed. It is confirmed or held next, which saves it."""
    order.state = advance(ORDER, OrderState(order.state), Event.PLACE)
    order.placed_at = at
    note_order(order, verb="order_placed", actor=actor, rule="PAY-05", data={"total": order.total}, at=at)


@joins_transaction
def confirm_order(*, order: Order, policy: HousePolicy, at: datetime) -> None:
    """A placed order is confirmed: its time to cancel runs from now (ORD-03)."""
    order.confirmed_at = at
    facts = queries.order_facts(order=order, pieces=(), states={}, delivered={}, held=False)
    order.cancellable_until = cancellable_until(order=facts, policy=policy)
    order.kept_until = kept_until(order=facts, policy=policy)
    order.save()


@joins_transaction
def abandon_order(*, order: Order, reason: str, actor: Actor, at: datetime) -> None:
    """Never paid: no order (PAY-10)."""
    order.state = advance(ORDER, OrderState(order.state), Event.ABANDON)
    order.abandoned_at = at
    order.save(update_fields=["state", "abandoned_at"])
    note_order(order, verb="order_abandoned", actor=actor, rule="PAY-10", reason=reason, at=at)


@joins_transaction
def mark_cancelled(*, order: Order, rule: str, reason: str, actor: Actor, at: datetime) -> list[Piece]:
    """The whole order comes to nothing; money, stock and codes are the caller's. Returns the pieces that were still in it."""
    order.state = advance(ORDER, OrderState(order.state), Event.CANCEL)
    order.cancelled_at = at
    order.save(update_fields=["state", "cancelled_at"])
    Hold.objects.filter(order=order, ended_at__isnull=True).update(ended_at=at)
    open_review = Review.objects.filter(order=order, decided_at__isnull=True)
    open_review.update(accepted=False, because="cancelled", decided_at=at)
    note_order(order, verb="order_cancelled", actor=actor, rule=rule, reason=reason, at=at)
    left = [piece for piece in queries.pieces_of(order_id=order.pk) if piece.cancelled_at is None]
    _cancel(left, because="order", at=at)
    return left


@joins_transaction
def cancel_pieces(
    *, order: Order, pieces: Sequence[UUID], because: str, rule: str, actor: Actor, at: datetime
) -> list[Piece]:
    """Take pieces out of an order, as when one is not found (PAY-06). Returns those that were still in it."""
    rows = [
        p
        for p in queries.pieces_of(order_id=order.pk)
        if p.public_id in set(pieces) and p.cancelled_at is None
    ]
    _cancel(rows, because=because, at=at)
    for piece in rows:
        journal.record(
            verb="piece_cancelled",
            subject_kind="piece",
            subject_id=str(piece.public_id),
            order_number=order.number,
            actor=actor,
            rule=rule,
            reason=because,
            at=at,
        )
    return rows


def _cancel(pieces: Sequence[Piece], *, because: str, at: datetime) -> None:
    for piece in pieces:
        piece.cancelled_at, piece.cancelled_because = at, because
    Piece.objects.bulk_update(pieces, ["cancelled_at", "cancelled_because"])


@joins_transaction
def release_order(*, order: Order, actor: Actor, at: datetime) -> None:
    """Hand the order to the warehouse: from here it cannot be called back (ORD-03)."""
    order.state = advance(ORDER, OrderState(order.state), Event.RELEASE)
    order.released_at = at
    order.save(update_fields=["state", "released_at"])
    note_order(order, verb="order_released", actor=actor, rule="ORD-03", at=at)


@joins_transaction
def close_order(*, order: Order, actor: Actor, at: datetime) -> None:
    """Every piece has arrived, is lost or was cancelled."""
    order.state = advance(ORDER, OrderState(order.state), Event.CLOSE)
    order.closed_at = at
    order.save(update_fields=["state", "closed_at"])
    note_order(order, verb="order_closed", actor=actor, rule="", at=at)
