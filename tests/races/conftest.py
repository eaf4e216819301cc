"""Races are run once; `make prove` runs them again and again."""

from __future__ import annotations

import os

import pytest

# The provider's library keeps a connection for each thread; one that ends leaves its own to the collector.
LEFT_OPEN = pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")
TIMES = int(os.environ.get("COMPTOIR_RACES", "1"))


@pytest.fixture(autouse=True, params=range(TIMES), ids=[""] if TIMES == 1 else None)
def again(request: pytest.FixtureRequest) -> int:
    """Which run of the race this is."""
    run: int = request.param
    return run
