"""Every test of the shop runs in the house of `builders.a_house`, beside the stand-ins, in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def house(furnished: None) -> None:
    """The house, open, on the Monday of the tests."""
    del furnished


@pytest.fixture
def shopper(house: None) -> Client:
    """A browser without a script."""
    del house
    return Client()
