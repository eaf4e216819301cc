"""The statements behind a list: what is shown in a country, narrowed, and how often each value of a filter would be met.

Both read narrow indexes and the listing table only; texts are read for the cards of one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.filters import Filters, Sort, bands_of, bounds

_INSIDE = """
WITH RECURSIVE inside AS (
    SELECT id FROM catalogue_category WHERE code = %(category)s
    UNION ALL
    SELECT below.id FROM catalogue_category AS below JOIN inside ON below.parent_id = inside.id
), """
# A product is sellable while anything of it is in stock; limited editions are shown, not sold (PRD-02).
_SHOWN = written("""
    FROM catalogue_product AS product
    JOIN catalogue_collection AS collection ON collection.id = product.collection_id
    JOIN catalogue_price AS price ON price.product_id = product.id AND price.country = %(country)s
        AND $running
    LEFT JOIN catalogue_listing AS listing ON listing.product_id = product.id
    WHERE $online""")
_SELLABLE = " AND NOT product.limited AND listing.sizes <> '{}'"
_WHERE: Mapping[str, LiteralString] = {
    "category": " AND product.category_id = ANY(ARRAY(SELECT id FROM inside))",
    "collection": " AND collection.code = %(collection)s",
    "styles": " AND product.style = ANY(%(styles)s)",
    "one": """ AND EXISTS (
        SELECT FROM catalogue_colour AS colour JOIN catalogue_variant AS variant ON variant.colour_id = colour.id
        WHERE colour.product_id = product.id AND %(one_size)s IN ('', variant.size)
            AND (%(one_colour)s IN ('', colour.code, colour.reference)
                OR comptoir_plain(%(one_colour)s)
                    = comptoir_plain(coalesce(colour.name->>%(language)s, colour.name->>'en')))
    )""",
}
_IS: Mapping[str, LiteralString] = {
    "offer": "offers && %(offers)s::varchar[]",
    "size": "sizes && %(size)s::varchar[]",
    "colour": "families && %(colour)s::varchar[]",
    "material": "fibre = ANY(%(material)s)",
    "fit": "fit = ANY(%(fit)s)",
    "cut": "cut = ANY(%(cut)s)",
    "price": "width_bucket(amount, %(bounds)s::bigint[]) = ANY(%(bands)s::integer[])",
}
_ORDER: Mapping[Sort, LiteralString] = {
    Sort.HOUSE: "category.position, product.position, product.style",
    Sort.NEWEST: "collection.online_from DESC, product.online_from DESC, category.position, product.position, product.style",
    Sort.CHEAPEST: "price.amount, category.position, product.position, product.style",
    Sort.DEAREST: "price.amount DESC, category.position, product.position, product.style",
}
# Styles that are alike in all that is asked for are counted together (`styles`) before arrays are taken apart.
_COUNTS: Mapping[str, LiteralString] = {
    "size": """SELECT 'size' AS kind, value::text, sum(styles) AS count, '' AS name
        FROM scope, unnest(sizes) AS value WHERE {others} GROUP BY value""",
    "colour": """SELECT 'colour', value::text, sum(styles), ''
        FROM scope, unnest(families) AS value WHERE {others} GROUP BY value""",
    "size of colour": """SELECT 'size' AS kind, value, sum(styles) AS count, '' AS name
        FROM scope, LATERAL (
            SELECT DISTINCT substr(offer, strpos(offer, ' ') + 1) AS value FROM unnest(offers) AS offer
            WHERE split_part(offer, ' ', 1) = ANY(%(colour)s)
        ) AS own WHERE {others} GROUP BY value""",
    "colour of size": """SELECT 'colour', value, sum(styles), ''
        FROM scope, LATERAL (
            SELECT DISTINCT split_part(offer, ' ', 1) AS value FROM unnest(offers) AS offer
            WHERE substr(offer, strpos(offer, ' ') + 1) = ANY(%(size)s)
        ) AS own WHERE {others} GROUP BY value""",
    "material": """SELECT 'material', fibre::text, sum(styles), (
            SELECT coalesce(named.fibre_name->>%(language)s, named.fibre_name->>'en')
            FROM catalogue_listing AS named WHERE named.fibre = scope.fibre LIMIT 1
        ) FROM scope WHERE {others} GROUP BY fibre""",
    "fit": "SELECT 'fit', fit::text, sum(styles), '' FROM scope WHERE {others} GROUP BY fit",
    "cut": "SELECT 'cut', cut::text, sum(styles), '' FROM scope WHERE {others} GROUP BY cut",
    "price": "SELECT 'price', band::text, sum(styles), '' FROM scope WHERE {others} GROUP BY band",
}

_WITHOUT = "SELECT 'without', '{kind}', coalesce(sum(styles), 0), '' FROM scope WHERE {others}"
_ALIKE: tuple[LiteralString, ...] = (
    "product.cut",
    "product.fit",
    "listing.fibre",
    "listing.sizes",
    "listing.families",
    "width_bucket(price.amount, %(bounds)s::bigint[]) AS band",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a list is taken from: a category (code) and what is below it, a collection (code), or these styles."""

    country: str
    currency: str
    language: str
    at: datetime
    category: str = ""
    collection: str = ""
    styles: Sequence[str] | None = None
    one_size: str = ""
    one_colour: str = ""  # a name in the language, a code or a reference
    filters: Filters = field(default_factory=Filters)

    def key(self) -> tuple[object, ...]:
        """All of it but the time: what it finds is the same until something changes that is shown."""
        styles = None if self.styles is None else tuple(self.styles)
        narrowed = (self.category, self.collection, styles, self.one_size, self.one_colour, self.filters)
        return (self.country, self.language, *narrowed)

    def parameters(self) -> dict[str, object]:
        """What the statements are told."""
        chosen = self.filters
        return {
            "country": self.country,
            "language": self.language,
            "at": self.at,
            "category": self.category,
            "collection": self.collection,
            "styles": None if self.styles is None else list(self.styles),
            "one_size": self.one_size,
            "one_colour": self.one_colour,
            "offers": [f"{family} {size}" for family in chosen.colour for size in chosen.size],
            "bounds": bounds(self.currency),
            "bands": bands_of(chosen.price, currency=self.currency),
            **{kind: list(getattr(chosen, kind)) for kind in ("size", "colour", "material", "fit", "cut")},
        }


def page_statement(*, selection: Selection, sort: Sort) -> str:
    """Ids of one page in order with the count of all, as the CTE `page`."""
    wanted = [_IS[kind] for kind in _kinds(selection.filters)]
    narrowed = _SELLABLE + "".join(f" AND {each}" for each in wanted) if wanted else ""
    ranked = (
        "array_position(%(styles)s::text[], product.style::text), " if selection.styles is not None else ""
    )
    order = _ORDER[sort] if sort is not Sort.HOUSE else ranked + _ORDER[sort]
    return f"""{_INSIDE}page AS (
    SELECT product.id, count(*) OVER () AS count, row_number() OVER (ORDER BY {order}) AS place
    {_SHOWN.replace("WHERE", "JOIN catalogue_category AS category ON category.id = product.category_id WHERE", 1)}
        {_narrow(selection)}{narrowed}
    ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
)"""


def counts_statement(*, selection: Selection) -> str:
    """For each kind of filter its values and how many styles each would leave, the other kinds being as chosen."""
    filters = selection.filters
    wanted = [_count(kind, filters) for kind in _FACETS]
    wanted += [_left_without(kind, filters) for kind in _FACETS if getattr(filters, kind)]
    alike = [*_ALIKE, *(["listing.offers"] if filters.size or filters.colour else [])]
    alike += [f"{_IS[kind]} AS is_{kind}" for kind in (*_FACETS, "offer") if _is_chosen(kind, filters)]
    scope = f"""scope AS MATERIALIZED (
    SELECT {", ".join(alike)}, count(*) AS styles
    {_SHOWN}{_narrow(selection)}{_SELLABLE}
    GROUP BY {", ".join(map(str, range(1, len(alike) + 1)))}
)"""
    return f"{_INSIDE}{scope}\n" + "\nUNION ALL ".join(wanted)


_FACETS = ("size", "colour", "material", "fit", "cut", "price")


def _count(kind: str, filters: Filters) -> str:
    """Sizes and colours are one question, asked of what is in stock: blue in M, not blue in S and red in M."""
    others = _kinds(filters.without_kind(kind))
    joint = {"size": ("colour", "size of colour"), "colour": ("size", "colour of size")}.get(kind)
    if joint and joint[0] in others:
        kind = joint[1]
    return _COUNTS[kind].replace("{others}", _all(others))


def _left_without(kind: str, filters: Filters) -> str:
    others = _all(_kinds(filters.without_kind(kind)))
    return _WITHOUT.replace("{kind}", kind).replace("{others}", others)


def _all(kinds: Sequence[str]) -> str:
    return " AND ".join(f"is_{kind}" for kind in kinds) or "true"


def _is_chosen(kind: str, filters: Filters) -> bool:
    return bool(filters.size and filters.colour) if kind == "offer" else bool(getattr(filters, kind))


def _kinds(filters: Filters) -> tuple[str, ...]:
    chosen = tuple(kind for kind in _FACETS if getattr(filters, kind))
    if filters.size and filters.colour:
        return ("offer", *(kind for kind in chosen if kind not in {"size", "colour"}))
    return chosen


def _narrow(selection: Selection) -> str:
    asked = {
        "category": bool(selection.category),
        "collection": bool(selection.collection),
        "styles": selection.styles is not None,
        "one": bool(selection.one_size or selection.one_colour),
    }
    return "".join(_WHERE[each] for each, wanted in asked.items() if wanted)


def has_unlisted() -> bool:
    """Whether a style is in no list, as in a house that comes from a version without lists."""
    return Product.objects.filter(listing=None).exists()
