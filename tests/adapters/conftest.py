"""The three providers, and a witness of everything that goes over the wire to them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from comptoir.infra import http
from tests import builders
from tests.adapters.providers import PROVIDERS, STRIPE, Provider
from tests.api.calls import provider as control


@pytest.fixture(params=PROVIDERS, ids=lambda known: known.name)
def provider(request: pytest.FixtureRequest, payment_standin: str) -> Iterator[Provider]:
    """Each provider in turn; afterwards all that was said is compared with the vendor's own models."""
    del payment_standin
    known: Provider = request.param
    builders.at_clock(builders.MONDAY)
    said: list[httpx.Response] = []

    def keep(response: httpx.Response) -> None:
        response.read()
        said.append(response)

    hooks = http.client().event_hooks
    http.client().event_hooks = {"response": [keep]}
    yield known
    http.client().event_hooks = hooks
    control("/reset")
    if known is not STRIPE:  # whose own SDK reads and writes its models itself
        for exchange in said:
            known.check_exchange(exchange)
