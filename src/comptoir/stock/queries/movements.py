"""Reads of movements: a SKU's, with the figure after each, and what lies set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from comptoir.stock.models import Movement, Reservation

_SET_ASIDE = ("second_choice", "atelier", "recycling")

# The figure after a movement is counted over everything in its place, whatever is shown of it.
_MOVEMENTS = """
SELECT m.*, count(*) OVER () AS found FROM (
  SELECT movement.id, movement.at, location.code, movement.kind, movement.quantity, movement.cause,
    movement.actor, movement.reason,
    sum(movement.quantity) OVER (PARTITION BY movement.location_id ORDER BY movement.id) AS running
  FROM stock_movement AS movement JOIN stock_location AS location ON location.id = movement.location_id
  WHERE movement.sku = %s) AS m
WHERE (%s = '' OR m.code = %s) AND (%s = '' OR m.kind = %s)
ORDER BY m.id DESC LIMIT %s OFFSET %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """A movement; `running` is what lay there after it, `order_number` whose piece it was, if it was one's."""

    at: datetime
    location: str
    kind: str
    quantity: int
    running: int
    cause: str
    actor: str
    reason: str
    order_number: str


def movements_of(
    *, sku: str, location: str = "", kind: str = "", page: int, size: int
) -> tuple[tuple[MovementRow, ...], int]:
    """A page of what moved of a SKU, the newest first, and how many there are; a blank filter lets all through."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVEMENTS, [sku, location, location, kind, kind, size, (page - 1) * size])
        rows = cursor.fetchall()
    orders = _orders_of(causes={row[5] for row in rows})
    found = tuple(
        MovementRow(
            at=at,
            location=code,
            kind=known,
            quantity=quantity,
            running=running,
            cause=cause,
            actor=actor,
            reason=reason,
            order_number=orders.get(cause, ""),
        )
        for _id, at, code, known, quantity, cause, actor, reason, running, _count in rows
    )
    return found, rows[0][-1] if rows else 0


def set_aside(*, skus: Iterable[str]) -> dict[str, dict[tuple[str, str], int]]:
    """How many of each SKU lie in each (place, condition) in which nothing is sold; none are absent."""
    found: dict[str, dict[tuple[str, str], int]] = {sku: {} for sku in skus}
    rows = Movement.objects.filter(sku__in=list(found), kind__in=_SET_ASIDE)
    sums = rows.order_by("location__position", "kind").values_list("sku", "location__code", "kind")
    for sku, location, kind, total in sums.annotate(total=Sum("quantity")):
        if total:
            found[sku][location, kind] = -total
    return found


def has_moved(*, sku: str, cause: str) -> bool:
    """Whether a SKU was moved for this cause."""
    return Movement.objects.filter(sku=sku, cause=cause).exists()


def levelless() -> set[tuple[str, int]]:
    """The (SKU, location id) of movements that have no level."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.sku, m.location_id FROM stock_movement m LEFT JOIN stock_level l"
            " ON l.sku = m.sku AND l.location_id = m.location_id WHERE l.id IS NULL"
        )
        return set(cursor.fetchall())


def _orders_of(*, causes: Collection[str]) -> dict[str, str]:
    """The orders of those causes that are pieces."""
    known: dict[UUID, str] = defaultdict(str)
    for cause in causes:
        try:
            known[UUID(cause)] = cause
        except ValueError:
            continue
    rows = Reservation.objects.filter(piece__in=list(known)).values_list("piece", "order_number")
    return {known[piece]: number for piece, number in rows}
