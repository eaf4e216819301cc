"""Orders that were placed as a guest join the account of whoever has proved their e-mail (ACC-03)."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.infra.db import locked, owns_transaction
from comptoir.orders import queries
from comptoir.orders.models import Order
from comptoir.orders.services.noting import note_order
from comptoir.people import queries as people


@owns_transaction
def join_orders(*, user_id: int, email: str, actor: Actor, at: datetime) -> int:
    """Give a customer every order of nobody that was placed with an e-mail; again, it does nothing. Says how many.

    Only the account that has proved this very mailbox gets any: who merely registered it sees nothing (ACC-03).
    """
    owner = people.proved_customer(email=email)
    if owner is None or owner.pk != user_id:
        return 0
    joined = locked(queries.guest_orders(email=email), kind="order")
    Order.objects.filter(pk__in=[order.pk for order in joined]).update(customer_id=user_id)
    for order in joined:
        note_order(order, verb="order_joined", actor=actor, rule="ACC-03", at=at)
    return len(joined)
