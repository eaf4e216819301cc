"""Bad days end with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.calls import provider
from tests.apps.payments.gateways import DyingGateway


@pytest.fixture
def bad_days(house: None) -> Iterator[None]:
    """The house, with a provider that behaves again afterwards."""
    del house
    yield
    DyingGateway.dies_at.clear()
    provider("/reset")
