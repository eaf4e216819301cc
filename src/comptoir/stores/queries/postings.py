"""Who works in which store."""

from __future__ import annotations

from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.markets import queries as markets
from comptoir.markets.queries import HouseStore
from comptoir.stores.models import Posting


def posted_to(*, actor: Actor) -> HouseStore | None:
    """The store in which a member of staff works; None where they work in none, or it is closed for good."""
    found = Posting.objects.filter(user__public_id=actor.id).values_list("store", flat=True).first()
    return store_of(code=found) if found else None


def postings() -> dict[UUID, str]:
    """The store's code of everybody who works in one, by their public id."""
    return dict(Posting.objects.values_list("user__public_id", "store"))


def store_of(*, code: str) -> HouseStore | None:
    """The store with this code, as long as it is one of the house's."""
    return next((store for store in markets.house_stores() if store.code == code), None)
