"""What checkout needs to know of a SKU, in one statement for a whole basket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.rows import fetch

_SELLABLES = written("""
WITH RECURSIVE path AS (
    SELECT id, ARRAY[code]::text[] AS codes FROM catalogue_category WHERE parent_id IS NULL
    UNION ALL
    SELECT below.id, path.codes || below.code::text FROM catalogue_category AS below JOIN path ON below.parent_id = path.id
)
SELECT variant.sku, colour.reference, product.style, variant.size, variant.weight_g, product.hs_code, product.origin,
    product.tax_class, product.personalised, product.limited, product.needs_box, path.codes AS category,
    coalesce(product.name->>%(language)s, product.name->>'en') AS name,
    coalesce(colour.name->>%(language)s, colour.name->>'en') AS colour,
    price.amount AS unit_price, price.currency, price.tax_included,
    coalesce((
        SELECT media.digest FROM catalogue_media AS media
        WHERE media.colour_id = colour.id AND media.kind IN ('photo', 'front')
        ORDER BY media.kind = 'front' DESC, media.position LIMIT 1
    ), '') AS picture,
    coalesce($online, false) AS visible, coalesce(variant.turns_until > %(at)s, false) AS in_turns
FROM catalogue_variant AS variant
JOIN catalogue_colour AS colour ON colour.id = variant.colour_id
JOIN catalogue_product AS product ON product.id = colour.product_id
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
JOIN path ON path.id = product.category_id
LEFT JOIN catalogue_price AS price ON price.product_id = product.id AND price.country = %(country)s
    AND $running
WHERE variant.sku = ANY(%(skus)s)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sellable:
    """A SKU as it is sold in a country. Where it has no price there, the three price fields are None: not sold here."""

    sku: str
    reference: str
    style: str
    name: str
    colour: str
    size: str
    category: tuple[str, ...]  # codes, from the root of the tree down
    picture: str  # a digest, or blank
    unit_price: int | None
    currency: str | None
    tax_included: bool | None
    tax_class: str
    weight_g: int
    hs_code: str
    origin: str
    personalised: bool
    limited: bool
    needs_box: bool
    visible: bool  # it is online, and so is its collection
    in_turns: bool  # it is in a drop that is not over


def sellables(*, skus: Iterable[str], country: str, language: str, at: datetime) -> dict[str, Sellable]:
    """Every SKU that exists, with its price in a country, in one query; unknown SKUs are absent."""
    wanted = sorted(set(skus))
    rows = fetch(
        statement=_SELLABLES, parameters={"skus": wanted, "country": country, "language": language, "at": at}
    )
    return {row["sku"]: Sellable(**{**row, "category": tuple(row["category"])}) for row in rows}
