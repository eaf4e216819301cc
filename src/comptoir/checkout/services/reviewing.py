"""The end of a review: a held order goes on, or comes to nothing; never by itself in the first way (PAY-12, C-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from comptoir.checkout.services.settling import read_underway, tell_order
from comptoir.core.actors import Actor
from comptoir.core.lifecycles import OrderState
from comptoir.core.refunds import Basis
from comptoir.infra.db import owns_transaction
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders


@owns_transaction
def accept_order(
    *, order_number: str, actor: Actor, at: datetime, because: orders.Accepted = "nothing_found"
) -> None:
    """The check is over in the customer's favour: confirmed now, with the mail that says so (PAY-12)."""
    order = orders_queries.lock_order(number=order_number)
    if order.state != OrderState.PLACED or order.confirmed_at is not None:
        return
    known = replace(read_underway(order_number=order_number), order=order)
    orders.end_hold(order=order, policy=known.policy, because=because, actor=actor, at=at)
    tell_order(known, kind="order_placed", at=at)


@owns_transaction
def refuse_order(
    *, order_number: str, actor: Actor, at: datetime, because: orders.RefusedBecause = "refused_after_check"
) -> None:
    """The check found something: the order comes to nothing, and nothing is charged (PAY-12)."""
    order = orders_queries.lock_order(number=order_number)
    if order.state != OrderState.PLACED or order.confirmed_at is not None:
        return
    orders.close_review(order=order, accepted=False, because=because, at=at)
    orders.undo_order(
        order=order,
        rule="PAY-12",
        basis=Basis.CANCEL_BEFORE_DISPATCH,
        reason=because,
        actor=actor,
        at=at,
    )
