"""What the house learns of lots: the reasons for which the pieces of each came back, beside the rest of its product."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from comptoir.cases.queries.lessons import TOLD, UNSAID
from comptoir.core.lessons import Lesson, Tally, find_lessons


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTally:
    """A lot, or what of a product is of no known one (`lot` is None): pieces that arrived, and those that came back."""

    lot: int | None
    code: str
    style: str
    name: str
    arrived: int
    back: Counter[str]

    @property
    def share(self) -> Decimal:
        """Of the pieces that arrived, from 0 to 1."""
        return Decimal(self.back.total()) / self.arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPiece:
    """A piece of a lot that left: where it went, when, and what was said of it; blank where nothing was."""

    order_number: str
    sku: str
    country: str
    left_at: datetime | None
    reason: str
    returned: str
    claim: str


def lot_tallies(*, since: datetime, at: datetime, language: str) -> tuple[LotTally, ...]:
    """The lots of every product of which pieces of a known lot arrived in a time, with the rest of it; most back first."""
    found: dict[tuple[str, int | None], LotTally] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, {"since": since, "at": at, "language": language})
        for lot, code, style, name, reason, pieces in cursor.fetchall():
            one = found.get((style, lot))
            back = Counter(one.back) if one else Counter()
            if reason is not None:
                back[reason] += pieces
            arrived = (one.arrived if one else 0) + pieces
            found[style, lot] = LotTally(
                lot=lot, code=code, style=style, name=name, arrived=arrived, back=back
            )
    return tuple(
        sorted(found.values(), key=lambda one: (-one.back.total(), -one.arrived, one.style, one.code))
    )


def lots_standing_out(*, tallies: tuple[LotTally, ...]) -> tuple[tuple[LotTally, Lesson], ...]:
    """The lots that come back for a reason more often than the rest of their product, by the rule of products (PRD-05)."""
    known = {_key(one): one for one in tallies}
    counted = [
        Tally(
            style=key,
            category=one.style,
            arrived=one.arrived,
            back={reason: count for reason, count in one.back.items() if reason != UNSAID},
        )
        for key, one in known.items()
    ]
    return tuple((known[found.style], found) for found in find_lessons(counted) if known[found.style].lot)


def lot_pieces(*, lot: int) -> tuple[LotPiece, ...]:
    """Every piece of a lot that was packed, the last first: who has to be asked where the lot is faulty."""
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, {"lot": lot})
        return tuple(
            LotPiece(
                order_number=number,
                sku=sku,
                country=country,
                left_at=left_at,
                reason=reason,
                returned=returned,
                claim=claim,
            )
            for number, sku, country, left_at, reason, returned, claim in cursor.fetchall()
        )


def _key(one: LotTally) -> str:
    return f"{one.style} {one.lot or ''}"


_LOTS = "".join(
    (
        TOLD,
        """
SELECT lot.id, coalesce(lot.code, ''), arrived.style,
       coalesce(product.name->>%(language)s, product.name->>'en', arrived.style),
       back.reason, count(*)
FROM arrived
LEFT JOIN back ON back.piece_id = arrived.id
LEFT JOIN stock_lot AS lot ON lot.id = arrived.lot_id
LEFT JOIN catalogue_product AS product ON product.style = arrived.style
WHERE arrived.style IN (SELECT style FROM arrived WHERE lot_id IS NOT NULL)
GROUP BY 1, 2, 3, 4, 5
""",
    )
)

_PIECES = """
SELECT customer.number, piece.sku, customer.country, parcel.shipped_at,
       coalesce(about.kind, sent.reason, ''), coalesce(sent.number, ''), coalesce(about.number, '')
FROM fulfilment_parcelpiece AS packed
JOIN fulfilment_parcel AS parcel ON parcel.id = packed.parcel_id
JOIN orders_piece AS piece ON piece.id = packed.piece_id
JOIN orders_order AS customer ON customer.id = piece.order_id
LEFT JOIN LATERAL (
  SELECT returned.reason, parcel.number FROM returns_returnpiece AS returned
  JOIN returns_return AS parcel ON parcel.id = returned.parcel_id
  WHERE returned.piece_id = piece.id AND parcel.state NOT IN ('cancelled', 'lapsed')
  ORDER BY returned.id DESC LIMIT 1
) AS sent ON true
LEFT JOIN LATERAL (
  SELECT claim.kind, claim.number FROM claims_claimpiece AS named
  JOIN claims_claim AS claim ON claim.id = named.claim_id
  WHERE named.piece_id = piece.id ORDER BY claim.id DESC LIMIT 1
) AS about ON true
WHERE packed.lot_id = %(lot)s AND packed.unpacked_at IS NULL
ORDER BY packed.id DESC
LIMIT 2000
"""
