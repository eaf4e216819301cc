"""Dated rates, and tax to the penny."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.delivery import Destination
from comptoir.core.tax import TaxLine, TaxRow, breakdown, part_of, rate_for, tax_each, tax_of
from tests.core.baskets import TAXES

RATES = st.sampled_from([Decimal(0), Decimal("0.055"), Decimal("0.20"), Decimal("0.14975")])


def rate(
    country: str, on: date, *, region: str = "", postal_code: str = "", tax_class: str = "standard"
) -> Decimal:
    place = Destination(country=country, region=region, postal_code=postal_code)
    return TAXES.rate(place=place, tax_class=tax_class, price=10000, on=on)


@pytest.mark.rule("A-43")
@pytest.mark.parametrize(
    ("country", "region", "tax_class", "on", "expected"),
    [
        ("FR", "", "standard", date(2026, 11, 22), "0.20"),
        ("DE", "", "clothing", date(2026, 11, 22), "0.19"),
        ("EE", "", "standard", date(2025, 6, 30), "0.22"),
        ("EE", "", "standard", date(2025, 7, 1), "0.24"),
        ("FI", "", "standard", date(2026, 1, 1), "0.255"),
        ("CH", "", "standard", date(2026, 1, 1), "0.081"),
        ("US", "NJ", "standard", date(2026, 1, 1), "0.06625"),
        ("US", "NJ", "clothing", date(2026, 1, 1), "0"),
        ("US", "OR", "standard", date(2026, 1, 1), "0"),
        ("US", "", "standard", date(2026, 1, 1), "0"),
        ("CA", "QC", "standard", date(2026, 1, 1), "0.14975"),
        ("CA", "AB", "standard", date(2026, 1, 1), "0.05"),
        ("FR", "", "standard", date(2013, 12, 31), "0"),
        ("GB", "", "children", date(2026, 1, 1), "0"),
        ("IE", "", "children", date(2026, 1, 1), "0"),
    ],
)
def test_the_rate_is_that_of_the_place_the_goods_and_the_day(
    country: str, region: str, tax_class: str, on: date, expected: str
) -> None:
    assert rate(country, on, region=region, tax_class=tax_class) == Decimal(expected)


@pytest.mark.rule("A-43")
@pytest.mark.parametrize(
    ("country", "postal_code", "expected"),
    [
        ("FR", "20000", "0.20"),  # Ajaccio, Corsica
        ("MC", "98000", "0.20"),  # Monaco
        ("RE", "97400", "0.085"),
        ("GP", "97110", "0.085"),
        ("MQ", "97200", "0.085"),
        ("GF", "97300", "0"),
        ("ES", "28001", "0.21"),
        ("ES", "35001", "0.07"),  # Las Palmas
        ("ES", "38 001", "0.07"),  # Santa Cruz de Tenerife
        ("ES", "51001", "0.10"),  # Ceuta
        ("ES", "52001", "0.10"),  # Melilla
        ("FI", "22100", "0.255"),  # Mariehamn, Åland
        ("IT", "23041", "0"),  # Livigno
        ("IT", "23042", "0.22"),
        ("IT", "22061", "0.081"),  # Campione
        ("DE", "27498", "0"),  # Heligoland
        ("DE", "78266", "0.081"),  # Büsingen
        ("DE", "78267", "0.19"),
        ("GR", "630 86", "0"),  # Mount Athos
        ("GR", "63085", "0.24"),
        ("GB", "BT1 1AA", "0.20"),  # Northern Ireland
        ("PT", "1100-148", "0.23"),
        ("PT", "9000-001", "0.22"),  # Funchal
        ("PT", "9500-001", "0.16"),  # Ponta Delgada
        ("AT", "6691", "0.19"),  # Jungholz
        ("AT", "6692", "0.20"),
    ],
)
def test_a_territory_has_the_rate_of_its_postal_code(country: str, postal_code: str, expected: str) -> None:
    assert rate(country, date(2026, 11, 22), postal_code=postal_code) == Decimal(expected)


def test_a_region_goes_before_a_class() -> None:
    def row(region: str, tax_class: str, percent: str) -> TaxRow:
        return TaxRow(
            country="US",
            region=region,
            tax_class=tax_class,
            rate=Decimal(percent),
            since=date(2020, 1, 1),
            until=None,
            source="a test",
        )

    rows = [row("", "standard", "0.01"), row("", "clothing", "0.02"), row("NY", "standard", "0.03")]
    on = date(2026, 1, 1)
    asked = [("NY", "clothing", "0.03"), ("OR", "clothing", "0.02"), ("OR", "bags", "0.01")]
    for region, tax_class, percent in asked:
        place = Destination(country="US", region=region)
        assert rate_for(rows, place=place, tax_class=tax_class, on=on) == Decimal(percent)


@pytest.mark.rule("pitfall-15")
@pytest.mark.parametrize(
    ("amount", "percent", "included", "tax"),
    [
        (12000, "0.20", True, 2000),
        (9990, "0.20", True, 1665),
        (1, "0.20", True, 0),
        (100, "0.081", True, 7),
        (10000, "0.0725", False, 725),
        (50, "0.05", False, 3),  # a half goes up
        (0, "0.20", False, 0),
    ],
)
def test_tax_is_inside_or_on_top(amount: int, percent: str, included: bool, tax: int) -> None:
    assert tax_of(amount, rate=Decimal(percent), included=included) == tax


@pytest.mark.rule("pitfall-15")
@given(goods=st.lists(st.tuples(st.integers(0, 99999), RATES), max_size=9), included=st.booleans())
def test_the_taxes_of_pieces_add_up_to_the_tax_of_their_rate(
    goods: list[tuple[int, Decimal]], included: bool
) -> None:
    amounts, rates = [amount for amount, _ in goods], [own for _, own in goods]
    taxes = tax_each(amounts, rates=rates, included=included)
    for own in set(rates):
        whole = sum(amount for amount, other in goods if other == own)
        parts = sum(tax for tax, other in zip(taxes, rates, strict=True) if other == own)
        assert parts == tax_of(whole, rate=own, included=included)
    for amount, own, tax in zip(amounts, rates, taxes, strict=True):
        exact = Fraction(amount) * Fraction(own) / (1 + Fraction(own) if included else 1)
        assert 0 <= tax <= amount
        assert abs(tax - exact) < 2


def test_a_breakdown_adds_up_by_rate_the_highest_first() -> None:
    low, high = Decimal("0.055"), Decimal("0.20")
    lines = [
        TaxLine(rate=low, base=100, amount=6),
        TaxLine(rate=high, base=1000, amount=200),
        TaxLine(rate=low, base=10, amount=1),
    ]
    assert breakdown(lines) == (
        TaxLine(rate=high, base=1000, amount=200),
        TaxLine(rate=low, base=110, amount=7),
    )
    assert breakdown([]) == ()


@pytest.mark.rule("A-43", "pitfall-15")
@given(st.data())
def test_a_part_of_what_bears_several_rates_adds_up_and_the_whole_is_itself(data: st.DataObject) -> None:
    amounts = st.integers(0, 10**6)
    lines = [
        TaxLine(rate=rate, base=data.draw(amounts) + 1, amount=data.draw(amounts) if rate else 0)
        for rate in data.draw(st.lists(RATES, min_size=1, max_size=4, unique=True))
    ]
    tax = sum(line.amount for line in lines)
    gross = tax + sum(line.base for line in lines)
    assert part_of(lines, gross=gross, tax=tax) == tuple(lines)
    some = data.draw(st.integers(0, gross))
    inside = some * tax // gross
    part = part_of(lines, gross=some, tax=inside)
    assert sum(line.base + line.amount for line in part) == some
    assert sum(line.amount for line in part) == inside
    assert {line.rate for line in part} <= {line.rate for line in lines}
