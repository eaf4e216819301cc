"""Who lives in the journeys."""

from __future__ import annotations

from itertools import count

import pytest

from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

_numbers = count(1)


@pytest.fixture(scope="module")
def program(live_house: LiveHouse) -> Program:
    """A program that talks to the live house."""
    return Program(live_house)


@pytest.fixture
def email() -> str:
    """The address of a shopper whom no other journey knows."""
    return f"shopper{next(_numbers)}@example.org"
