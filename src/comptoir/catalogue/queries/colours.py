"""Colour families: every colourway has a name of its own, and shoppers look for blue."""

from __future__ import annotations

import functools
import math

# As they are offered, light to dark and around the wheel.
FAMILIES = (
    "white", "beige", "yellow", "orange", "red", "pink", "purple", "blue", "green", "brown", "grey", "black",
)  # fmt: skip
# Upper ends of the hues of OKLCH, in degrees, and what lies below them; the circle closes with red.
_WHEEL = (
    (36, "red"),
    (73, "orange"),
    (108, "yellow"),
    (180, "green"),
    (285, "blue"),
    (335, "purple"),
    (361, "red"),
)


@functools.cache
def family_of(*, colour: str) -> str:
    """The family of a colour written as #rrggbb: by its lightness, strength and hue in OKLCH."""
    light, chroma, hue = _oklch(colour)
    if chroma < (0.025 if light < 0.9 else 0.03):
        return "black" if light < 0.32 else "grey" if light < 0.9 else "white"
    named = next(name for end, name in _WHEEL if hue < end)
    if named in {"orange", "yellow"} and chroma < 0.13:
        return _earth(light, chroma, hue)
    if named == "red" and light > 0.72:
        return "pink"
    return named


def _earth(light: float, chroma: float, hue: float) -> str:
    if light < 0.68:
        return "green" if hue > 100 and chroma > 0.06 else "brown"
    if hue < 50:
        return "pink"
    return "yellow" if hue > 85 and chroma > 0.07 else "beige"


def _oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0-1, chroma, and hue in degrees (Björn Ottosson's OKLab)."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
