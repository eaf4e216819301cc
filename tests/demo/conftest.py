"""The demo house's catalogue, built once."""

from __future__ import annotations

import pytest

from demo.catalogue import Catalogue, build_catalogue


@pytest.fixture(scope="session")
def house() -> Catalogue:
    """Everything the demo house sells or shows."""
    return build_catalogue(26)
