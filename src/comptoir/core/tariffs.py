"""Customs of the destinations: dated tariffs by code and origin, surcharges, and the values up to which nothing is asked.

A preference by origin is a tariff of its own and goes before the general one; within a tariff the longest code wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from comptoir.core.dated import holds
from comptoir.core.delivery import Destination


class Basis(StrEnum):
    """What a customs value is made of."""

    FOB = "fob"  # the goods, without taxes and without freight
    CIF = "cif"  # with the freight to the destination


class Measured(StrEnum):
    """What the limit of a tax at the sale is held against."""

    CONSIGNMENT = "consignment"  # all its goods together
    PIECE = "piece"  # each of them: one above it takes the whole consignment to the border


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomsRow:
    """How the customs of a destination reckon; the limits are values of a consignment in minor units of `currency`."""

    to: str  # a country, or a group of them that is one customs territory
    basis: Basis  # of the duty
    currency: str
    import_tax: bool  # whether a tax is levied at import, on goods, freight and duty
    duty_free: int  # no duty up to this value
    tax_free: int  # no import tax up to this value
    taxed_at_sale: int  # up to this value the seller takes the tax, as in a sale at home
    at_sale_by: Measured  # of what that value is
    limits: Basis  # what the limits are measured on
    areas: tuple[
        str, ...
    ]  # postal code prefixes of a territory behind a border of its own; none: the whole country
    not_in: tuple[str, ...]  # postal code prefixes outside
    since: date
    until: date | None
    source: str

    def covers(self, place: Destination) -> bool:
        """Whether a place of its country or union lies behind this border."""
        return (not self.areas or place.lies_in(self.areas)) and not place.lies_in(self.not_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffRow:
    """One rate of duty of a destination; surcharges come on top of what the tariff says, each that fits (A-46)."""

    to: str
    hs: str  # the first digits of the customs code; blank is every code
    origin: str  # a country or a group of them; blank is everywhere
    rate: Decimal
    least: int  # at least this much a piece, in minor units of the destination's customs row
    surcharge: bool
    since: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTerms:
    """The duty of one kind of goods: a share of its customs value, and at least so much a piece."""

    rate: Decimal = Decimal(0)
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """The customs of one destination on one day; without a `row` nothing is known of it, and no duty is asked."""

    row: CustomsRow | None = None
    tariff: tuple[TariffRow, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def duty_on(self, *, hs_code: str, origin: str) -> DutyTerms:
        """The duty of goods by their code and origin: the tariff that fits best, and every surcharge that fits."""
        fitting = [
            (self._closeness(row.origin, origin), row)
            for row in self.tariff
            if hs_code.startswith(row.hs) and self._closeness(row.origin, origin)
        ]
        tariffs = [(closeness, len(row.hs), row) for closeness, row in fitting if not row.surcharge]
        extra = sum((row.rate for _, row in fitting if row.surcharge), Decimal(0))
        if not tariffs:
            return DutyTerms(rate=extra)
        *_, best = max(tariffs, key=lambda known: known[:2])
        return DutyTerms(rate=best.rate + extra, least=best.least)

    def _closeness(self, scope: str, origin: str) -> int:
        """How closely a row's origin names a country: 3 itself, 2 its group, 1 everywhere, 0 not at all."""
        if scope == origin:
            return 3 if scope else 1
        if origin in self.groups.get(scope, ()):
            return 2
        return 0 if scope else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariffs:
    """Every dated row of customs in `profile/law.toml`; a group is a customs union or countries of one preference."""

    customs: tuple[CustomsRow, ...] = ()
    rows: tuple[TariffRow, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def at(self, place: Destination, *, on: date) -> Customs:
        """The customs that a parcel to a place meets on a day; a country's own rows go before those of its union."""
        country = place.country
        scopes = [country, *(name for name, members in self.groups.items() if country in members)]
        row = next(
            (
                row
                for scope in scopes
                for row in self.customs
                if row.to == scope and holds(row, on=on) and row.covers(place)
            ),
            None,
        )
        if row is None:
            return Customs()
        rows = tuple(known for known in self.rows if known.to in scopes and holds(known, on=on))
        return Customs(row=row, tariff=rows, groups=self.groups)
