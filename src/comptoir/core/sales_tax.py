"""Sales tax of the United States: a state's rate with those of the county, the town and the district, where the house has nexus.

The rate of a place is the sum over its authorities. For each the row of the goods' class goes before its general one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.core.dated import holds
from comptoir.core.delivery import Destination
from comptoir.core.tax import STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class NexusRow:
    """A state whose tax the house must collect, from `since` until the day before `until`."""

    state: str
    since: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTaxRow:
    """The rate of one authority: of the whole state, or of the ZIP codes that begin like one of `zips`."""

    state: str
    authority: str
    zips: tuple[str, ...]
    tax_class: str
    under: int | None  # cents: for pieces of a lower price only
    rate: Decimal
    since: date
    until: date | None
    source: str

    def fits(self, place: Destination, *, tax_class: str, price: int) -> bool:
        """Whether it speaks of these goods in this place."""
        return (
            self.state == place.region
            and (not self.zips or place.lies_in(self.zips))
            and self.tax_class in {tax_class, STANDARD}
            and (self.under is None or price < self.under)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTaxTable:
    """Nexus and rates by state; answers as any other source of taxes does."""

    nexus: tuple[NexusRow, ...] = ()
    rows: tuple[SalesTaxRow, ...] = ()

    def rate(self, *, place: Destination, tax_class: str, price: int, on: date) -> Decimal:
        """The rate of a piece in a place on a day; none in a state where the house has no nexus."""
        if not any(row.state == place.region and holds(row, on=on) for row in self.nexus):
            return Decimal(0)
        best: dict[str, SalesTaxRow] = {}
        for row in self.rows:
            if holds(row, on=on) and row.fits(place, tax_class=tax_class, price=price):
                known = best.get(row.authority)
                if known is None or row.tax_class == tax_class:
                    best[row.authority] = row
        return sum((row.rate for row in best.values()), Decimal(0))
