"""Reads of prices that were lowered afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from comptoir.orders.models import Reduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """By how much a price was lowered in all, and the tax inside that, in minor units."""

    amount: int = 0
    tax: int = 0


NOTHING = Reduced()


def reductions_of(*, order_id: int) -> dict[UUID | None, Reduced]:
    """What gestures took off the pieces of an order, by their public ids, and off its delivery under None (C-23)."""
    rows = Reduction.objects.filter(order_id=order_id).values("piece__public_id")
    return {
        row["piece__public_id"]: Reduced(amount=row["amount"], tax=row["tax"])
        for row in rows.annotate(amount=Sum("amount"), tax=Sum("tax"))
    }
