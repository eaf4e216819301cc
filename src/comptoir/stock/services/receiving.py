"""Locations, and what comes into them at once and whole; what is scanned in piece by piece is in `consigning`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.infra.db import owns_transaction
from comptoir.stock import queries
from comptoir.stock.models import Location
from comptoir.stock.services.moving import MovementKind, lock_or_make_levels, move_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A warehouse that ships, or a store; lower positions are preferred."""

    code: str
    name: str
    country: str
    ships: bool
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """So many pieces of a SKU that came in at a location."""

    sku: str
    location: str
    quantity: int


@owns_transaction
def receive_stock(*, sku: str, location: str, quantity: int, cause: str, at: datetime) -> None:
    """Pieces of one SKU came in; `cause` is the delivery note's number, and the same one twice counts once."""
    _receive([Received(sku=sku, location=location, quantity=quantity)], cause=cause, at=at)


@owns_transaction
def receive_delivery(*, lines: Sequence[Received], cause: str, at: datetime) -> None:
    """A whole delivery came in, each SKU and location at most once; the same `cause` twice counts once."""
    _receive(lines, cause=cause, at=at)


@owns_transaction
def load_locations(*, places: Sequence[Place]) -> None:
    """Make the house's locations, or bring them up to date."""
    Location.objects.bulk_create(
        [
            Location(
                code=place.code,
                name=place.name,
                country=place.country,
                ships=place.ships,
                position=place.position,
            )
            for place in places
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "country", "ships", "position"],
    )


def _receive(lines: Iterable[Received], *, cause: str, at: datetime) -> None:
    lines = sorted(lines, key=lambda line: (line.sku, line.location))
    places = queries.location_ids(codes=[line.location for line in lines])
    rows = [(line.sku, places[line.location], line.quantity, cause) for line in lines]
    lock_or_make_levels(keys=[(sku, place) for sku, place, _quantity, _cause in rows])
    move_pieces(rows=rows, kind=MovementKind.RECEIPT, at=at)
