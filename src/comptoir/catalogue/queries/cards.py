"""Lists of products: a page of cards in two statements, however long the catalogue is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.colours import family_of
from comptoir.catalogue.queries.filters import Filters, Sort
from comptoir.catalogue.queries.listing import Selection, page_statement
from comptoir.catalogue.queries.rows import fetch
from comptoir.catalogue.queries.search import Found, search_products

_CARDS = written("""
SELECT product.id, product.style, category.code AS category, product.limited, product.personalised,
    coalesce(product.name->>%(language)s, product.name->>'en') AS name,
    coalesce(product.slug->>%(language)s, product.slug->>'en') AS slug,
    coalesce(product.material->>%(language)s, product.material->>'en', '') AS material,
    price.amount AS price, price.currency, price.tax_included,
    $struck,
    coalesce(listing.sizes = '{}', true) AS sold_out, page.count
FROM page
LEFT JOIN catalogue_listing AS listing ON listing.product_id = page.id
JOIN catalogue_product AS product ON product.id = page.id
JOIN catalogue_category AS category ON category.id = product.category_id
JOIN catalogue_price AS price ON price.product_id = product.id AND price.country = %(country)s
    AND $running
$lowest_before
ORDER BY page.place
""")

_COLOURS = written("""
SELECT colour.product_id, colour.reference, colour.code, colour.hex, colour.second_hex,
    coalesce(colour.name->>%(language)s, colour.name->>'en') AS name,
    $picture,
    $sizes
FROM catalogue_colour AS colour
WHERE colour.product_id = ANY(%(products)s)
ORDER BY colour.product_id, colour.position
""")


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
    sold_out: bool  # in every size and colour; lists learn of it a moment later
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
    currency: str = "",
    category: str = "",
    collection: str = "",
    q: str = "",
    size: str = "",
    colour: str = "",
    filters: Filters | None = None,
    sort: Sort = Sort.HOUSE,
    page: int = 1,
    per_page: int = 24,
) -> ProductPage:
    """The products that are online and priced in a country: of a category (code) and what is below it, of a collection
    (code), or found by `q`.

    `colour` is a name in the language, a code or a reference. Filters leave only what can be bought now; those of price
    want the `currency` of the country. A page beyond the last has no cards. Two statements; a search takes one or two
    more.
    """
    found = search_products(q=q, language=language) if q.strip() else None
    selection = Selection(
        country=country,
        currency=currency,
        language=language,
        at=at,
        category=category,
        collection=collection,
        styles=found.styles if found else None,
        one_size=size,
        one_colour=colour,
        filters=filters or Filters(),
    )
    return list_selection(selection=selection, sort=sort, found=found, page=page, per_page=per_page)


def list_selection(
    *,
    selection: Selection,
    sort: Sort = Sort.HOUSE,
    found: Found | None = None,
    page: int = 1,
    per_page: int = 24,
) -> ProductPage:
    """One page of what stands on a selection."""
    rows = _rows(selection, sort=sort, limit=per_page, offset=(page - 1) * per_page)
    # Beyond the last page no row carries the count, so the first is asked for it.
    counted = rows or (_rows(selection, sort=sort, limit=1, offset=0) if page > 1 else [])
    count = counted[0]["count"] if counted else 0
    return ProductPage(
        cards=_cards(rows, language=selection.language, families=selection.filters.colour),
        count=count,
        page=page,
        pages=-(-count // per_page),
        found=found,
    )


def cards_of(
    *, styles: Sequence[str], country: str, language: str, at: datetime, most: int | None = None
) -> tuple[Card, ...]:
    """Cards of these styles in this order; the ones that are not online or not sold in the country are absent.

    `most` leaves the first ones.
    """
    selection = Selection(country=country, currency="", language=language, at=at, styles=styles)
    limit = len(styles) if most is None else most
    return _cards(_rows(selection, sort=Sort.HOUSE, limit=limit, offset=0), language=language)


def _rows(selection: Selection, *, sort: Sort, limit: int, offset: int) -> list[dict[str, Any]]:
    statement = page_statement(selection=selection, sort=sort) + _CARDS
    return fetch(statement=statement, parameters={**selection.parameters(), "limit": limit, "offset": offset})


def _cards(
    rows: Sequence[dict[str, Any]], *, language: str, families: Sequence[str] = ()
) -> tuple[Card, ...]:
    """Cards whose colours are in the house's order, those of the families that were asked for first."""
    if not rows:
        return ()
    colours: dict[int, list[CardColour]] = {row["id"]: [] for row in rows}
    for row in fetch(statement=_COLOURS, parameters={"products": list(colours), "language": language}):
        product = row.pop("product_id")
        sizes = tuple((sku, size) for sku, size in row.pop("sizes"))
        colours[product].append(CardColour(**row, sizes=sizes))
    return tuple(
        Card(
            colours=tuple(sorted(colours[row["id"]], key=lambda colour: not _is_of(colour, families))),
            **{name: value for name, value in row.items() if name not in {"id", "count"}},
        )
        for row in rows
    )


def _is_of(colour: CardColour, families: Sequence[str]) -> bool:
    return bool(families) and any(
        family_of(colour=shade) in families for shade in (colour.hex, colour.second_hex) if shade
    )
