"""A price proposed for a market that has none: the base price at a reference rate, rounded as the market rounds (PAY-03).

A proposal is confirmed by a person and published as a fixed price; no price follows a rate by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from comptoir.core.money import Money, exponent, rounded
from comptoir.core.policy import Market, Rounding

_EURO = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRate:
    """Units of a currency for one euro on a day."""

    currency: str
    rate: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A price in minor units of the market's currency, and the day of the older of the rates it follows from, if any."""

    amount: int
    currency: str
    on: date | None


def propose_price(*, base: Money, market: Market, rates: Mapping[str, ReferenceRate]) -> Proposal | None:
    """The price that a market's currency makes of the base price; None where a rate is not known."""
    currencies = {base.currency, market.currency}
    if not currencies <= {_EURO, *rates}:
        return None
    exact = Fraction(base.major) * _per_euro(market.currency, rates) / _per_euro(base.currency, rates)
    if len(currencies) == 1:
        return Proposal(amount=base.amount, currency=market.currency, on=None)
    days = [rates[currency].on for currency in currencies if currency in rates]
    return Proposal(
        amount=_rounded(exact * 10 ** exponent(market.currency), market),
        currency=market.currency,
        on=min(days, default=None),
    )


def _per_euro(currency: str, rates: Mapping[str, ReferenceRate]) -> Fraction:
    return Fraction(1) if currency == _EURO else Fraction(rates[currency].rate)


def _rounded(amount: Fraction, market: Market) -> int:
    """To the nearest step less its rest: step 1000 and less 100 make 28900, 29900."""
    rule = market.rounding or Rounding(step=10 ** exponent(market.currency))
    steps = max(1, rounded((amount + rule.less) / rule.step))
    return steps * rule.step - rule.less
