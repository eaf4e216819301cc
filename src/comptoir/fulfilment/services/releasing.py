"""From the shop to the warehouse: an order is the warehouse's when it can no longer be called back (ORD-03)."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import HOUSE
from comptoir.core.calendar import not_after
from comptoir.core.lifecycles import OrderState
from comptoir.infra.db import owns_transaction
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services


@owns_transaction
def release_due_order(*, order_number: str, at: datetime) -> bool:
    """Hand the order to the warehouse if its cancellation time is over and nothing holds it; whether it was handed over."""
    order = orders.lock_order(number=order_number)
    until = order.kept_until or order.cancellable_until
    if order.state != OrderState.PLACED or until is None or not_after(at, until=until):
        return False
    if orders.is_held(order_id=order.pk):
        return False
    orders_services.release_order(order=order, actor=HOUSE, at=at)
    return True
