"""Sales tax of the United States: nexus, then the sum of the authorities of the place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.core.delivery import Destination
from tests.core.baskets import LAW, TAXES, a_line, a_quote, some_facts

TODAY = date(2026, 11, 22)


def rate(
    state: str, zip_code: str = "", *, tax_class: str = "standard", price: int = 10000, on: date = TODAY
) -> Decimal:
    place = Destination(country="US", region=state, postal_code=zip_code)
    return LAW.sales_taxes.rate(place=place, tax_class=tax_class, price=price, on=on)


@pytest.mark.rule("A-46")
@pytest.mark.parametrize(
    ("state", "zip_code", "expected"),
    [
        ("CA", "", "0.0725"),
        ("CA", "90012", "0.0975"),  # 7.25 and Los Angeles County’s 2.5
        ("CA", "94103", "0.08625"),
        ("NY", "12207", "0.04"),
        ("NY", "10118", "0.08875"),  # 4 and the city’s 4.5 and the commuter district’s 0.375
        ("TX", "77002", "0.0825"),
        ("TX", "77002-1234", "0.0825"),
        ("IL", "60601", "0.1025"),
        ("WA", "98101", "0.1035"),
        ("PA", "19103", "0.08"),
        ("FL", "33101", "0.07"),
        ("NJ", "07030", "0.06625"),
        ("MA", "02108", "0.0625"),
        ("OR", "97201", "0"),  # no sales tax
        ("GA", "30303", "0"),  # no nexus
        ("", "10118", "0"),  # not yet known where
    ],
)
def test_the_rate_is_the_sum_over_the_authorities(state: str, zip_code: str, expected: str) -> None:
    assert rate(state, zip_code) == Decimal(expected)


@pytest.mark.rule("A-46")
def test_a_state_asks_from_the_day_of_its_nexus() -> None:
    assert rate("FL", on=date(2021, 6, 30)) == 0
    assert rate("FL", on=date(2021, 7, 1)) == Decimal("0.06")
    assert rate("CA", "90012", on=date(2025, 3, 31)) == Decimal("0.0950")
    assert rate("CA", "90012", on=date(2025, 4, 1)) == Decimal("0.0975")


def test_clothes_are_exempt_where_the_state_says_so() -> None:
    assert rate("NJ", tax_class="clothing", price=99999) == 0
    assert rate("PA", "19103", tax_class="clothing") == 0
    assert rate("NY", "10118", tax_class="clothing", price=10999) == 0
    assert rate("NY", "10118", tax_class="clothing", price=11000) == Decimal("0.08875")
    assert rate("CA", tax_class="clothing") == Decimal("0.0725")


@pytest.mark.rule("pitfall-15")
def test_the_price_after_the_code_decides_on_an_exemption() -> None:
    coat = a_line(11500, tax_class="clothing")
    plain = a_quote(some_facts(coat, country="US", region="NY", postal_code="10118"))
    reduced = a_quote(some_facts(coat, country="US", region="NY", postal_code="10118", codes=("WELCOME10",)))
    assert [line.amount for line in plain.deliveries[0].tax] == [1021]
    assert [line.amount for line in reduced.deliveries[0].tax] == [0]


def test_only_the_united_states_have_a_source_of_their_own() -> None:
    place = Destination(country="FR", region="", postal_code="75004")
    assert TAXES.rate(place=place, tax_class="standard", price=1, on=TODAY) == Decimal("0.20")
