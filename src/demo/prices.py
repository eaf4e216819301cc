"""Retail prices in fourteen currencies, from the EUR price by fixed factors and a rounding step."""

from __future__ import annotations

from collections.abc import Mapping

_RULES: Mapping[str, tuple[int, int, int]] = {
    "EUR": (100, 500, 100),
    "GBP": (87, 500, 100),
    "USD": (115, 500, 100),
    "CHF": (105, 500, 100),
    "JPY": (17200, 1000, 1),
    "AUD": (175, 500, 100),
    "CAD": (160, 500, 100),
    "SEK": (1160, 5000, 100),
    "DKK": (746, 2500, 100),
    "NOK": (1190, 5000, 100),
    "PLN": (435, 1000, 100),
    "SGD": (155, 500, 100),
    "HKD": (930, 5000, 100),
    "KRW": (162000, 5000, 1),
}
"""By currency: hundredths for one euro, the step prices are rounded to and the minor units of one unit."""

CURRENCIES = tuple(_RULES)

_FIXED: Mapping[str, Mapping[str, int]] = {
    "ME-26W-SH003": {"GBP": 18500},
    "ME-26W-TS001": {"GBP": 8500},
    "ME-26W-SL001": {"GBP": 13500},
}
"""Prices the house sets by hand: 185 and 85, or 135 twice, make a goods total of exactly GBP 270.00."""


def price_in(currency: str, *, euro_cents: int) -> int:
    """The price in minor units of a currency, rounded half up to its step; EUR stays as it is."""
    if currency == "EUR":
        return euro_cents
    hundredths, step, minor = _RULES[currency]
    exact = euro_cents * hundredths * minor
    unit = step * 100 * 100
    return max(1, (exact * 2 + unit) // (unit * 2)) * step


def prices_of(style: str, *, euro_cents: int) -> Mapping[str, int]:
    """A price in minor units for every currency (JPY and KRW have no decimals)."""
    computed = {currency: price_in(currency, euro_cents=euro_cents) for currency in CURRENCIES}
    return {**computed, **_FIXED.get(style, {})}


def reduced(prices: Mapping[str, int], *, percent: int) -> Mapping[str, int]:
    """Sale prices: a percentage off, rounded down to whole units."""
    return {
        currency: price * (100 - percent) // 100 // _RULES[currency][2] * _RULES[currency][2]
        for currency, price in prices.items()
    }
