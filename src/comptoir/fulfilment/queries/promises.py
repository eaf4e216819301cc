"""What is under way and may be late or silent, and what promised dates were worth (DEL-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max, Q

from comptoir.core.lifecycles import ParcelState
from comptoir.core.promises import SILENT_DAYS, Journey
from comptoir.fulfilment.models import Parcel, ParcelPiece
from comptoir.fulfilment.queries.parcels import LEFT
from comptoir.orders import queries as orders

if TYPE_CHECKING:
    from comptoir.orders.models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """What an order's customer waits for: a parcel, or without one the pieces that have not left."""

    order: Order
    parcel: Parcel | None
    journey: Journey


def overdue(*, at: datetime, limit: int = 500) -> tuple[UnderWay, ...]:
    """Whatever may be late or silent by now, the longest promised first; the rules say what is (DEL-16)."""
    a_while_ago = at - timedelta(days=SILENT_DAYS)
    parcels = (
        Parcel.objects.filter(Q(order__latest__lte=at.date()) | Q(shipped_at__lt=a_while_ago))
        .filter(state=ParcelState.SHIPPED)
        .select_related("order", "label")
        .annotate(heard_at=Max("label__events__at"), again=Max("contents__piece__latest"))
    )
    sent = ParcelPiece.objects.filter(unpacked_at__isnull=True, parcel__state__in=LEFT).values("piece_id")
    found: list[tuple[Order, Parcel | None]] = [
        (parcel.order, parcel) for parcel in parcels.order_by("order__latest", "id")[:limit]
    ]
    found += [(order, None) for order in orders.not_sent(since=a_while_ago, sent=sent, limit=limit)]
    regions = orders.regions_of(order_ids={order.pk for order, _parcel in found})
    return tuple(
        UnderWay(order=order, parcel=parcel, journey=_journey(order, parcel, regions.get(order.pk, "")))
        for order, parcel in found
    )


def _journey(order: Order, parcel: Parcel | None, region: str) -> Journey:
    return Journey(
        ordered_at=getattr(order, "again_at", None) or order.ordered_at,
        latest=getattr(parcel, "again", None) or order.latest,
        country=order.country,
        region=region,
        zone=order.zone,
        shipped_at=parcel.shipped_at if parcel else None,
        heard_at=getattr(parcel, "heard_at", None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many parcels to a country by a service arrived before, within and after the dates that were promised."""

    country: str
    service: str
    early: int
    within: int
    late: int

    @property
    def arrived(self) -> int:
        """All of them."""
        return self.early + self.within + self.late

    @property
    def not_late(self) -> Decimal:
        """Their share that arrived by the last date."""
        return round(Decimal(self.early + self.within) / self.arrived, 3)


def promises_kept(*, since: datetime, at: datetime) -> tuple[Kept, ...]:
    """What the dates promised were worth, by the day at the door (DEL-16); the busiest destinations first."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [since, at])
        return tuple(
            Kept(country=country, service=service, early=early, within=within, late=late)
            for country, service, early, within, late in cursor.fetchall()
        )


_KEPT = """
WITH arrived AS (
  SELECT o.country, o.delivery_service, (p.delivered_at AT TIME ZONE o.zone)::date AS day,
         coalesce(again.earliest, o.earliest) AS earliest, coalesce(again.latest, o.latest) AS latest
  FROM fulfilment_parcel p JOIN orders_order o ON o.id = p.order_id
       CROSS JOIN LATERAL (SELECT max(x.earliest) AS earliest, max(x.latest) AS latest
                           FROM fulfilment_parcelpiece c JOIN orders_piece x ON x.id = c.piece_id
                           WHERE c.parcel_id = p.id) again
  WHERE p.delivered_at >= %s AND p.delivered_at < %s
)
SELECT country, delivery_service, count(*) FILTER (WHERE day < earliest),
       count(*) FILTER (WHERE day BETWEEN earliest AND latest), count(*) FILTER (WHERE day > latest)
FROM arrived GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2
"""
