"""Providers that behave again after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.apps.fulfilment import ship


@pytest.fixture
def shop(house: None) -> Iterator[None]:
    """The house of the builders; a bad day of a provider ends with the test."""
    del house
    yield
    ship.mend()
