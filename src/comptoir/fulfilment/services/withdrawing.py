"""Pieces that a customer withdraws from before they are sent (A-08)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.lifecycles import ParcelState
from comptoir.core.refunds import Basis
from comptoir.fulfilment import queries
from comptoir.fulfilment.models import Parcel
from comptoir.fulfilment.services.labels import empty_parcel
from comptoir.fulfilment.services.shortages import call_off_pieces
from comptoir.fulfilment.services.telling import tell_called_off
from comptoir.infra.db import joins_transaction
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services
from comptoir.stock import services as stock

if TYPE_CHECKING:
    from comptoir.orders.models import Order


@joins_transaction
def take_out_pieces(*, order: Order, pieces: Collection[UUID], actor: Actor, at: datetime) -> None:
    """Give up pieces that have not left, with their money and stock; a parcel packed with one of them is taken apart.

    Cards were never charged. An order of which nothing is left is cancelled as a whole, with its mail. A piece whose
    parcel is being charged or has left is the caller's mistake. The order must be locked.
    """
    for parcel in _packed_with(order, pieces):
        empty_parcel(parcel=parcel, actor=actor, reason="withdrawal", at=at)
    rows = orders.pieces_of(order_id=order.pk)
    basis = Basis.STATUTORY_WITHDRAWAL
    if all(piece.cancelled_at or piece.public_id in pieces for piece in rows):
        orders_services.undo_order(
            order=order, rule="A-08", basis=basis, reason="withdrawal", actor=actor, at=at
        )
        return
    chosen = [piece for piece in rows if piece.public_id in pieces and piece.cancelled_at is None]
    refunded = call_off_pieces(
        order=order,
        pieces=chosen,
        because="withdrawal",
        basis=basis,
        rule="A-08",
        move_stock=stock.free_pieces,
        actor=actor,
        at=at,
    )
    tell_called_off(order=order, kind="pieces_withdrawn", pieces=chosen, refunded=refunded, at=at)


def _packed_with(order: Order, pieces: Collection[UUID]) -> list[Parcel]:
    packed = Parcel.objects.filter(order=order, state=ParcelState.PACKED).select_related("label", "order")
    return [parcel for parcel in packed if set(queries.pieces_in(parcel=parcel)) & set(pieces)]
