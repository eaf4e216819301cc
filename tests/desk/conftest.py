"""Every test of the desk runs in the house of `builders.a_house`, beside the stand-ins, in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.core.actors import Role
from tests.desk.selling import signed_in


@pytest.fixture
def house(furnished: None) -> None:
    """The house, open, on the Monday of the tests."""
    del furnished


@pytest.fixture
def desk(house: None) -> Client:
    """A browser in which a merchandiser is signed in."""
    del house
    return signed_in(Role.MERCHANDISER)
