"""The journal line of an order's verb."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.journal import services as journal
from comptoir.orders.models import Order


def note_order(
    order: Order,
    *,
    verb: str,
    actor: Actor,
    rule: str,
    at: datetime,
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    """Write down what happened to the order, by whom and under which rule."""
    journal.record(
        verb=verb,
        subject_kind="order",
        subject_id=str(order.public_id),
        order_number=order.number,
        actor=actor,
        rule=rule,
        reason=reason,
        data=data,
        at=at,
    )
