"""What a list can be narrowed to, with how many styles each value would leave."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from comptoir.catalogue.queries.colours import FAMILIES
from comptoir.catalogue.queries.filters import CUTS, KINDS, band_name
from comptoir.catalogue.queries.fits import FITS
from comptoir.catalogue.queries.listing import Selection, counts_statement
from comptoir.catalogue.queries.rows import fetch

# Letters before numbers; then what has neither, as one size.
_KNOWN = {
    "size": ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"),
    "colour": FAMILIES,
    "fit": FITS,
    "cut": CUTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of a filter; `name` only where the catalogue names it, `count` 0 where it is chosen and nothing is left."""

    value: str
    count: int
    chosen: bool
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The choices of each kind of filter, and for each kind that is chosen how many styles there are without it."""

    choices: dict[str, tuple[Choice, ...]]
    without: dict[str, int]


def facets(*, selection: Selection) -> Facets:
    """What a selection can be narrowed to, what is chosen included. One statement.

    Counted is what can be bought now: online, priced in the country, in stock, in that size where one is chosen.
    """
    counts: dict[str, dict[str, int]] = {kind: {} for kind in (*KINDS, "without")}
    names: dict[str, str] = {}
    for row in fetch(statement=counts_statement(selection=selection), parameters=selection.parameters()):
        kind, value = row["kind"], row["value"]
        if kind == "price":
            value = band_name(int(value), currency=selection.currency)
        if value:
            counts[kind][value] = int(row["count"])
            names[value] = row["name"] or value
    for kind, value in selection.filters.chosen():
        counts[kind].setdefault(value, 0)
    return Facets(
        choices={kind: _choices(kind, counts[kind], names, selection) for kind in KINDS if counts[kind]},
        without=counts["without"],
    )


def _choices(
    kind: str, counts: Mapping[str, int], names: Mapping[str, str], selection: Selection
) -> tuple[Choice, ...]:
    chosen = getattr(selection.filters, kind)
    choices = [
        Choice(
            value=value,
            count=count,
            chosen=value in chosen,
            name=names.get(value, value) if kind == "material" else "",
        )
        for value, count in counts.items()
    ]
    return tuple(sorted(choices, key=lambda choice: _order(kind, choice)))


def _order(kind: str, choice: Choice) -> tuple[int, int, str]:
    known = _KNOWN.get(kind, ())
    if choice.value in known:
        return (0, known.index(choice.value), "")
    if kind == "material":
        return (1, -choice.count, choice.name)
    number = re.match(r"\d{1,9}", choice.value)
    return (2, int(number[0]) if number else sys.maxsize, choice.value)
