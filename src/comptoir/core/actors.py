"""Who does a thing. Every verb names its actor; the journal keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of people and programs that act."""

    SHOPPER = "shopper"  # a guest, or someone who holds a private link
    CUSTOMER = "customer"  # signed in
    STAFF = "staff"
    SYSTEM = "system"
    PROVIDER = "provider"
    CARRIER = "carrier"


class Role(StrEnum):
    """What a member of staff may do; admin may do all of it."""

    ADVISOR = "advisor"
    WAREHOUSE = "warehouse"
    MERCHANDISER = "merchandiser"
    AUDITOR = "auditor"
    QUALITY = "quality"  # evaluates faults (CLM-06)
    FINANCE = "finance"  # looks after money that goes out
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One who acts: `id` is an opaque id, never a name or an e-mail."""

    kind: ActorKind
    id: str = ""
    role: Role | None = None


HOUSE = Actor(kind=ActorKind.SYSTEM, id="house")
GUEST = Actor(kind=ActorKind.SHOPPER, id="guest")
