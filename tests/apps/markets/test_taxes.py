"""The sales taxes of the United States come from the law's table, or from the provider that the settings name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import Settings

from comptoir.core.delivery import Destination
from comptoir.markets import queries

TODAY = date(2026, 11, 22)
NEW_YORK = Destination(country="US", region="NY", postal_code="10118")


class Provider:
    """A provider whose rate says what it was asked."""

    def rate(self, *, place: Destination, tax_class: str, price: int, on: date) -> Decimal:
        assert (place, tax_class, on) == (NEW_YORK, "standard", TODAY)
        return Decimal(price) / 100000


@pytest.mark.rule("A-46")
def test_a_provider_takes_the_place_of_the_table(settings: Settings) -> None:
    def rate(place: Destination) -> Decimal:
        return queries.tax_book().rate(place=place, tax_class="standard", price=31900, on=TODAY)

    assert rate(NEW_YORK) == Decimal("0.08875")
    settings.SALES_TAXES = f"{__name__}.Provider"
    assert rate(NEW_YORK) == Decimal("0.319")
    assert rate(Destination(country="FR")) == Decimal("0.20")
