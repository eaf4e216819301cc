"""What the demo tells the stand-ins beside what the house asks of them."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def quiet_standins() -> Iterator[None]:
    """The year's events are not sent: there is no web server yet, and the services look for themselves."""
    for address in (settings.PAYMENT_URL, settings.CARRIER_URL):
        _tell(f"{address}/_control", {"webhooks": {"drop": True}})
    try:
        yield
    finally:
        for address in (settings.PAYMENT_URL, settings.CARRIER_URL):
            _tell(f"{address}/_control/reset", {})


def tell_payment(path: str, body: dict[str, object]) -> None:
    """Have the payment provider do something of its own accord."""
    _tell(f"{settings.PAYMENT_URL}{path}", body)


def _tell(address: str, body: dict[str, object]) -> None:
    request = urllib.request.Request(
        address, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):
        pass
