"""Merchandisers write size charts (PRD-05): every size of the product measured at every point, or at none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.sheets import ProductSheet, product_sheets
from comptoir.catalogue.queries.size_charts import (
    Cells,
    ChartPoint,
    SheetChart,
    chart_of,
    house_points,
    products_with_chart,
    sizes_of,
)
from comptoir.catalogue.services.checking import wrong
from comptoir.catalogue.services.editing import ChangedMeanwhile, ProductRefused, lost_gates
from comptoir.catalogue.services.writing import note_changes
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick

_LENGTH = re.compile(r"\d{1,3}([.,]\d)?")
_BETWEEN = re.compile(r"\s*[-–]\s*")
_LONGEST = 400  # centimetres
_LONGEST_NAME = 60
_LONGEST_TAPE = 300
_LONGEST_LABEL = 12


@owns_transaction
def edit_size_chart(
    *, style: str, chart: SheetChart, edition: str, for_all_alike: bool, actor: Actor, at: datetime
) -> None:
    """Write the size chart of a product, and with `for_all_alike` of every product that has the very same one now.

    Refused with ProductRefused for what is not right, and where a product in the shop would lose measures.
    """
    alike = products_with_chart(style=style) if for_all_alike else ()
    rows = locked(Product.objects.filter(style__in=[style, *alike]), kind="product")
    sheets = product_sheets(styles=[style, *alike])
    if style not in sheets:
        raise ProductRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    now, sizes = chart_of(sheets[style]), _all_sizes(list(sheets.values()), style)
    if now.edition(sizes=sizes_of(sheets[style])) != edition:
        raise ChangedMeanwhile(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
    chart = _named(chart)
    if faults := tuple(_faults(chart, sizes)):
        raise ProductRefused(*faults)
    before = {row.style: row.size_chart for row in rows}
    for row in rows:
        row.size_chart = _kept(chart, before=row.size_chart)
        row.save(update_fields=["size_chart"])
    for lost in lost_gates(before=list(sheets.values()), at=at, following=frozenset()).values():
        raise ProductRefused(*lost)
    for row in rows:
        changed = _changes(before[row.style], row.size_chart)
        note_changes(verb="size_chart_changed", style=row.style, changes=changed, actor=actor, at=at)


def shrinking(*, chart: SheetChart, sizes: Sequence[str]) -> tuple[tuple[str, str, str, str, str], ...]:
    """Where a larger size measures less: point, smaller size and its measure, larger size and its measure."""
    names = {point.key: pick(point.name) for point in chart.points}
    return tuple(
        (names[key], smaller, table[smaller][key], larger, table[larger][key])
        for table in (chart.garment, chart.body)
        for smaller, larger in zip(sizes, sizes[1:], strict=False)
        for key in names
        if _least(table, larger, key) < _least(table, smaller, key)
    )


def read_cell(text: str) -> float | list[float] | None:
    """A length in centimetres as `52.5`, or a range as `90–94`; None for anything else."""
    ends = _BETWEEN.split(text.strip())
    if not (0 < len(ends) < 3 and all(map(_LENGTH.fullmatch, ends))):
        return None
    lengths = [Decimal(each.replace(",", ".")) for each in ends]
    if not all(0 < length <= _LONGEST for length in lengths) or lengths != sorted(set(lengths)):
        return None
    return [float(each) for each in lengths] if len(lengths) > 1 else float(lengths[0])


def _least(table: Cells, size: str, key: str) -> float:
    """The lower end of a cell; one that is not there is less than none, and larger than none."""
    found = read_cell(table.get(size, {}).get(key, ""))
    if found is None:
        return float("nan")
    return found[0] if isinstance(found, list) else found


def _all_sizes(sheets: Sequence[ProductSheet], style: str) -> tuple[str, ...]:
    """The sizes of a product in order, then those that only the others have."""
    own = next(sizes_of(sheet) for sheet in sheets if sheet.style == style)
    others = (size for sheet in sheets for size in sizes_of(sheet))
    return tuple(dict.fromkeys((*own, *others)))


def _named(chart: SheetChart) -> SheetChart:
    """The chart with every new point under a key, and with what the house says of a point that it knows."""
    known = house_points()
    by_name = {point.name.get("en", "").casefold(): key for key, point in sorted(known.items(), reverse=True)}
    taken = {point.key for point in chart.points if point.key}
    points = []
    for point in chart.points:
        name = point.name.get("en", "")
        key = point.key or by_name.get(name.casefold(), "") or slugify(name).replace("-", "_")
        if not point.key and key in taken:
            key = ""  # there already
        taken.add(key)
        said = known.get(key) if not point.key else None
        points.append(
            replace(
                point,
                key=key,
                name={**(said.name if said else {}), **point.name},
                tape={**(said.tape if said else {}), **point.tape},
            )
        )
    return replace(chart, points=tuple(points))


def _faults(chart: SheetChart, sizes: Sequence[str]) -> Iterator[Refused]:
    for place, point in enumerate(chart.points):
        yield from _point_faults(place, point)
    if sizes and chart.drawn not in sizes:
        yield wrong("drawn", _("choose one of its sizes."))
    for name, table, most in (("garment", chart.garment, 1), ("body", chart.body, 2)):
        yield from _cell_faults(name, table, chart.points, sizes, ends=most)
    for row, size in enumerate(sizes):
        for system, label in chart.labels.get(size, {}).items():
            if len(label) > _LONGEST_LABEL:
                yield wrong(
                    f"labels.{row}.{system}", _("use at most %(most)s characters.") % {"most": _LONGEST_LABEL}
                )


def _point_faults(place: int, point: ChartPoint) -> Iterator[Refused]:
    if not point.name.get("en", "").strip():
        yield Refused(rule=None, reason=Reason.FIELD_MISSING, field=f"points.{place}.en")
    elif not point.key:
        yield Refused(
            rule=None,
            reason=Reason.ALREADY_THERE,
            field=f"points.{place}.en",
            values=(("text", point.name["en"]),),
        )
    for field, texts, most in (("points", point.name, _LONGEST_NAME), ("tape", point.tape, _LONGEST_TAPE)):
        for language, text in texts.items():
            if len(text) > most:
                yield wrong(
                    f"{field}.{place}.{language}", _("use at most %(most)s characters.") % {"most": most}
                )


def _cell_faults(
    name: str, table: Cells, points: Sequence[ChartPoint], sizes: Sequence[str], *, ends: int
) -> Iterator[Refused]:
    """What cannot be read, and what is given for some sizes only."""
    for place, point in enumerate(points):
        cells = {size: table.get(size, {}).get(point.key, "") for size in sizes}
        for row, (size, text) in enumerate(cells.items()):
            found = read_cell(text)
            if not text and any(cells.values()):
                why = _("give %(point)s for %(size)s too, or for no size.")
                yield wrong(
                    f"{name}.{row}.{place}", why % {"point": pick(point.name).casefold(), "size": size}
                )
            elif text and (found is None or (ends == 1 and isinstance(found, list))):
                yield wrong(f"{name}.{row}.{place}", _WHY[ends]() % {"text": text, "size": size})


_WHY = {
    1: lambda: _("“%(text)s” for %(size)s is no length in centimetres, as 52.5."),
    2: lambda: _("“%(text)s” for %(size)s is no length or range in centimetres, as 90–94."),
}


def _kept(chart: SheetChart, *, before: Mapping[str, Any]) -> dict[str, Any]:
    """A checked chart as it is kept; cells of points and sizes that went are gone."""
    keys = [point.key for point in chart.points]

    def lengths(table: Cells) -> dict[str, Any]:
        read = {
            size: {key: read_cell(cells[key]) for key in keys if cells.get(key)}
            for size, cells in table.items()
        }
        return {size: cells for size, cells in read.items() if cells}

    labels = {size: {k: v for k, v in cells.items() if v} for size, cells in chart.labels.items()}
    tape = {point.key: dict(point.tape) for point in chart.points if point.tape}
    return {
        **{name: value for name, value in before.items() if name != "tape"},
        "unit": "cm",
        "drawn": chart.drawn,
        "points": {point.key: dict(point.name) for point in chart.points},
        "garment": lengths(chart.garment),
        "body": lengths(chart.body),
        "labels": {size: cells for size, cells in labels.items() if cells},
        **({"tape": tape} if tape else {}),
    }


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[object]]:
    parts = ("drawn", "points", "tape", "garment", "body", "labels")
    pairs = {part: [before.get(part) or {}, after.get(part) or {}] for part in parts}
    return {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}
