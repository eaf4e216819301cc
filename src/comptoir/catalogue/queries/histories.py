"""What a product has cost, costs and will cost, market by market."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.rows import fetch

_HISTORY = written("""
SELECT price.id, price.country, price.currency, price.amount, price.tax_included, price.sale, price.starts_at,
    price.ends_at, $struck
FROM catalogue_price AS price
JOIN catalogue_product AS product ON product.id = price.product_id
$lowest_before
WHERE product.style = %(style)s
ORDER BY price.country, price.starts_at DESC
""")


class Standing(StrEnum):
    """Where a period of a price stands in time."""

    PAST = "past"
    RUNNING = "running"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePeriod:
    """A price in a market for a half-open period; `was_price` is what is struck in a sale (A-16)."""

    id: int
    country: str
    currency: str
    amount: int
    tax_included: bool
    sale: bool
    starts_at: datetime
    ends_at: datetime | None
    was_price: int | None
    standing: Standing


def price_history(*, style: str, at: datetime) -> dict[str, tuple[PricePeriod, ...]]:
    """Every period by market, the latest first."""
    found: dict[str, tuple[PricePeriod, ...]] = {}
    for row in fetch(statement=_HISTORY, parameters={"style": style}):
        period = PricePeriod(**row, standing=_standing(row["starts_at"], row["ends_at"], at))
        found[period.country] = (*found.get(period.country, ()), period)
    return found


def _standing(starts_at: datetime, ends_at: datetime | None, at: datetime) -> Standing:
    if starts_at > at:
        return Standing.PLANNED
    return Standing.PAST if ends_at is not None and ends_at <= at else Standing.RUNNING
