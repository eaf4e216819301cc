"""The two line sheets, Spring/Summer and Fall/Winter 2026: one row a product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from demo.tables import read_table

FlatValue = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product as the house plans it."""

    collection: str
    number: str
    noun: str
    adjectives: tuple[str, ...]
    fabric: str
    cut: str
    price: int
    colours: tuple[tuple[str, ...], ...]
    kind: str
    params: Mapping[str, FlatValue]
    features: tuple[str, ...]
    fit: str
    origin: str
    sizes: str

    @property
    def style(self) -> str:
        """The style's reference: ME-26W-KN014."""
        return f"ME-{self.collection}-{self.number}"

    @property
    def family(self) -> str:
        """The two letters of its family: KN."""
        return self.number[:2]


def read_lines(collection: str) -> tuple[Line, ...]:
    """Every product of a collection (26S, 26W), in the order of its line sheet."""
    return tuple(_line(collection, row) for row in read_table(f"lines/{collection.lower()}"))


def _line(collection: str, row: tuple[str, ...]) -> Line:
    number, noun, adjectives, fabric, cut, price, colours, kind, params, features, fit, origin, sizes = row
    return Line(
        collection=collection,
        number=number,
        noun=noun,
        adjectives=tuple(adjectives.split()),
        fabric=fabric,
        cut=cut,
        price=int(price) * 100,
        colours=tuple(tuple(colour.split("/")) for colour in colours.split()),
        kind=kind,
        params=dict(_param(param) for param in params.split()),
        features=tuple(features.split()),
        fit=fit,
        origin=origin,
        sizes=sizes,
    )


def _param(param: str) -> tuple[str, FlatValue]:
    name, value = param.split("=")
    if value in ("yes", "no"):
        return name, value == "yes"
    return name, int(value) if value.isdigit() else value
