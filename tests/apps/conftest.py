"""Every test of an app runs in the house of `builders.a_house`, beside the stand-ins, in a transaction that is rolled back."""

from __future__ import annotations

import pytest


@pytest.fixture
def house(furnished: None) -> None:
    """The house, open, on the Monday of the tests."""
    del furnished
