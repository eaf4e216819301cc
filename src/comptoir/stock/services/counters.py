"""Stock of a store: what is sold at its counter leaves, what comes back lies there again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.infra.db import joins_transaction
from comptoir.stock import queries
from comptoir.stock.services.moving import MovementKind, lock_or_make_levels, move_pieces


@joins_transaction
def move_over_counter(
    *, location: str, sold: Mapping[UUID, str], back: Mapping[UUID, str], actor: Actor, at: datetime
) -> None:
    """Pieces (SKU by id) were sold in a store and came back to it; each moves once. A store without stock moves nothing.

    What was sold and had never been counted there is counted first: it was there, or nobody could have bought it.
    """
    place = queries.location_ids(codes=[location]).get(location)
    if place is None:
        return
    levels = lock_or_make_levels(keys={(sku, place) for sku in (*sold.values(), *back.values())})
    rows = [(sku, place, 1, str(piece)) for piece, sku in back.items()]
    move_pieces(rows=rows, kind=MovementKind.RETURN, actor=actor, at=at)
    came, leaving = Counter(back.values()), Counter(sold.values())
    found = [
        (sku, place, lacking, f"found {min(piece for piece, each in sold.items() if each == sku)}")
        for sku, count in leaving.items()
        if (lacking := count - came[sku] - levels[sku, place].on_hand + levels[sku, place].reserved) > 0
    ]
    move_pieces(rows=found, kind=MovementKind.COUNT, actor=actor, reason="sold at the counter", at=at)
    rows = [(sku, place, -1, str(piece)) for piece, sku in sold.items()]
    move_pieces(rows=rows, kind=MovementKind.SALE, actor=actor, at=at)
