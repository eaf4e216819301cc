"""Reads of lots: the batches of a style, and which of them a piece in a place can be of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.stock.models import Lot, Reservation


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """A lot: `code` is the supplier's; where and when it was made, as far as that was said."""

    id: int
    style: str
    code: str
    made_on: date | None
    made_in: str


def lot_by_id(*, lot_id: int) -> LotView | None:
    """A lot."""
    row = Lot.objects.filter(pk=lot_id).first()
    return _view(row) if row else None


def lots_of(*, style: str) -> tuple[LotView, ...]:
    """The lots of a style, the last named first."""
    return tuple(_view(row) for row in Lot.objects.filter(style=style).order_by("-named_at", "-id"))


def lot_named(*, style: str, code: str) -> LotView | None:
    """The lot of a style that is called so."""
    row = Lot.objects.filter(style=style, code=code).first()
    return _view(row) if row else None


def lots_lying(*, sku: str, location: int) -> frozenset[int | None]:
    """The lots of which a piece in a place can be; None is among them where some of what lies there came without one.

    Read off the movements since the place was last empty: what came before is gone, and what came since may be there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LYING, {"sku": sku, "location": location})
        return frozenset(lot for (lot,) in cursor.fetchall())


def sure_lots(*, pieces: Collection[UUID]) -> dict[UUID, int]:
    """The lots of promised pieces that can be of one lot only, where they lie; the others are absent."""
    rows = Reservation.objects.filter(piece__in=pieces, ended_at__isnull=True)
    found: dict[UUID, int] = {}
    lying: dict[tuple[str, int], frozenset[int | None]] = {}
    for piece, sku, location in rows.values_list("piece", "sku", "location"):
        if (sku, location) not in lying:
            lying[sku, location] = lots_lying(sku=sku, location=location)
        match tuple(lying[sku, location]):
            case (int(lot),):
                found[piece] = lot
    return found


def _view(row: Lot) -> LotView:
    return LotView(id=row.pk, style=row.style, code=row.code, made_on=row.made_on, made_in=row.made_in)


_LYING = """
WITH run AS (
  SELECT id, quantity, lot_id, sum(quantity) OVER (ORDER BY id) AS level
  FROM stock_movement WHERE sku = %(sku)s AND location_id = %(location)s
)
SELECT DISTINCT lot_id FROM run
WHERE quantity > 0 AND id > coalesce((SELECT max(id) FROM run WHERE level = 0), 0)
"""
