"""Size systems, and size charts: the garment as drawn, graded, beside the body it is made for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from demo.flats import spans
from demo.line_sheet import Line

Measures = tuple[tuple[str, int], ...]
Ranges = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRow:
    """One size: garment measures laid flat and body ranges, in millimetres, and labels elsewhere."""

    size: str
    garment: Measures
    body: Ranges
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeChart:
    """The chart of one product; the flat is drawn in the drawn size."""

    system: str
    drawn: str
    rows: tuple[SizeRow, ...]


_SYSTEMS: Mapping[str, tuple[str, str]] = {
    "letters": ("XS S M L XL XXL", "M"),
    "letters_w": ("XS S M L XL", "M"),
    "fr_women": ("34 36 38 40 42 44", "38"),
    "fr_men_jacket": ("44 46 48 50 52 54 56", "50"),
    "fr_men_trousers": ("38 40 42 44 46 48 50", "42"),
    "fr_unisex_trousers": ("34 36 38 40 42 44 46", "40"),
    "shoes_w": ("36 37 38 39 40 41", "38"),
    "shoes_m": ("40 41 42 43 44 45", "42"),
    "shoes_u": ("36 37 38 39 40 41 42 43 44 45", "40"),
    "belts": ("75 85 95 105", "85"),
    "gloves_w": ("6 7 8", "7"),
    "gloves_m": ("8 9 10", "9"),
    "hats": ("56 58 60", "58"),
    "rings": ("50 52 54 56 58", "54"),
    "socks": ("S M L", "M"),
    "os": ("OS", "OS"),
}
_LETTER_STEPS = {
    "chest": 40, "waist": 40, "hip": 40, "hem": 35, "shoulder": 15, "sleeve": 10, "length": 15, "rise": 10,
    "inseam": 5, "thigh": 15,
}  # fmt: skip
_NUMBER_STEPS = {
    "chest": 20, "waist": 20, "hip": 20, "hem": 10, "shoulder": 10, "sleeve": 5, "length": 10, "rise": 5,
    "inseam": 5, "thigh": 10,
}  # fmt: skip
_GLOVE_STEPS = {"length": 8, "width": 5}
_SOCK_STEPS = {"foot": 20, "height": 10}
_WOMEN = {"XS": 740, "S": 820, "M": 900, "L": 980, "XL": 1070, "XXL": 1190}
_MEN = {"XS": 780, "S": 860, "M": 940, "L": 1020, "XL": 1100, "XXL": 1180}


def sizes_of(system: str) -> tuple[str, ...]:
    """The sizes of a system, smallest first."""
    return tuple(_SYSTEMS[system][0].split())


def drawn_size(system: str) -> str:
    """The size a flat is drawn in."""
    return _SYSTEMS[system][1]


def step_of(system: str, size: str) -> int:
    """How many sizes away from the drawn one: negative for smaller."""
    sizes = sizes_of(system)
    return sizes.index(size) - sizes.index(drawn_size(system))


def chart_of(line: Line) -> SizeChart:
    """The size chart of a product: its drawing's own measures, graded to every size."""
    drawn = {point: round(value * 2) * 5 for point, value in _drawn_spans(line).items()}
    rows = tuple(
        SizeRow(
            size=size,
            garment=tuple((point, _graded(line, point, value, size)) for point, value in drawn.items()),
            body=_body(line, size),
            labels=_labels(line, size),
        )
        for size in sizes_of(line.sizes)
    )
    return SizeChart(system=line.sizes, drawn=drawn_size(line.sizes), rows=rows)


def _drawn_spans(line: Line) -> Mapping[str, float]:
    """The measures as drawn; a scarf hangs folded and a necklace curved, so theirs are the planned ones."""
    drawn = spans(line.kind, line.params)
    planned = {"scarf": {"length": 180, "width": 30}, "necklace": {"length": 45}}.get(line.kind, {})
    return drawn | {point: float(line.params.get(point, usual)) for point, usual in planned.items()}


def _graded(line: Line, point: str, value: int, size: str) -> int:
    special = _BY_SIZE.get((line.sizes.split("_")[0], point))
    if special:
        return special(float(size))
    steps = {
        "letters": _LETTER_STEPS, "fr": _NUMBER_STEPS, "gloves": _GLOVE_STEPS, "socks": _SOCK_STEPS,
    }.get(line.sizes.split("_")[0], {})  # fmt: skip
    step = 10 if point == "hem" and line.kind in ("trousers", "jeans", "trunks") else steps.get(point, 0)
    return value + step * step_of(line.sizes, size)


_BY_SIZE: Mapping[tuple[str, str], Callable[[float], int]] = {
    ("shoes", "foot"): lambda size: round((size / 1.5 - 1.5) * 10),
    ("hats", "head"): lambda size: round(size * 5),
    ("rings", "width"): lambda size: round(size / math.pi),
}


def _body(line: Line, size: str) -> Ranges:
    system = line.sizes.split("_")[0]
    if system == "letters":
        return _letter_body(size, women=line.cut == "women")
    if system == "os" or system == "socks":
        return ()
    if system == "fr":
        return _french_body(line.sizes, int(size))
    number = int(size)
    ranges: Mapping[str, Ranges] = {
        "shoes": (("foot", round((number / 1.5 - 1.5) * 10) - 3, round((number / 1.5 - 1.5) * 10) + 3),),
        "belts": (("waist", number * 10 - 50, number * 10 + 50),),
        "gloves": (("hand", round(number * 25.4) - 12, round(number * 25.4) + 12),),
        "hats": (("head", number * 10 - 10, number * 10 + 10),),
        "rings": (("finger", number - 1, number + 1),),
    }
    return ranges[system]


def _letter_body(size: str, *, women: bool) -> Ranges:
    chest = (_WOMEN if women else _MEN)[size]
    wide = 80 if size not in ("XL", "XXL") or not women else 120
    waist, hip = (chest - 180, chest + 60) if women else (chest - 140, chest - 10)
    return ("chest", chest, chest + wide), ("waist", waist, waist + wide), ("hip", hip, hip + wide)


def _french_body(system: str, size: int) -> Ranges:
    if system == "fr_women":
        step = (size - 34) * 20
        return (
            ("chest", 780 + step, 820 + step),
            ("waist", 600 + step, 640 + step),
            ("hip", 840 + step, 880 + step),
        )
    if system == "fr_men_jacket":
        step = (size - 44) * 20
        return ("chest", 860 + step, 900 + step), ("waist", 740 + step, 780 + step)
    step = (size - 38) * 20
    return ("waist", 740 + step, 780 + step), ("hip", 900 + step, 940 + step)


def _labels(line: Line, size: str) -> tuple[tuple[str, str], ...]:
    """What the size is called elsewhere."""
    system = line.sizes
    if system == "fr_women":
        number = int(size)
        return (
            ("UK", str(number - 28)), ("US", str(number - 32)), ("IT", str(number + 4)), ("DE", str(number - 2)),
            ("JP", str(number - 29)),
        )  # fmt: skip
    if system == "fr_men_jacket":
        return ("UK", str(int(size) - 10)), ("US", str(int(size) - 10)), ("IT", size), ("DE", size)
    if system.endswith("trousers"):
        inches = str(round((760 + (int(size) - 38) * 20) / 25.4))
        return ("UK", inches), ("US", inches)
    if system.startswith("shoes"):
        return _shoe_labels(int(size), women=system == "shoes_w")
    return ()


def _shoe_labels(size: int, *, women: bool) -> tuple[tuple[str, str], ...]:
    british = size - (33 if women else 34)
    american = british + (2 if women else 1)
    japanese = f"{round((size / 1.5 - 1.5) * 2) / 2:g}"
    return ("UK", str(british)), ("US", str(american)), ("JP", japanese)
