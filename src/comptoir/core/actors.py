"""Who does a thing. Every verb names its actor; the journal keeps it."""

from __future__ import annotations

from collections.abc import Collection
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
    SENIOR_ADVISOR = "senior_advisor"  # what an advisor may, and the second look at money that goes out
    WAREHOUSE = "warehouse"
    MERCHANDISER = "merchandiser"
    AUDITOR = "auditor"
    QUALITY = "quality"  # evaluates faults (CLM-06)
    FINANCE = "finance"  # looks after money that goes out
    ASSOCIATE = "associate"  # in a store
    DATA_PROTECTION = "data_protection"  # requests about personal data
    ADMIN = "admin"


def may_act_as(role: Role | None, wanted: Collection[Role]) -> bool:
    """Whether someone in a role may do what is for these: admin all of it, a senior advisor what an advisor may."""
    acts_as = {Role.SENIOR_ADVISOR: (Role.SENIOR_ADVISOR, Role.ADVISOR)}.get(role, (role,)) if role else ()
    return role is Role.ADMIN or any(each in wanted for each in acts_as)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One who acts: `id` is an opaque id, never a name or an e-mail."""

    kind: ActorKind
    id: str = ""
    role: Role | None = None


HOUSE = Actor(kind=ActorKind.SYSTEM, id="house")
GUEST = Actor(kind=ActorKind.SHOPPER, id="guest")
