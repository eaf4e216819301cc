"""Every test of the shop runs in the house of `builders.a_house`, beside the stand-ins, in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders


@pytest.fixture
def house(db: None, payment_standin: str, carrier_standin: str) -> None:
    """The house, open, on the Monday of the tests."""
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()


@pytest.fixture
def shopper(house: None) -> Client:
    """A browser without a script."""
    del house
    return Client()
