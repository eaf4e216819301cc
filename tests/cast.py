"""The people of the tests, and their day."""

from __future__ import annotations

from datetime import UTC, datetime

from comptoir.core.actors import GUEST, Actor, ActorKind, Role
from comptoir.core.addresses import Address

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine o'clock in Paris

GUEST_SHOPPER = GUEST
ADVISOR = Actor(kind=ActorKind.STAFF, id="advisor", role=Role.ADVISOR)
WAREHOUSE = Actor(kind=ActorKind.STAFF, id="warehouse", role=Role.WAREHOUSE)
ADMIN = Actor(kind=ActorKind.STAFF, id="admin", role=Role.ADMIN)
STRANGER = Actor(kind=ActorKind.CUSTOMER, id="00000000-0000-7000-8000-000000000000")

JEANNE_EMAIL = "jeanne@example.org"
JEANNE = Address(
    name="Jeanne Exemple",
    line1="12 rue des Archives",
    postal_code="75004",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 12 34",
)
MARY = Address(
    name="Mary Example",
    line1="4 Box Lane",
    postal_code="SW1A 1AA",
    city="London",
    country="GB",
    phone="+44 20 7946 0018",
)
JOHN = Address(
    name="John Example",
    line1="350 Fifth Avenue",
    postal_code="10118",
    city="New York",
    region="NY",
    country="US",
    phone="+1 212 555 0100",
)
