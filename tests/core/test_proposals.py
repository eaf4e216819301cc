"""Prices proposed from the base price: at the reference rate, rounded as the market rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.money import Money
from comptoir.core.policy import Rounding
from comptoir.core.proposals import Proposal, ReferenceRate, propose_price
from tests.core.baskets import HOUSE

NEW_YEAR, LATER = date(2024, 12, 31), date(2025, 6, 30)


def rate(currency: str, value: str, on: date = NEW_YEAR) -> ReferenceRate:
    return ReferenceRate(currency=currency, rate=Decimal(value), on=on, source="a test")


RATES = {
    each.currency: each for each in (rate("USD", "1.0389"), rate("JPY", "163.06"), rate("GBP", "0.8", LATER))
}


def proposed(country: str, *, base: int = 29000, currency: str = "EUR", rule: Rounding | None = None) -> int:
    market = HOUSE.markets[country]
    if rule:
        market = replace(market, rounding=rule)
    proposal = propose_price(base=Money(base, currency), market=market, rates=RATES)
    assert proposal is not None
    return proposal.amount


@pytest.mark.rule("PAY-03")
def test_the_base_price_is_converted_and_rounded_as_the_market_rounds() -> None:
    assert proposed("US") == 30000  # 301.28, to five dollars
    assert proposed("GB") == 23000  # 232.00, to five pounds
    assert proposed("JP") == 47000  # 47,287, to a thousand yen
    assert proposed("JP", rule=Rounding(step=100)) == 47300
    assert proposed("US", rule=Rounding(step=1000, less=100)) == 29900  # ends in nine
    assert proposed("US", base=28000, rule=Rounding(step=1000, less=100)) == 28900  # 290.89
    assert proposed("US", base=100) == 500  # never nothing


def test_a_market_in_the_money_of_the_base_has_its_price() -> None:
    market = HOUSE.markets["DE"]
    assert propose_price(base=Money(28990, "EUR"), market=market, rates={}) == Proposal(
        amount=28990, currency="EUR", on=None
    )


def test_a_base_in_another_money_goes_through_the_euro_and_tells_the_older_day() -> None:
    proposal = propose_price(base=Money(10000, "GBP"), market=HOUSE.markets["US"], rates=RATES)
    assert proposal == Proposal(amount=13000, currency="USD", on=NEW_YEAR)  # 129.86
    assert proposed("FR", base=8000, currency="GBP") == 10000


def test_without_a_rate_nothing_is_proposed() -> None:
    assert propose_price(base=Money(29000, "EUR"), market=HOUSE.markets["CH"], rates=RATES) is None


@given(base=st.integers(1, 10**8), step=st.integers(1, 10**4), less=st.integers(0, 99))
def test_a_proposal_is_within_a_step_of_the_rate(base: int, step: int, less: int) -> None:
    rule = Rounding(step=step + less, less=less)
    amount = proposed("US", base=base, rule=rule)
    assert (amount + less) % rule.step == 0
    assert amount >= step
    assert abs(amount - base * Decimal("1.0389")) <= rule.step
