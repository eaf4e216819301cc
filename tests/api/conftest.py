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
    yield from _open_house()


@pytest.fixture
def lasting_api(fresh_database: str, payment_standin: str, carrier_standin: str) -> Iterator[Api]:
    """The same on a database of its own, where every transaction is a real one."""
    del fresh_database, payment_standin, carrier_standin
    yield from _open_house()


def _open_house() -> Iterator[Api]:
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    yield Api()
    provider("/reset")
