"""A price that is lowered after it was paid."""

from __future__ import annotations

from datetime import datetime

from comptoir.infra.db import joins_transaction
from comptoir.orders.models import Order, Piece, Reduction


@joins_transaction
def reduce_price(
    *, order: Order, piece: Piece | None, amount: int, tax: int, cause: str, at: datetime
) -> None:
    """C-23: what was paid for a piece, or for delivery where there is none, is so much less from now on; once for its cause.

    The order must be locked; a cause that is known is a bug (the database says so).
    """
    Reduction.objects.bulk_create(
        [Reduction(order=order, piece=piece, amount=amount, tax=tax, cause=cause, at=at)]
    )
