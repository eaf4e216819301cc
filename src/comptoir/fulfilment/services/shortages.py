"""Pieces that never leave: not found in the warehouse (PAY-06), or given up before dispatch (A-08)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.facts import PieceState
from comptoir.core.refunds import Basis, RefundPlan
from comptoir.core.returns import gifts_along
from comptoir.drops import services as drops
from comptoir.fulfilment import queries
from comptoir.fulfilment.services.packing import choose_pieces, order_refusals
from comptoir.fulfilment.services.scans import close_if_done
from comptoir.fulfilment.services.shipping import free_rest
from comptoir.fulfilment.services.telling import tell_called_off
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import queries as invoicing_queries
from comptoir.invoicing import services as invoicing
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services
from comptoir.payments import services as payments
from comptoir.promotions import services as promotions
from comptoir.stock import services as stock

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece


class CannotBeShort(NotPossible):
    """These pieces cannot be reported missing, and why."""


@owns_transaction
def report_shortage(*, order_number: str, pieces: Sequence[UUID], actor: Actor, at: datetime) -> int:
    """PAY-06: pieces were not found: cancelled, off the stock, never charged or refunded, and the customer told.

    Returns what was refunded, in minor units. All or none of the pieces. Refusals: CannotBeShort.
    """
    order = orders.lock_order(number=order_number)
    chosen, refusals = choose_pieces(order=order, wanted=pieces)
    if refusals := order_refusals(order=order) or refusals:
        raise CannotBeShort(*refusals)
    refunded = call_off_pieces(
        order=order,
        pieces=chosen,
        because="shortage",
        basis=Basis.SHORTAGE,
        rule="PAY-06",
        move_stock=partial(stock.write_off_pieces, actor=actor),
        actor=actor,
        at=at,
    )
    tell_called_off(order=order, kind="piece_short", pieces=chosen, refunded=refunded, at=at)
    return refunded


@joins_transaction
def call_off_pieces(
    *,
    order: Order,
    pieces: Sequence[Piece],
    because: str,
    basis: Basis,
    rule: str,
    move_stock: Callable[..., object],
    actor: Actor,
    at: datetime,
) -> int:
    """Take pieces that are in no parcel out of the order, with their money and, by `move_stock`, their stock.

    Returns what is refunded, in minor units; what was never taken is released. An order of which nothing is left is
    cancelled, or closed where a part of it has arrived. The order must be locked.
    """
    ids = [piece.public_id for piece in pieces]
    cause = f"{because}:{min(ids)}"
    plan = queries.refund_plan(
        order=order,
        facts=queries.order_facts(order=order),
        pieces=[str(piece) for piece in ids],
        basis=basis,
    )
    for leg in plan.legs:
        payments.request_refund(
            tender=leg.tender, amount=leg.amount, cause=cause, basis=basis, actor=actor, at=at
        )
    gifts = _gifts_along(order, ids)
    orders_services.cancel_pieces(
        order=order, pieces=[*ids, *gifts], because=because, rule=rule, actor=actor, at=at
    )
    free_rest(order=order, actor=actor, at=at)
    _end_order(order, because, rule, actor, at)
    move_stock(pieces=ids, at=at)
    if gifts:
        stock.free_pieces(pieces=gifts, at=at)
    _credit(order, plan, cause, at)
    return plan.total


def _gifts_along(order: Order, pieces: Sequence[UUID]) -> list[UUID]:
    """The gifts still here that nothing is left to go with, once these pieces are out of the order (A-50)."""
    facts = queries.order_facts(order=order)
    leaving = [str(piece) for piece in pieces]
    here = {piece.id for piece in facts.pieces if piece.state is PieceState.ORDERED} - set(leaving)
    return [UUID(gift) for gift in sorted(gifts_along(order=facts, leaving=leaving) & here)]


def _end_order(order: Order, because: str, rule: str, actor: Actor, at: datetime) -> None:
    if all(piece.cancelled_at for piece in orders.pieces_of(order_id=order.pk)):
        orders_services.mark_cancelled(order=order, rule=rule, reason=because, actor=actor, at=at)
        promotions.free_codes(order_number=order.number, at=at)
        drops.free_turns(order_number=order.number, at=at)
    else:
        close_if_done(order_number=order.number, actor=actor, at=at)


def _credit(order: Order, plan: RefundPlan, cause: str, at: datetime) -> None:
    """What was invoiced with an earlier parcel and goes back now is credited: delivery, and the pieces that others were to be
    sent for again (A-12)."""
    documents = list(invoicing_queries.document_rows(order_number=order.number))
    sold = {piece for row in documents for piece in row.body["pieces"]} & set(plan.pieces)
    delivered = plan.delivery if any(row.body["delivery"] for row in documents) else 0
    if not sold and not delivered:
        return
    invoicing.issue_credit_note(
        order=order,
        refund_cause=cause,
        pieces=orders.pieces_by_ids(public_ids=[UUID(piece) for piece in sold]),
        delivery_amount=delivered,
        delivery_tax=plan.delivery_tax if delivered else 0,
        at=at,
    )
