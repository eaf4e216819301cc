"""Products that were in the shop and left it with their collection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.rows import fetch

_GONE = """
SELECT product.style, coalesce(product.name->>%(language)s, product.name->>'en') AS name,
    coalesce(collection.name->>%(language)s, collection.name->>'en') AS collection,
    coalesce(category.name->>%(language)s, category.name->>'en') AS category,
    coalesce(category.slug->>%(language)s, category.slug->>'en') AS category_slug
FROM catalogue_product AS product
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
JOIN catalogue_category AS category ON category.id = product.category_id
WHERE (product.style = upper(%(text)s) OR EXISTS (
        SELECT FROM catalogue_colour AS colour
        WHERE colour.product_id = product.id AND colour.reference = upper(%(text)s)))
    AND product.online_from <= %(at)s AND collection.online_from <= %(at)s
    AND least(product.online_until, collection.online_until) <= %(at)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneProduct:
    """A product that is not in the shop any more, with the category that is nearest to it."""

    style: str
    name: str
    collection: str
    category: str
    category_slug: str


def gone_product(*, reference: str, language: str, at: datetime) -> GoneProduct | None:
    """The product of a style or a reference that left the shop; none where it is in it, or never was."""
    rows = fetch(statement=_GONE, parameters={"text": reference, "language": language, "at": at})
    return GoneProduct(**rows[0]) if rows else None
