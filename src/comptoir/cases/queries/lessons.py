"""What the house learns of its products: the reasons for which pieces came back, beside all that arrived (PRD-05)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from comptoir.core.lessons import Lesson, Tally, find_lessons

UNSAID = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTally:
    """A size of a product: the pieces that arrived, and by reason those that came back or were claimed."""

    size: str
    arrived: int
    back: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTally:
    """A product as it was taken: all of its sizes, the ones that arrived most first."""

    style: str
    name: str
    category: str
    sizes: tuple[SizeTally, ...]

    @property
    def arrived(self) -> int:
        """Pieces that arrived."""
        return sum(size.arrived for size in self.sizes)

    @property
    def back(self) -> Counter[str]:
        """Pieces that came back or were claimed, by reason."""
        return sum((size.back for size in self.sizes), Counter())

    @property
    def share(self) -> Decimal:
        """Of the pieces that arrived, from 0 to 1."""
        return Decimal(self.back.total()) / self.arrived


def product_tallies(*, since: datetime, at: datetime, language: str) -> tuple[ProductTally, ...]:
    """Every product of which pieces arrived in a time, those with the most pieces back first."""
    products: dict[tuple[str, str, str], dict[str, SizeTally]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, {"since": since, "at": at, "language": language})
        for style, name, category, size, reason, arrived, back in cursor.fetchall():
            sizes = products[style, name, category]
            sizes.setdefault(size, SizeTally(size=size, arrived=arrived, back=Counter()))
            if back:
                sizes[size].back[reason] += back
    tallies = [
        ProductTally(style=style, name=name, category=category, sizes=tuple(sizes.values()))
        for (style, name, category), sizes in products.items()
    ]
    return tuple(sorted(tallies, key=lambda one: (-one.back.total(), -one.arrived, one.style)))


def lessons_of(*, tallies: tuple[ProductTally, ...]) -> tuple[Lesson, ...]:
    """Which of the products stand out, and for what; a piece that came back without a word teaches nothing."""
    counted = [
        Tally(
            style=one.style,
            category=one.category,
            arrived=one.arrived,
            back={reason: count for reason, count in one.back.items() if reason != UNSAID},
        )
        for one in tallies
    ]
    return find_lessons(counted)


# A piece counts on the day at the door, with whatever became of it since, and once: what its claim says before what
# its return says. What the carrier did, and what another care than the label's did, is not the product's (CLM-07).
# Gifts were not chosen.
TOLD = """
WITH arrived AS (
  SELECT piece.id, piece.style, piece.size, packed.lot_id
  FROM fulfilment_parcel AS parcel
  JOIN fulfilment_parcelpiece AS packed ON packed.parcel_id = parcel.id AND packed.unpacked_at IS NULL
  JOIN orders_piece AS piece ON piece.id = packed.piece_id AND piece.gift = ''
  WHERE parcel.delivered_at >= %(since)s AND parcel.delivered_at < %(at)s
), told AS (
  SELECT returned.piece_id, returned.reason, false AS claimed, returned.id
  FROM returns_returnpiece AS returned
  JOIN returns_return AS parcel ON parcel.id = returned.parcel_id
  WHERE parcel.state NOT IN ('cancelled', 'lapsed') AND returned.reception <> 'missing'
  UNION ALL
  SELECT about.piece_id, claim.kind, true, claim.id
  FROM claims_claimpiece AS about
  JOIN claims_claim AS claim ON claim.id = about.claim_id
  LEFT JOIN LATERAL (
    SELECT cause FROM claims_verdict WHERE claim_id = claim.id AND cause <> '' ORDER BY id DESC LIMIT 1
  ) AS found ON true
  WHERE claim.kind IN ('faulty', 'in_use', 'not_as_described', 'wrong_item') AND found.cause IS DISTINCT FROM 'care'
), back AS (
  SELECT DISTINCT ON (piece_id) piece_id, reason FROM told ORDER BY piece_id, claimed DESC, id DESC
)
"""

_TALLIES = "".join(
    (
        TOLD,
        """
, sizes AS (
  SELECT style, size, count(*) AS arrived FROM arrived GROUP BY 1, 2
)
SELECT sizes.style, coalesce(product.name->>%(language)s, product.name->>'en', sizes.style),
       coalesce(category.code, ''), sizes.size, coalesce(back.reason, ''), sizes.arrived, count(back.piece_id)
FROM sizes
JOIN arrived ON arrived.style = sizes.style AND arrived.size = sizes.size
LEFT JOIN back ON back.piece_id = arrived.id
LEFT JOIN catalogue_product AS product ON product.style = sizes.style
LEFT JOIN catalogue_category AS category ON category.id = product.category_id
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY sizes.style, sizes.arrived DESC, sizes.size
""",
    )
)
