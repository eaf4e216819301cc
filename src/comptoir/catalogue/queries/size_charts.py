"""Size charts as the desk edits them (PRD-05): points of measure, and a cell for each size and point, as people write it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.rows import fetch
from comptoir.catalogue.queries.sheets import ProductSheet
from comptoir.core.publishing import ONE_SIZE

SYSTEMS = ("FR", "IT", "UK", "US", "JP", "DE")
Cells = Mapping[str, Mapping[str, str]]  # size -> point or system -> what is written there

_POINTS = """
SELECT DISTINCT ON (point.key) point.key, point.value::json AS name,
    (product.size_chart->'tape'->point.key)::json AS tape
FROM catalogue_product AS product CROSS JOIN LATERAL jsonb_each(product.size_chart->'points') AS point
WHERE product.size_chart ? 'points'
ORDER BY point.key, (SELECT count(*) FROM jsonb_object_keys(point.value)) DESC
"""
_GROUPS = """
SELECT min(style) AS style, count(*) AS products, (array_agg(style ORDER BY style))[1:8] AS styles,
    size_chart::json AS chart, count(*) OVER () AS groups
FROM catalogue_product AS product
WHERE size_chart->'garment' <> '{}' OR size_chart->'body' <> '{}'
GROUP BY size_chart
ORDER BY count(*) DESC, min(style)
LIMIT %(limit)s OFFSET %(offset)s
"""
_UNMEASURED = """
SELECT product.style, product.name::json AS name, array_agg(DISTINCT variant.size) AS sizes,
    count(*) OVER () AS products
FROM catalogue_product AS product
JOIN catalogue_colour AS colour ON colour.product_id = product.id
JOIN catalogue_variant AS variant ON variant.colour_id = colour.id AND variant.size <> %(one_size)s
WHERE NOT coalesce(product.size_chart->'garment' ? variant.size, false)
    AND NOT coalesce(product.size_chart->'body' ? variant.size, false)
GROUP BY product.id
ORDER BY product.online_from DESC NULLS FIRST, product.style
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """A point of measure: its name and where the tape goes, by language."""

    key: str
    name: Mapping[str, str]
    tape: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChart:
    """A size chart: lengths as `52.5` and ranges as `90–94`, in centimetres; `drawn` is the size of the drawing."""

    drawn: str
    points: tuple[ChartPoint, ...]
    garment: Cells
    body: Cells
    labels: Cells

    def edition(self, *, sizes: Iterable[str]) -> str:
        """A short digest of the chart and the sizes it is for: what somebody saw when they began to change it."""
        said = json.dumps([asdict(self), list(sizes)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:20]

    def systems(self) -> tuple[str, ...]:
        """What sizes are translated into: the house's systems, and others that are there."""
        others = {system for cells in self.labels.values() for system in cells} - set(SYSTEMS)
        return (*SYSTEMS, *sorted(others))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartGroup:
    """A chart and the products that share it; `styles` are the first of them."""

    style: str
    products: int
    styles: tuple[str, ...]
    chart: SheetChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A product with sizes that its chart says nothing of."""

    style: str
    name: Mapping[str, str]
    sizes: tuple[str, ...]


def chart_of(sheet: ProductSheet) -> SheetChart:
    """The size chart of a product, empty where it has none."""
    return read_chart(sheet.size_chart)


def sizes_of(sheet: ProductSheet) -> tuple[str, ...]:
    """Every size of a product, in order."""
    return tuple(dict.fromkeys(size.size for colour in sheet.colours for size in colour.sizes))


def read_chart(data: Mapping[str, Any]) -> SheetChart:
    """A chart as it is kept, as it is edited."""
    tape = data.get("tape", {})
    return SheetChart(
        drawn=data.get("drawn", ""),
        points=tuple(
            ChartPoint(key=key, name=dict(sorted(name.items())), tape=dict(sorted(tape.get(key, {}).items())))
            for key, name in sorted(data.get("points", {}).items())
        ),
        garment=_cells(data.get("garment", {})),
        body=_cells(data.get("body", {})),
        labels=_cells(data.get("labels", {})),
    )


def house_points() -> dict[str, ChartPoint]:
    """The points of measure of every chart of the house, by key."""
    rows = fetch(statement=_POINTS, parameters={})
    return {row["key"]: ChartPoint(key=row["key"], name=row["name"], tape=row["tape"] or {}) for row in rows}


def products_with_chart(*, style: str) -> tuple[str, ...]:
    """The other products that have the very chart of this one; none where there is no chart."""
    chart = Product.objects.filter(style=style).values_list("size_chart", flat=True).first()
    if not chart or not read_chart(chart).points:
        return ()
    rows = Product.objects.filter(size_chart=chart).exclude(style=style)
    return tuple(rows.order_by("style").values_list("style", flat=True))


def chart_groups(*, page: int, per_page: int = 30) -> tuple[tuple[ChartGroup, ...], int]:
    """The charts of the house, the most used first, and how many there are."""
    rows = fetch(statement=_GROUPS, parameters={"limit": per_page, "offset": (page - 1) * per_page})
    groups = tuple(
        ChartGroup(
            style=row["style"],
            products=row["products"],
            styles=tuple(row["styles"]),
            chart=read_chart(row["chart"]),
        )
        for row in rows
    )
    return groups, rows[0]["groups"] if rows else 0


def unmeasured_products(*, most: int) -> tuple[tuple[Unmeasured, ...], int]:
    """Products with a size that no chart speaks of, drafts first, and how many there are."""
    rows = fetch(statement=_UNMEASURED, parameters={"one_size": ONE_SIZE, "limit": most})
    found = tuple(Unmeasured(style=row["style"], name=row["name"], sizes=tuple(row["sizes"])) for row in rows)
    return found, rows[0]["products"] if rows else 0


def _cells(table: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    return {size: {key: _cell(value) for key, value in cells.items()} for size, cells in table.items()}


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "–".join(f"{each:g}" for each in value)
    return value if isinstance(value, str) else f"{value:g}"
