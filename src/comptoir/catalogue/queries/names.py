"""What things of the catalogue are called, without their prices."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from comptoir.catalogue.models import Variant
from comptoir.catalogue.queries.rows import fetch
from comptoir.infra.i18n import pick

_NAMES = """
SELECT code AS key, coalesce(name->>%(language)s, name->>'en') AS name
FROM catalogue_category WHERE code = ANY(%(categories)s)
UNION ALL
SELECT style, coalesce(name->>%(language)s, name->>'en') FROM catalogue_product WHERE style = ANY(%(styles)s)
UNION ALL
SELECT variant.sku, coalesce(product.name->>%(language)s, product.name->>'en')
FROM catalogue_variant AS variant
JOIN catalogue_colour AS colour ON colour.id = variant.colour_id
JOIN catalogue_product AS product ON product.id = colour.product_id
WHERE variant.sku = ANY(%(skus)s)
"""


def names_of(
    *,
    categories: Collection[str] = (),
    styles: Collection[str] = (),
    skus: Collection[str] = (),
    language: str,
) -> dict[str, str]:
    """The names of categories, products and SKUs by their codes, in one statement; those that do not exist are absent."""
    if not (categories or styles or skus):
        return {}
    wanted = {
        "categories": list(categories),
        "styles": list(styles),
        "skus": list(skus),
        "language": language,
    }
    return {row["key"]: row["name"] for row in fetch(statement=_NAMES, parameters=wanted)}


def piece_names(*, skus: Collection[str], language: str) -> dict[str, str]:
    """What people call SKUs: name, colour and size, as on the pick list; those that do not exist are absent."""
    rows = Variant.objects.filter(sku__in=list(skus)).values_list(
        "sku", "colour__product__name", "colour__name", "size"
    )
    return {
        sku: f"{pick(name, language)}, {pick(colour, language)}, {size}" for sku, name, colour, size in rows
    }


def never_returned(*, skus: Collection[str]) -> frozenset[str]:
    """Which of these SKUs a store neither takes back nor exchanges: underwear and swimwear (STO-03)."""
    kept = Q(colour__product__underwear=True) | Q(colour__product__swimwear=True)
    return frozenset(Variant.objects.filter(kept, sku__in=list(skus)).values_list("sku", flat=True))


def skus_named(*, codes: Collection[str]) -> tuple[str, ...]:
    """The SKUs that these codes name: of styles and of colours by their references, and SKUs themselves.

    Colours and sizes come in the order in which the shop has them.
    """
    named = list(codes)
    of_any = Q(sku__in=named) | Q(colour__reference__in=named) | Q(colour__product__style__in=named)
    rows = Variant.objects.filter(of_any)
    ordered = rows.order_by("colour__product__style", "colour__position", "position", "sku")
    return tuple(ordered.values_list("sku", flat=True))


def categories_of(*, skus: Collection[str]) -> dict[str, str]:
    """The code of the category of each SKU; those that do not exist are absent."""
    rows = Variant.objects.filter(sku__in=list(skus))
    return dict(rows.values_list("sku", "colour__product__category__code"))
