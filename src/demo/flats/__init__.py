"""Technical flats: every garment of the demo house drawn in code, front and back, in any colourway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import dist

from demo.flats import (
    accessories,
    bags,
    boots,
    bottoms,
    dresses,
    hats,
    intimates,
    jackets,
    jersey,
    jewellery,
    knits,
    leather,
    packs,
    sandals,
    shirts,
    shoes,
    skirts,
    tailoring,
)
from demo.flats.ink import dark_of
from demo.flats.sheet import Sheet, View, render, render_at, render_measures
from demo.flats.spec import Kind, Value

__all__ = ["KINDS", "draw", "measured", "placed", "spans"]

KINDS: Mapping[str, Kind] = {
    **knits.KINDS,
    **jersey.KINDS,
    **shirts.KINDS,
    **jackets.KINDS,
    **tailoring.KINDS,
    **bottoms.KINDS,
    **skirts.KINDS,
    **dresses.KINDS,
    **intimates.KINDS,
    **shoes.KINDS,
    **sandals.KINDS,
    **boots.KINDS,
    **bags.KINDS,
    **packs.KINDS,
    **leather.KINDS,
    **accessories.KINDS,
    **hats.KINDS,
    **jewellery.KINDS,
}
"""Each kind of garment with what it accepts."""


def draw(
    kind: str,
    *,
    colour: str,
    second: str | None = None,
    view: View = "front",
    params: Mapping[str, Value] | None = None,
) -> str:
    """The SVG file of a garment in a colourway ("#c9402f"); refuses parameters the kind does not take."""
    return render(_sheet(kind, colour=colour, second=second, view=view, params=params or {}))


def measured(
    kind: str,
    *,
    colour: str,
    second: str | None = None,
    params: Mapping[str, Value] | None = None,
    measures: Sequence[tuple[str, str]],
) -> str:
    """The front with points of measure and their labels, in work blue: [("chest", "56 cm")].

    Refuses a point that the garment does not have."""
    sheet = _sheet(kind, colour=colour, second=second, view="front", params=params or {})
    return render(sheet, render_measures(sheet, measures))


def placed(
    kind: str,
    *,
    colour: str,
    second: str | None = None,
    params: Mapping[str, Value] | None = None,
    origin: tuple[float, float],
    scale: float,
) -> str:
    """The front as a group of another drawing: its own zero at the origin there, a centimetre being `scale` units."""
    sheet = _sheet(kind, colour=colour, second=second, view="front", params=params or {})
    return render_at(sheet, origin=origin, scale=scale)


def spans(kind: str, params: Mapping[str, Value] | None = None) -> dict[str, float]:
    """The points of measure this garment has (no sleeve where there is none), with their centimetres as drawn."""
    sheet = _sheet(kind, colour="#ffffff", second=None, view="front", params=params or {})
    return {
        name: dist(sheet.measures[name].start, sheet.measures[name].end)
        for name in KINDS[kind].measures
        if name in sheet.measures
    }


def _sheet(kind: str, *, colour: str, second: str | None, view: View, params: Mapping[str, Value]) -> Sheet:
    drawn = KINDS[kind]
    sheet = Sheet(view=view, main=colour, second=second or dark_of(colour), largest=drawn.largest)
    drawn.draw(sheet, drawn.details(params))
    return sheet
