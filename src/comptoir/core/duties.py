"""Duties and import taxes of a destination: who pays them, and how much (PAY-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from comptoir.core.money import share, split
from comptoir.core.policy import DutyMode, Market


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Who pays, and how much: part of the total when prepaid, an estimate of what the courier collects on delivery."""

    mode: DutyMode
    amount: int


def charges_tax(market: Market) -> bool:
    """Whether the store takes the destination's sales tax: not where the courier collects it from the customer."""
    return market.tax_included or market.duties is not DutyMode.ON_DELIVERY


def duty_each(values: Sequence[int], *, market: Market) -> tuple[int, ...]:
    """Prepaid duty of each piece on its value without tax, to be frozen with it; nothing in the other modes."""
    if market.duties is not DutyMode.PREPAID or not values:
        return (0,) * len(values)
    return split(share(sum(values), rate=market.duty_rate), weights=values)


def collected_on_delivery(values: Sequence[tuple[Decimal, int]], *, delivery: int, market: Market) -> int:
    """What the courier is expected to ask for: duty on the goods and, where the store took none, tax on all of it.

    `values` are the goods by the tax rate of the destination; `delivery` is shared over them.
    """
    if market.duties is not DutyMode.ON_DELIVERY or not values:
        return 0
    shares = split(delivery, weights=[goods for _, goods in values])
    asked = 0
    for (rate, goods), freight in zip(values, shares, strict=True):
        duty = share(goods, rate=market.duty_rate)
        asked += duty
        if not charges_tax(market):
            asked += share(goods + freight + duty, rate=rate)
    return asked
