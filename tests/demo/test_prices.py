"""Prices in fourteen currencies, and the totals that the free-delivery thresholds are tried with."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest

from demo.catalogue import FIXTURE_STYLES, Catalogue
from demo.prices import CURRENCIES, price_in, prices_of, reduced


def test_every_product_has_a_price_in_every_currency(house: Catalogue) -> None:
    assert set(CURRENCIES) == {
        "EUR", "GBP", "USD", "CHF", "JPY", "AUD", "CAD", "SEK", "DKK", "NOK", "PLN", "SGD", "HKD", "KRW",
    }  # fmt: skip
    for product in house.products:
        assert set(product.prices) == set(CURRENCIES)
        assert all(price > 0 for price in product.prices.values())
        assert product.prices["EUR"] == product.price


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("EUR", 29000), ("GBP", 25000), ("USD", 33500), ("JPY", 50000), ("SEK", 335000), ("KRW", 470000)],
)
def test_prices_are_rounded_to_the_step_of_their_currency(currency: str, expected: int) -> None:
    assert price_in(currency, euro_cents=29000) == expected


def test_sale_prices_are_whole_units_below_the_price() -> None:
    assert reduced({"EUR": 29500, "JPY": 50000, "GBP": 25500}, percent=30) == {
        "EUR": 20600,
        "JPY": 35000,
        "GBP": 17800,
    }


@pytest.mark.parametrize(("currency", "total"), [("EUR", 30000), ("GBP", 27000)])
def test_fixture_pieces_make_the_total_of_the_threshold_exactly(
    house: Catalogue, currency: str, total: int
) -> None:
    shirt, tee, holder = FIXTURE_STYLES
    prices = {p.style: p.prices[currency] for p in house.products if p.style in FIXTURE_STYLES}
    exact = [
        pair for pair in combinations_with_replacement(prices, 2) if sum(prices[s] for s in pair) == total
    ]
    assert {frozenset(pair) for pair in exact} == {frozenset({shirt, tee}), frozenset({holder})}


def test_one_style_is_at_exactly_150_euros(house: Catalogue) -> None:
    assert next(p for p in house.products if p.style == "ME-26W-SL001").price == 15000


def test_prices_the_house_sets_by_hand_stand_before_the_rule() -> None:
    assert prices_of("ME-26W-SH003", euro_cents=20500)["GBP"] == 18500
    assert prices_of("ME-26W-SH001", euro_cents=20500)["GBP"] == 18000
