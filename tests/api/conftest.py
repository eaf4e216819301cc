"""The API over the house of the tests, beside the stand-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import builders
from tests.api.calls import Api, provider


@pytest.fixture
def api(db: None, payment_standin: str, carrier_standin: str) -> Iterator[Api]:
    """The house, open on the Monday of the tests, and somebody who calls its API; the provider behaves afterwards."""
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    yield Api()
    provider("/reset")
