"""Sales taxes: dated rates by destination, and the tax inside or on top of what is charged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from comptoir.core.dated import holds
from comptoir.core.delivery import Destination
from comptoir.core.money import share, split, tax_within

STANDARD = "standard"  # the class of every product that has no class of its own


class TaxSource(Protocol):
    """Where a rate of tax comes from: the house's own table, or a provider of sales taxes behind the same question.

    It is asked inside a transaction, so it answers from what it has: a provider's rates are fetched ahead.
    """

    def rate(self, *, place: Destination, tax_class: str, price: int, on: date) -> Decimal:
        """The rate of a piece of a class at a price, in minor units, delivered to a place on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """One rate from `since` until the day before `until`; a blank region is the whole country, and so are no `areas`."""

    country: str
    region: str
    tax_class: str
    rate: Decimal
    since: date
    until: date | None
    source: str
    areas: tuple[str, ...] = ()  # postal code prefixes of a territory with rates of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxBook:
    """The taxes of the world: a country's own source where it has one, else the rows."""

    rows: tuple[TaxRow, ...]
    sources: Mapping[str, TaxSource] = field(default_factory=dict)

    def rate(self, *, place: Destination, tax_class: str, price: int, on: date) -> Decimal:
        """The rate of a piece in a place on a day."""
        source = self.sources.get(place.country)
        if source:
            return source.rate(place=place, tax_class=tax_class, price=price, on=on)
        return rate_for(self.rows, place=place, tax_class=tax_class, on=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """One rate of a breakdown: `base` is the amount without tax and `amount` the tax, in minor units."""

    rate: Decimal
    base: int
    amount: int


def rate_for(rows: Iterable[TaxRow], *, place: Destination, tax_class: str, on: date) -> Decimal:
    """The rate of a kind of goods in a place on a day: its own area, region and class before the general ones; else none."""
    fitting = [
        row
        for row in rows
        if row.country == place.country
        and row.region in {place.region, ""}
        and row.tax_class in {tax_class, STANDARD}
        and (not row.areas or place.lies_in(row.areas))
        and holds(row, on=on)
    ]
    best = max(
        fitting,
        key=lambda row: (bool(row.areas), row.region == place.region, row.tax_class == tax_class),
        default=None,
    )
    return best.rate if best else Decimal(0)


def tax_of(amount: int, *, rate: Decimal, included: bool) -> int:
    """The tax of an amount, inside it or on top of it."""
    return tax_within(amount, rate=rate) if included else share(amount, rate=rate)


def tax_each(amounts: Sequence[int], *, rates: Sequence[Decimal], included: bool) -> tuple[int, ...]:
    """The tax of each amount: reckoned once for each rate, then shared to the penny over the amounts of that rate."""
    taxes = [0] * len(amounts)
    for rate in dict.fromkeys(rates):
        places = [place for place, own in enumerate(rates) if own == rate]
        weights = [amounts[place] for place in places]
        whole = tax_of(sum(weights), rate=rate, included=included)
        for place, part in zip(places, split(whole, weights=weights), strict=True):
            taxes[place] = part
    return tuple(taxes)


def breakdown(lines: Iterable[TaxLine]) -> tuple[TaxLine, ...]:
    """The lines added up by rate, the highest rate first."""
    bases: dict[Decimal, int] = {}
    amounts: dict[Decimal, int] = {}
    for line in lines:
        bases[line.rate] = bases.get(line.rate, 0) + line.base
        amounts[line.rate] = amounts.get(line.rate, 0) + line.amount
    return tuple(
        TaxLine(rate=rate, base=bases[rate], amount=amounts[rate]) for rate in sorted(bases, reverse=True)
    )


def part_of(lines: Sequence[TaxLine], *, gross: int, tax: int) -> tuple[TaxLine, ...]:
    """A part of what bears these taxes, given with the tax inside it, by rate; the whole gives the lines themselves."""
    shares = split(gross, weights=[line.base + line.amount for line in lines])
    taxes = split(tax, weights=[line.amount for line in lines])
    return tuple(
        TaxLine(rate=line.rate, base=share - amount, amount=amount)
        for line, share, amount in zip(lines, shares, taxes, strict=True)
        if share or amount
    )
