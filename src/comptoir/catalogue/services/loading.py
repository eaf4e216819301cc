"""Whole collections come in at once: the same input again changes nothing, changed input brings rows up to date.

`Texts` are language to text and must have English. Nothing is ever deleted: what is gone from the input retires by its
`online_until`.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TypeAlias

from comptoir.catalogue.models import Category, Collection, Colour, Media, Product, Variant
from comptoir.core.tax import STANDARD
from comptoir.infra.db import owns_transaction

Texts: TypeAlias = Mapping[str, str]


class UnknownCode(ValueError):
    """The input names a collection or category that does not exist; nothing was loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionInput:
    """A season's collection; `season` is `spring_summer` or `fall_winter`, `shown` says when and where it was shown."""

    code: str
    season: str
    name: Texts
    slug: Texts
    shown: Texts
    online_from: datetime
    text: Texts = field(default_factory=dict)
    online_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInput:
    """A node of the shop's tree; its parent stands before it in the input, or is loaded already."""

    code: str
    name: Texts
    slug: Texts
    position: int
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInput:
    """A file already in public media: kind is `photo`, `front`, `back` or `measured`; sides in pixels."""

    kind: str
    digest: str
    mime: str
    width: int
    height: int
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeInput:
    """A size of a colourway; its SKU is the colour's reference, a hyphen and the size."""

    size: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourInput:
    """A colourway; its reference is the style, a hyphen and the code. Sizes and pictures in the order to show."""

    code: str
    name: Texts
    hex: str
    sizes: tuple[SizeInput, ...]
    second_hex: str = ""
    pictures: tuple[PictureInput, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductInput:
    """A style. The structured fields are kept as JSON, as they are:

    composition  [{"part": Texts, "fibres": [{"fibre": Texts, "percent": 100}], "animal_parts": false}], each part 100
    care         codes of care symbols, in the order of the label: ["wash_30", "no_bleach", ...]
    size_chart   {"unit": "cm", "points": {"A": Texts, ...}, "garment": {size: {"A": 52, ...}}, "body": {size: {...}}}
    safety       {"maker": str, "address": [str], "email": str, "warnings": Texts}
    drawing      whatever the flats are drawn from
    """

    style: str
    collection: str
    category: str
    cut: str  # women | men | unisex
    name: Texts
    slug: Texts
    description: Texts
    material: Texts
    care_text: Texts
    composition: Sequence[Mapping[str, object]]
    care: Sequence[str]
    origin: str
    hs_code: str
    size_chart: Mapping[str, object]
    safety: Mapping[str, object]
    online_from: datetime
    colours: tuple[ColourInput, ...]
    fit: str = ""  # queries.FITS; blank where nothing is worn
    fit_note: Texts = field(default_factory=dict)
    drawing: Mapping[str, object] = field(default_factory=dict)
    tax_class: str = STANDARD
    personalised: bool = False
    limited: bool = False
    underwear: bool = False
    swimwear: bool = False
    needs_box: bool = False
    position: int = 0
    online_until: datetime | None = None


@owns_transaction
def load_collections(*, collections: Sequence[CollectionInput]) -> None:
    """Make collections, or bring them up to date."""
    rows = [Collection(**asdict(each)) for each in collections]
    Collection.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["season", "name", "slug", "shown", "text", "online_from", "online_until"],
    )


@owns_transaction
def load_categories(*, categories: Sequence[CategoryInput]) -> None:
    """Make categories, or bring them up to date."""
    for each in categories:
        parent = _keys(Category, {each.parent})[each.parent] if each.parent else None
        Category.objects.update_or_create(
            code=each.code,
            defaults={
                "parent_id": parent,
                "name": dict(each.name),
                "slug": dict(each.slug),
                "position": each.position,
            },
        )


@owns_transaction
def load_products(*, products: Sequence[ProductInput]) -> None:
    """Make products with their colours, sizes and pictures, or bring them up to date; `refresh_search` comes after."""
    collections = _keys(Collection, {product.collection for product in products})
    categories = _keys(Category, {product.category for product in products})
    Product.objects.bulk_create(
        [
            _product(each, collection=collections[each.collection], category=categories[each.category])
            for each in products
        ],
        update_conflicts=True,
        unique_fields=["style"],
        update_fields=_PRODUCT_FIELDS,
    )
    _load_colours(products)


def _load_colours(products: Sequence[ProductInput]) -> None:
    styles = [product.style for product in products]
    product_ids = dict(Product.objects.filter(style__in=styles).values_list("style", "pk"))
    colours = {
        f"{product.style}-{colour.code}": (product_ids[product.style], place, colour)
        for product in products
        for place, colour in enumerate(product.colours)
    }
    Colour.objects.bulk_create(
        [
            Colour(
                product_id=product,
                reference=reference,
                code=colour.code,
                name=dict(colour.name),
                hex=colour.hex,
                second_hex=colour.second_hex,
                position=place,
            )
            for reference, (product, place, colour) in colours.items()
        ],
        update_conflicts=True,
        unique_fields=["reference"],
        update_fields=["name", "hex", "second_hex", "position"],
    )
    colour_ids = dict(Colour.objects.filter(reference__in=colours).values_list("reference", "pk"))
    inputs = [(reference, colour_ids[reference], colour) for reference, (_, _, colour) in colours.items()]
    Variant.objects.bulk_create(
        [
            Variant(
                colour_id=key,
                sku=f"{reference}-{size.size}",
                size=size.size,
                position=place,
                weight_g=size.weight_g,
            )
            for reference, key, colour in inputs
            for place, size in enumerate(colour.sizes)
        ],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["position", "weight_g"],
    )
    Media.objects.bulk_create(
        [
            Media(colour_id=key, **asdict(picture))
            for _reference, key, colour in inputs
            for picture in colour.pictures
        ],
        update_conflicts=True,
        unique_fields=["colour", "kind", "position"],
        update_fields=["digest", "mime", "width", "height"],
    )


_PRODUCT_FIELDS = [
    own.name for own in Product._meta.concrete_fields if own.name not in {"id", "style"}
]  # fmt: skip


def _product(each: ProductInput, *, collection: int, category: int) -> Product:
    values = asdict(each)
    for name in ("colours", "collection", "category"):
        del values[name]
    return Product(**values, collection_id=collection, category_id=category)


def _keys(model: type[Collection] | type[Category], codes: Several[str]) -> dict[str, int]:
    found = dict(model.objects.filter(code__in=codes).values_list("code", "pk"))
    if missing := sorted(set(codes) - set(found)):
        raise UnknownCode(f"there is no {model._meta.verbose_name} {', '.join(missing)}")
    return found
