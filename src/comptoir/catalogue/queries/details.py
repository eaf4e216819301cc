"""One product with all that its page shows, in four statements, and what a reference stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir.catalogue.queries.cards import Card, cards_of
from comptoir.catalogue.queries.clauses import written
from comptoir.catalogue.queries.rows import fetch

_PRODUCT = written("""
WITH RECURSIVE up AS (
    SELECT category.id, category.parent_id, category.code, category.name, category.slug, 0 AS height
    FROM catalogue_category AS category JOIN catalogue_product AS product ON product.category_id = category.id
    WHERE product.style = %(style)s
    UNION ALL
    SELECT parent.id, parent.parent_id, parent.code, parent.name, parent.slug, up.height + 1
    FROM catalogue_category AS parent JOIN up ON up.parent_id = parent.id
)
SELECT product.id, product.style, product.cut, product.origin, product.hs_code, product.tax_class,
    product.personalised, product.limited, product.underwear, product.swimwear, product.needs_box,
    product.slug::json AS slugs, product.composition::json, product.care::json, product.size_chart::json,
    product.safety::json, product.drawing::json,
    coalesce(product.name->>%(language)s, product.name->>'en') AS name,
    coalesce(product.slug->>%(language)s, product.slug->>'en') AS slug,
    coalesce(product.description->>%(language)s, product.description->>'en', '') AS description,
    coalesce(product.material->>%(language)s, product.material->>'en', '') AS material,
    coalesce(product.care_text->>%(language)s, product.care_text->>'en', '') AS care_text,
    coalesce(product.fit_note->>%(language)s, product.fit_note->>'en', '') AS fit_note,
    collection.code AS collection, collection.season,
    coalesce(collection.name->>%(language)s, collection.name->>'en') AS collection_name,
    coalesce(collection.slug->>%(language)s, collection.slug->>'en') AS collection_slug,
    price.amount AS price, price.currency, price.tax_included,
    $struck,
    (SELECT array_agg(near.style) FROM (
        SELECT other.style::text FROM catalogue_product AS other
        WHERE other.collection_id = product.collection_id AND other.id <> product.id
            AND other.online_from <= %(at)s AND (other.online_until IS NULL OR other.online_until > %(at)s)
        ORDER BY other.category_id = product.category_id DESC, other.cut = product.cut DESC, other.position, other.style
        LIMIT %(near)s
    ) AS near) AS near,
    (SELECT json_agg(json_build_array(
        up.code, coalesce(up.slug->>%(language)s, up.slug->>'en'), coalesce(up.name->>%(language)s, up.name->>'en')
    ) ORDER BY up.height DESC) FROM up) AS path
FROM catalogue_product AS product
JOIN catalogue_collection AS collection ON collection.id = product.collection_id
LEFT JOIN catalogue_price AS price ON price.product_id = product.id AND price.country = %(country)s
    AND $running
$lowest_before
WHERE product.style = %(style)s
    AND $online
""")
_COLOURS = """
SELECT colour.reference, colour.code, colour.hex, colour.second_hex,
    coalesce(colour.name->>%(language)s, colour.name->>'en') AS name,
    coalesce((
        SELECT json_agg(json_build_array(variant.sku, variant.size, variant.weight_g) ORDER BY variant.position)
        FROM catalogue_variant AS variant WHERE variant.colour_id = colour.id
    ), '[]') AS variants,
    coalesce((
        SELECT json_agg(json_build_array(media.kind, media.digest, media.mime, media.width, media.height,
            coalesce(media.alt->>%(language)s, media.alt->>'en', ''), media.renditions)
            ORDER BY array_position(ARRAY['photo', 'front', 'back', 'measured'], media.kind::text), media.position)
        FROM catalogue_media AS media WHERE media.colour_id = colour.id
    ), '[]') AS pictures
FROM catalogue_colour AS colour
WHERE colour.product_id = %(product)s
ORDER BY colour.position
"""
_REFERENCE = """
SELECT product.style, coalesce(product.slug->>%(language)s, product.slug->>'en') AS slug, colour.reference, variant.sku
FROM catalogue_product AS product
JOIN catalogue_colour AS colour ON colour.product_id = product.id
LEFT JOIN catalogue_variant AS variant ON variant.colour_id = colour.id AND variant.sku = upper(%(text)s)
WHERE upper(%(text)s) IN (product.style, colour.reference, variant.sku)
ORDER BY colour.position
LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file of a colourway: kind is `photo`, or one of the flats `front`, `back`, `measured`.

    `alt` says what a photograph shows, or is blank; `renditions` are its smaller copies: {mime, width, height, digest}.
    """

    kind: str
    digest: str
    mime: str
    width: int
    height: int
    alt: str = ""
    renditions: tuple[dict[str, Any], ...] = ()

    def copies(self, mime: str) -> tuple[tuple[str, int], ...]:
        """The copies of a kind, by digest and width."""
        return tuple((each["digest"], each["width"]) for each in self.renditions if each["mime"] == mime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One size of a colourway."""

    sku: str
    size: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailColour:
    """A colourway on a product page: its sizes, and its pictures with photographs first."""

    reference: str
    code: str
    name: str
    hex: str
    second_hex: str
    sizes: tuple[Size, ...]
    pictures: tuple[Picture, ...]

    def picture(self, kind: str) -> Picture | None:
        """The first picture of a kind."""
        return next((picture for picture in self.pictures if picture.kind == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryStep:
    """One step of the way from the root of the shop to a product."""

    code: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetail:
    """What a product page shows. The price fields are None where the product is not sold in the country.

    `composition`, `care`, `size_chart`, `safety` and `drawing` are as they were loaded (see `services.loading`).
    """

    style: str
    slug: str
    slugs: dict[str, str]  # by language
    name: str
    description: str
    material: str
    care_text: str
    fit_note: str
    cut: str
    origin: str
    hs_code: str
    tax_class: str
    personalised: bool
    limited: bool
    underwear: bool
    swimwear: bool
    needs_box: bool
    composition: list[dict[str, Any]]
    care: list[str]
    size_chart: dict[str, Any]
    safety: dict[str, Any]
    drawing: dict[str, Any]
    collection: str
    collection_name: str
    collection_slug: str
    season: str
    path: tuple[CategoryStep, ...]
    price: int | None
    was_price: int | None
    currency: str | None
    tax_included: bool | None
    colours: tuple[DetailColour, ...]
    related: tuple[Card, ...]

    @property
    def skus(self) -> tuple[str, ...]:
        """Every SKU, in the order of colours and sizes."""
        return tuple(size.sku for colour in self.colours for size in colour.sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a style, reference or SKU stands for; `sku` is None unless it was one."""

    style: str
    slug: str
    reference: str
    sku: str | None


def product_detail(
    *, style: str, country: str, language: str, at: datetime, related: int = 4
) -> ProductDetail | None:
    """A product that is online, or None. The related ones are of its collection, those of its category first."""
    rows = fetch(
        statement=_PRODUCT,
        parameters={
            "style": style,
            "country": country,
            "language": language,
            "at": at,
            "near": 3 * related,
        },
    )
    if not rows:
        return None
    facts = rows[0]
    product = facts.pop("id")
    path = tuple(CategoryStep(code=code, slug=slug, name=name) for code, slug, name in facts.pop("path"))
    near = facts.pop("near") or ()
    return ProductDetail(
        **facts,
        path=path,
        colours=tuple(
            map(_colour, fetch(statement=_COLOURS, parameters={"product": product, "language": language}))
        ),
        related=cards_of(styles=near, country=country, language=language, at=at, most=related),
    )


def find_reference(*, reference: str, language: str) -> Reference | None:
    """The product behind a style, a reference or a SKU, in whatever case it is written; None where there is none."""
    rows = fetch(statement=_REFERENCE, parameters={"text": reference.strip(), "language": language})
    return Reference(**rows[0]) if rows else None


def _colour(row: dict[str, Any]) -> DetailColour:
    sizes, pictures = row.pop("variants"), row.pop("pictures")
    return DetailColour(
        **row,
        sizes=tuple(Size(sku=sku, size=size, weight_g=weight) for sku, size, weight in sizes),
        pictures=tuple(
            Picture(
                kind=kind,
                digest=digest,
                mime=mime,
                width=width,
                height=height,
                alt=alt,
                renditions=tuple(renditions),
            )
            for kind, digest, mime, width, height, alt, renditions in pictures
        ),
    )
