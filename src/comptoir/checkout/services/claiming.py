"""What an order claims when somebody begins to pay it: its codes and its pieces, until the payment comes to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from comptoir.core.actors import Actor
from comptoir.infra.db import joins_transaction
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders
from comptoir.promotions import services as promotions
from comptoir.stock import services as stock
from comptoir.stock.services import OutOfStock

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece


@joins_transaction
def claim_goods(
    *, order: Order, pieces: Sequence[Piece], email: str, new: bool = False, actor: Actor, at: datetime
) -> None:
    """Codes, then stock: the last locks of the transaction. A gift that has run out is left out of the order.

    Refused with CodeUsedUp or OutOfStock.
    """
    if order.codes:
        promotions.redeem_codes(
            order_number=order.number,
            amounts={str(used["code"]): int(used["amount"]) for used in order.codes},
            currency=order.currency,
            email=email,
            ordered_before=orders_queries.has_ordered(email=email),
            at=at,
        )
    here = [piece for piece in pieces if piece.cancelled_at is None]
    try:
        _reserve(order, here, at, new=new)
    except OutOfStock as refused:
        short = {sku for sku, _wanted, _available in refused.missing}
        gone = [piece for piece in here if piece.gift and piece.sku in short]
        if not gone:
            raise
        orders.cancel_pieces(
            order=order,
            pieces=[piece.public_id for piece in gone],
            because="gift_gone",
            rule="A-50",
            actor=actor,
            at=at,
        )
        for piece in gone:
            piece.cancelled_at, piece.cancelled_because = at, "gift_gone"
        _reserve(order, [piece for piece in here if piece not in gone], at, new=new)


def _reserve(order: Order, pieces: Sequence[Piece], at: datetime, *, new: bool) -> None:
    try:
        stock.reserve_pieces(
            order_number=order.number,
            pieces=[(piece.public_id, piece.sku) for piece in pieces],
            country=order.country,
            new=new,
            at=at,
        )
    except OutOfStock as refused:
        names = {piece.sku: f"{piece.name}, {piece.colour}, {piece.size}" for piece in pieces}
        raise OutOfStock(missing=refused.missing, names=names) from refused
