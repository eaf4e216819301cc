"""Lists of products: a page of cards in two statements, however long the catalogue is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir.catalogue.queries.rows import fetch
from comptoir.catalogue.queries.search import Found, search_products

# The struck price is the lowest of the thirty days before the reduction, in the same market and currency; a price
# that is no lower than that is no reduction.
_CARDS = """
WITH RECURSIVE inside AS (
    SELECT id FROM catalogue_category WHERE code = %(category)s
    UNION ALL
    SELECT below.id FROM catalogue_category AS below JOIN inside ON below.parent_id = inside.id
)
SELECT product.id, product.style, category.code AS category, product.limited, product.personalised,
    coalesce(product.name->>%(language)s, product.name->>'en') AS name,
    coalesce(product.slug->>%(language)s, product.slug->>'en') AS slug,
    coalesce(product.material->>%(language)s, product.material->>'en', '') AS material,
    price.amount AS price, price.currency, price.tax_included,
    CASE WHEN before.lowest > price.amount THEN before.lowest END AS was_price,
    count(*) OVER () AS count
FROM catalogue_product AS product
JOIN catalogue_category AS category ON category.id = product.category_id
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
JOIN catalogue_price AS price ON price.product_id = product.id AND price.country = %(country)s
    AND price.starts_at <= %(at)s AND coalesce(price.ends_at > %(at)s, true)
LEFT JOIN LATERAL (
    SELECT min(earlier.amount) AS lowest FROM catalogue_price AS earlier
    WHERE price.sale AND earlier.product_id = price.product_id AND earlier.country = price.country
        AND earlier.currency = price.currency AND earlier.starts_at < price.starts_at
        AND earlier.ends_at > price.starts_at - interval '30 days'
) AS before ON true
WHERE product.online_from <= %(at)s AND coalesce(product.online_until > %(at)s, true)
    AND collection.online_from <= %(at)s AND coalesce(collection.online_until > %(at)s, true)
    AND %(collection)s IN ('', collection.code)
    AND (%(category)s = '' OR product.category_id IN (SELECT id FROM inside))
    AND (%(styles)s::text[] IS NULL OR product.style = ANY(%(styles)s))
    AND (%(size)s = '' AND %(colour)s = '' OR EXISTS (
        SELECT FROM catalogue_colour AS colour JOIN catalogue_variant AS variant ON variant.colour_id = colour.id
        WHERE colour.product_id = product.id AND %(size)s IN ('', variant.size)
            AND (%(colour)s IN ('', colour.code, colour.reference)
                OR comptoir_plain(%(colour)s) = comptoir_plain(coalesce(colour.name->>%(language)s, colour.name->>'en')))
    ))
ORDER BY array_position(%(styles)s::text[], product.style::text), category.position, product.position, product.style
LIMIT %(limit)s OFFSET %(offset)s
"""

_COLOURS = """
SELECT colour.product_id, colour.reference, colour.code, colour.hex, colour.second_hex,
    coalesce(colour.name->>%(language)s, colour.name->>'en') AS name,
    coalesce((
        SELECT media.digest FROM catalogue_media AS media
        WHERE media.colour_id = colour.id AND media.kind IN ('photo', 'front')
        ORDER BY media.kind = 'photo' DESC, media.position LIMIT 1
    ), '') AS picture,
    coalesce((
        SELECT json_agg(json_build_array(variant.sku, variant.size) ORDER BY variant.position)
        FROM catalogue_variant AS variant WHERE variant.colour_id = colour.id
    ), '[]') AS sizes
FROM catalogue_colour AS colour
WHERE colour.product_id = ANY(%(products)s)
ORDER BY colour.product_id, colour.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardColour:
    """A colourway on a card, with its sizes as (SKU, size)."""

    reference: str
    code: str
    name: str
    hex: str
    second_hex: str  # of stripes and trims, or blank
    picture: str  # a digest, or blank
    sizes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product in a list, in one language and at its price in one country (minor units)."""

    style: str
    slug: str
    name: str
    material: str
    category: str
    price: int
    was_price: int | None  # only where the price is a reduction
    currency: str
    tax_included: bool
    limited: bool
    personalised: bool
    colours: tuple[CardColour, ...]

    @property
    def skus(self) -> tuple[str, ...]:
        """Every SKU, in the order of colours and sizes."""
        return tuple(sku for colour in self.colours for sku, _size in colour.sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """One page of a list; `found` says how a search was understood, where there was one."""

    cards: tuple[Card, ...]
    count: int
    page: int
    pages: int
    found: Found | None


def list_products(
    *,
    country: str,
    language: str,
    at: datetime,
    category: str = "",
    collection: str = "",
    q: str = "",
    size: str = "",
    colour: str = "",
    page: int = 1,
    per_page: int = 24,
) -> ProductPage:
    """The products that are online and priced in a country: of a category (code) and what is below it, of a collection
    (code), or found by `q`.

    `colour` is a name in the language, a code or a reference. A page beyond the last has no cards. Two statements; a
    search takes one or two more.
    """
    found = search_products(q=q, language=language) if q.strip() else None
    chosen = {
        "country": country,
        "language": language,
        "at": at,
        "category": category,
        "collection": collection,
        "styles": list(found.styles) if found else None,
        "size": size,
        "colour": colour,
        "limit": per_page,
    }
    rows = fetch(statement=_CARDS, parameters={**chosen, "offset": (page - 1) * per_page})
    # Beyond the last page no row carries the count, so the first is asked for it.
    counted = rows or (fetch(statement=_CARDS, parameters={**chosen, "offset": 0}) if page > 1 else [])
    count = counted[0]["count"] if counted else 0
    return ProductPage(
        cards=_cards(rows, language=language),
        count=count,
        page=page,
        pages=-(-count // per_page),
        found=found,
    )


def cards_of(*, styles: Sequence[str], country: str, language: str, at: datetime) -> tuple[Card, ...]:
    """Cards of these styles in this order; the ones that are not online or not sold in the country are absent."""
    parameters = {
        "country": country,
        "language": language,
        "at": at,
        "category": "",
        "collection": "",
        "styles": list(styles),
        "size": "",
        "colour": "",
        "limit": len(styles),
        "offset": 0,
    }
    return _cards(fetch(statement=_CARDS, parameters=parameters), language=language)


def _cards(rows: Sequence[dict[str, Any]], *, language: str) -> tuple[Card, ...]:
    if not rows:
        return ()
    colours: dict[int, list[CardColour]] = {row["id"]: [] for row in rows}
    for row in fetch(statement=_COLOURS, parameters={"products": list(colours), "language": language}):
        product = row.pop("product_id")
        sizes = tuple((sku, size) for sku, size in row.pop("sizes"))
        colours[product].append(CardColour(**row, sizes=sizes))
    return tuple(
        Card(
            colours=tuple(colours[row["id"]]),
            **{name: value for name, value in row.items() if name not in {"id", "count"}},
        )
        for row in rows
    )
