"""Which line stays visible on which colour, and the colour of the inside."""

from __future__ import annotations

INK = "#15161a"
BRASS, STEEL = "#d9c27a", "#c9ccd1"
_LEAST_CONTRAST = 2.1


def line_on(fill: str) -> str:
    """Ink, or a light line of the same hue where ink would not show."""
    if contrast(fill, INK) >= _LEAST_CONTRAST:
        return INK
    return mix(fill, "#ffffff", 0.52)


def dark_of(fill: str) -> str:
    """The colour of the inside: darker, and on near-black garments lighter."""
    if contrast(fill, INK) < 1.35:
        return mix(fill, "#ffffff", 0.2)
    return mix(fill, "#000000", 0.26)


def mix(colour: str, other: str, share: float) -> str:
    """A colour, with a share of another, 0 to 1."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
