"""Colourways by their references, in one statement, as a wishlist shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.rows import fetch

_COLOURWAYS = written("""
SELECT colour.reference, product.style, product.limited,
    coalesce(product.name->>%(language)s, product.name->>'en') AS name,
    coalesce(colour.name->>%(language)s, colour.name->>'en') AS colour,
    price.amount AS price, price.currency,
    $struck,
    $picture,
    $sizes
FROM catalogue_colour AS colour
JOIN catalogue_product AS product ON product.id = colour.product_id
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
LEFT JOIN catalogue_price AS price ON price.product_id = product.id AND price.country = %(country)s
    AND $running
$lowest_before
WHERE colour.reference = ANY(%(references)s)
    AND $online
""")

_ONLINE = written("""
SELECT colour.reference
FROM catalogue_colour AS colour
JOIN catalogue_product AS product ON product.id = colour.product_id
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
WHERE colour.reference = ANY(%(references)s)
    AND $online
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colourway:
    """A style in one colour. Where it is not sold in the country, `price` and `currency` are None."""

    reference: str
    style: str
    name: str
    colour: str
    picture: str  # a digest, or blank
    limited: bool
    price: int | None
    was_price: int | None  # only where the price is a reduction
    currency: str | None
    sizes: tuple[tuple[str, str], ...]  # SKU and size


def colourways(
    *, references: Iterable[str], country: str, language: str, at: datetime
) -> dict[str, Colourway]:
    """The colourways that are online, and so is their collection (ACC-10); others are absent."""
    wanted = sorted(set(references))
    rows = fetch(
        statement=_COLOURWAYS,
        parameters={"references": wanted, "country": country, "language": language, "at": at},
    )
    return {
        row["reference"]: Colourway(**{**row, "sizes": tuple((sku, size) for sku, size in row["sizes"])})
        for row in rows
    }


def online_references(*, references: Iterable[str], at: datetime) -> frozenset[str]:
    """Which of these colourways are online, and so is their collection (ACC-10)."""
    rows = fetch(statement=_ONLINE, parameters={"references": sorted(set(references)), "at": at})
    return frozenset(row["reference"] for row in rows)
