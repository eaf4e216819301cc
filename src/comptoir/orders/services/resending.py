"""Pieces that are sent again in place of others of the same order, for nothing (A-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.core.lifecycles import ORDER, Event, OrderState, advance
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction
from comptoir.orders import queries
from comptoir.orders.models import Order, Piece
from comptoir.orders.services.noting import note_order

# What it is, as it was when it was sold; its money stays with the piece that was.
_THE_SAME = (
    "sku", "reference", "style", "name", "colour", "size", "picture", "tax_rate", "weight_g", "hs_code", "origin",
    "personalised", "needs_box", "gift",
)  # fmt: skip


@joins_transaction
def resend_pieces(*, order: Order, pieces: Sequence[Piece], actor: Actor, at: datetime) -> list[Piece]:
    """A piece for each of these, free, with dates of its own; an order that was closed is the warehouse's again.

    Customs are told what the first was worth (A-47). The order must be locked and the pieces allowed; stock is the
    caller's. A piece in whose place another one is sent already is a bug (the database says so).
    """
    known = queries.pieces_of(order_id=order.pk)
    dates = queries.resend_dates(order=order, at=at)
    line, position = max(piece.line for piece in known) + 1, max(piece.position for piece in known) + 1
    again = Piece.objects.bulk_create(
        Piece(
            **{name: getattr(piece, name) for name in _THE_SAME},
            public_id=ids.new_id(),
            order=order,
            line=line + place,
            position=position + place,
            list_price=0,
            paid=0,
            tax=0,
            customs_value=piece.customs_value or piece.paid - piece.tax,
            replaces=piece,
            again_at=at,
            earliest=dates.earliest,
            latest=dates.latest,
        )
        for place, piece in enumerate(pieces)
    )
    data: dict[str, object] = {"pieces": [str(piece.public_id) for piece in again]}
    note_order(order, verb="pieces_resent", actor=actor, rule="A-12", data=data, at=at)
    if order.state == OrderState.CLOSED:
        order.state = advance(ORDER, OrderState(order.state), Event.RELEASE)
        order.closed_at = None
        order.save(update_fields=["state", "closed_at"])
        note_order(order, verb="order_released", actor=actor, rule="A-12", at=at)
    return again
