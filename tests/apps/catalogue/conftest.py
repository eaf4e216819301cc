"""The catalogue's tests start with a small catalogue."""

from __future__ import annotations

import pytest

from tests.apps.catalogue import shelf


@pytest.fixture(autouse=True)
def filled(db: None) -> None:
    """Three knits, a coat and a bag."""
    del db
    shelf.fill()
