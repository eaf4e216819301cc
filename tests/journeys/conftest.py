"""The journeys end with the doctor, who names the order that is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

_numbers = count(1)


@pytest.fixture(scope="module")
def program(live_house: LiveHouse) -> Iterator[Program]:
    """A program that talks to the live house; when all is done, every invariant of the books holds."""
    yield Program(live_house)
    live_house.examine()


@pytest.fixture
def email() -> str:
    """The address of a shopper whom no other journey knows."""
    return f"shopper{next(_numbers)}@example.org"
