"""What a list is narrowed to, and how it is sorted: several values of one kind widen it, several kinds narrow it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from comptoir.core.money import exponent

CUTS = ("women", "men", "unisex")
_STEPS = (1, 2, 5)
_LARGEST = 7  # as a power of ten, of a currency's smallest unit with a name


class Sort(StrEnum):
    """The order of a list."""

    HOUSE = ""
    NEWEST = "newest"
    CHEAPEST = "price-up"
    DEAREST = "price-down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The values chosen of each kind; none of a kind is all of it. Prices are bands, as "200-500" in whole units."""

    size: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()  # families
    material: tuple[str, ...] = ()  # main fibres
    fit: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    price: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, kind) for kind in KINDS)

    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Every (kind, value)."""
        return tuple((kind, value) for kind in KINDS for value in getattr(self, kind))

    def without(self, kind: str, value: str) -> Filters:
        """The others."""
        left = tuple(each for each in getattr(self, kind) if each != value)
        return replace(self, **{kind: left})

    def without_kind(self, kind: str) -> Filters:
        """The other kinds."""
        return replace(self, **{kind: ()})


KINDS = tuple(field.name for field in fields(Filters))


def read_filters(asked: Mapping[str, Sequence[str]]) -> Filters:
    """The filters of an address; what is no value is left out, and the same choice always gives the same filters."""
    return Filters(
        **{
            kind: tuple(
                sorted(
                    {value for value in asked.get(kind, ()) if 0 < len(value) <= 60 and value.isprintable()}
                )[:20]
            )
            for kind in KINDS
        }
    )


@functools.cache
def bounds(currency: str) -> list[int]:
    """Where bands of prices meet, in minor units: one, two, five, ten, twenty …"""
    return [step * 10 ** (power + exponent(currency)) for power in range(_LARGEST) for step in _STEPS]


@functools.cache
def band_name(band: int, *, currency: str) -> str:
    """The band between two bounds as addresses write it, from its number: 0 lies below the first bound."""
    from_to = [0, *(bound // 10 ** exponent(currency) for bound in bounds(currency))]
    return f"{from_to[band]}-{from_to[band + 1] if band + 1 < len(from_to) else ''}"


def bands_of(names: Sequence[str], *, currency: str) -> list[int]:
    """The numbers of the bands; names that are no bands are left out."""
    known = {band_name(band, currency=currency): band for band in range(len(bounds(currency)) + 1)}
    return [known[name] for name in names if name in known]
