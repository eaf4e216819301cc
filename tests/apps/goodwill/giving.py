"""What the tests of good will share: a gesture on an order that arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.goodwill import Gesture
from comptoir.goodwill import queries, services
from comptoir.goodwill.queries import GesturePreview
from comptoir.infra import ids
from tests.apps.fulfilment import ship

SOON = ship.ARRIVED + timedelta(days=1)


def meant(order: ship.Order, place: int | None, amount: int | None) -> Gesture:
    """A gesture on a piece of the order by its place, or on its delivery."""
    piece = "" if place is None else str(ship.ids(order)[place])
    return Gesture(
        piece=piece, amount=amount, reason="Parcel late", words="We are sorry that it took so long."
    )


def give(
    order: ship.Order,
    place: int | None,
    amount: int,
    *,
    by: Actor = ship.ADVISOR,
    at: datetime = SOON,
    gesture_id: UUID | None = None,
) -> None:
    services.make_gesture(
        gesture_id=gesture_id or ids.new_id(),
        order_number=order.number,
        said=meant(order, place, amount),
        actor=by,
        at=at,
    )


def preview(
    order: ship.Order, place: int | None, amount: int | None, *, by: Actor = ship.ADVISOR, at: datetime = SOON
) -> GesturePreview:
    return queries.preview_gesture(order=order, said=meant(order, place, amount), actor=by, at=at)
