"""Duties and import taxes of a destination: who pays them, and how much (PAY-11).

The cascade: duty on the value at customs, import tax on goods, freight and duty. Where the store takes the tax of goods
and freight itself, what is left of it is the tax on the duty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from comptoir.core.money import share, split
from comptoir.core.policy import DutyMode, Market
from comptoir.core.tariffs import Basis, Customs, CustomsRow, Measured
from comptoir.core.tax import tax_each


class Taxed(StrEnum):
    """Where the destination's tax falls on an order: one decision for all of it, whatever is shipped apart (A-45)."""

    HOME = "home"  # in the sale: there is no border on the way
    SALE = "sale"  # in the sale, as if there were no border
    IMPORT = "import"  # it is due at the border, from the house or from the customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One piece as customs see it: its value without taxes, the tax rate of its destination, its code and origin."""

    value: int
    tax_rate: Decimal
    hs_code: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Who pays, and how much: part of the total when prepaid, an estimate of what the courier collects on delivery.

    `amount` is `duty` and the import `tax` that the store has not taken; `each` is the prepaid part of each piece.
    """

    mode: DutyMode
    amount: int = 0
    duty: int = 0
    tax: int = 0
    each: tuple[int, ...] = ()
    taxed: Taxed = Taxed.HOME


def charges_tax(market: Market) -> bool:
    """Whether the store takes the destination's sales tax: not where the courier collects it from the customer."""
    return market.tax_included or market.duties is not DutyMode.ON_DELIVERY


def duties_of(goods: Sequence[Declared], *, freight: int, customs: Customs, market: Market) -> Duties:
    """The duties of a consignment whose freight, without tax, is `freight`; nothing is asked in a market without duties."""
    row = customs.row
    if row is None:
        return Duties(mode=market.duties, each=(0,) * len(goods))
    taxed = _taxed(goods, row=row)
    if market.duties is DutyMode.NONE:
        return Duties(mode=market.duties, each=(0,) * len(goods), taxed=taxed)
    duty, tax = _charges(goods, freight=freight, customs=customs, row=row, store_taxes=charges_tax(market))
    prepaid = market.duties is DutyMode.PREPAID
    return Duties(
        mode=market.duties,
        amount=sum(duty) + sum(tax),
        duty=sum(duty),
        tax=sum(tax),
        each=tuple(map(sum, zip(duty, tax, strict=True))) if prepaid else (0,) * len(goods),
        taxed=taxed,
    )


def _taxed(goods: Sequence[Declared], *, row: CustomsRow) -> Taxed:
    """A-45: goods worth no more than the limit, without freight and taxes, together or each, are taxed as a sale."""
    values = [piece.value for piece in goods]
    measured = max(values, default=0) if row.at_sale_by is Measured.PIECE else sum(values)
    at_sale = not row.import_tax or measured <= row.taxed_at_sale
    return Taxed.SALE if at_sale else Taxed.IMPORT


def _charges(
    goods: Sequence[Declared], *, freight: int, customs: Customs, row: CustomsRow, store_taxes: bool
) -> tuple[Sequence[int], Sequence[int]]:
    """Duty and import tax of each piece."""
    values = [piece.value for piece in goods]
    freights = split(freight, weights=values)
    landed = [value + part for value, part in zip(values, freights, strict=True)]
    nothing = (0,) * len(goods)
    measured = sum(values if row.limits is Basis.FOB else landed)
    duty: Sequence[int] = nothing
    if measured > row.duty_free:
        duty = _duty_each(goods, worth=values if row.basis is Basis.FOB else landed, customs=customs)
    if not row.import_tax or measured <= row.tax_free:
        return duty, nothing
    bases = duty if store_taxes else [worth + part for worth, part in zip(landed, duty, strict=True)]
    return duty, tax_each(bases, rates=[piece.tax_rate for piece in goods], included=False)


def _duty_each(goods: Sequence[Declared], *, worth: Sequence[int], customs: Customs) -> tuple[int, ...]:
    """Duty reckoned once for each line of the declaration, a code from an origin, then shared over its pieces."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, piece in enumerate(goods):
        lines[piece.hs_code, piece.origin].append(place)
    duties = [0] * len(goods)
    for (hs_code, origin), places in lines.items():
        terms = customs.duty_on(hs_code=hs_code, origin=origin)
        weights = [worth[place] for place in places]
        whole = max(share(sum(weights), rate=terms.rate), terms.least * len(places))
        for place, part in zip(places, split(whole, weights=weights), strict=True):
            duties[place] = part
    return tuple(duties)
