"""What search engines and merchants' feeds need to know of many products at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.rows import fetch

_TEXTS = """
SELECT style, slug::json AS slugs, cut,
    coalesce(description->>%(language)s, description->>'en', '') AS description
FROM catalogue_product WHERE style = ANY(%(styles)s)
"""
_COUNTS = written("""
SELECT price.country, count(*) AS count
FROM catalogue_price AS price
JOIN catalogue_product AS product ON product.id = price.product_id
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
WHERE $running
    AND $online
GROUP BY price.country
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """What a card does not say of a style; `slugs` by language, `cut` women, men or unisex."""

    style: str
    slugs: dict[str, str]
    cut: str
    description: str


def findable(*, styles: Sequence[str], language: str) -> dict[str, Findable]:
    """These styles, in one statement; unknown ones are absent."""
    rows = fetch(statement=_TEXTS, parameters={"styles": list(styles), "language": language})
    return {row["style"]: Findable(**row) for row in rows}


def counts_by_country(*, at: datetime) -> dict[str, int]:
    """How many styles are online and priced in each country; a country without any is absent."""
    return {row["country"]: row["count"] for row in fetch(statement=_COUNTS, parameters={"at": at})}
