"""The API over the house of the tests, beside the stand-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.calls import Api, provider


@pytest.fixture
def api(furnished: None) -> Iterator[Api]:
    """The house, open on the Monday of the tests, and somebody who calls its API; the provider behaves afterwards."""
    del furnished
    yield Api()
    provider("/reset")


@pytest.fixture
def lasting_api(lasting_house: str) -> Iterator[Api]:
    """The same on a database of its own, where every transaction is a real one."""
    del lasting_house
    yield Api()
    provider("/reset")
