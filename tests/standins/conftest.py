"""One stand-in of each kind for the whole session; tests that kill it or move its clock start their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from tests.standins.running import Inbox, StandIn, standin


@pytest.fixture(scope="session")
def shared_payment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with standin("payment", tmp_path_factory.mktemp("payment")) as running:
        yield running


@pytest.fixture
def payment(shared_payment: StandIn) -> Iterator[StandIn]:
    """The payment stand-in, behaving."""
    yield shared_payment
    shared_payment.control("/reset")


@pytest.fixture
def own_payment(tmp_path: Path) -> Iterator[StandIn]:
    """A payment stand-in that only this test uses."""
    with standin("payment", tmp_path) as running:
        yield running


@pytest.fixture
def client(payment: StandIn) -> stripe.StripeClient:
    return payment.stripe()


@pytest.fixture
def order() -> str:
    """The number of an order that no other test uses."""
    return f"ORDER-{uuid.uuid4()}"


@pytest.fixture(scope="session")
def shared_carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with standin("carrier", tmp_path_factory.mktemp("carrier")) as running:
        yield running


@pytest.fixture
def carrier(shared_carrier: StandIn) -> Iterator[StandIn]:
    """The carrier stand-in, behaving."""
    yield shared_carrier
    shared_carrier.control("/reset")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """The house's webhook for payments."""
    box = Inbox("Stripe-Signature")
    yield box
    box.close()
