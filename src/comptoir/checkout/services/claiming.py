"""What an order claims when somebody begins to pay it: codes, turns and pieces, until the payment comes to nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from comptoir.core.actors import Actor
from comptoir.core.addresses import Address
from comptoir.drops import services as drops
from comptoir.infra.db import joins_transaction
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders
from comptoir.promotions import services as promotions
from comptoir.stock import services as stock
from comptoir.stock.services import OutOfStock

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party, Piece


@joins_transaction
def claim_goods(
    *,
    order: Order,
    pieces: Sequence[Piece],
    party: Party,
    tickets: Collection[str] = (),
    in_turns: bool = True,
    new: bool = False,
    actor: Actor,
    at: datetime,
) -> None:
    """Codes, turns, then stock: the last locks of the transaction. A gift that has run out is left out of the order.

    `tickets` are those of drops that the shopper holds; where no piece is sold `in_turns` nobody asks. Refused with
    CodeUsedUp, NoTurn or OutOfStock.
    """
    email = party.email
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
    if in_turns:
        drops.claim_turn(
            order_number=order.number,
            pieces=[(piece.sku, piece.name) for piece in here if not piece.gift],
            tickets=tickets,
            email=email,
            address=address_of(party),
            at=at,
        )
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


def address_of(party: Party) -> Address:
    """Where an order goes, for the rules."""
    return Address(
        name=party.name,
        line1=party.line1,
        line2=party.line2,
        postal_code=party.postal_code,
        city=party.city,
        country=party.country,
        phone=party.phone,
    )


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
