"""Pieces are promised when the shopper orders, leave when a parcel ships, and come back with a return."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.stock import queries
from comptoir.stock.models import Level, Movement, Reservation
from comptoir.stock.services.moving import CONDITIONS, Key, MovementKind, change_levels, move_pieces

_UNNAMED: Mapping[str, str] = MappingProxyType({})


class OutOfStock(NotPossible):
    """Not all pieces can be promised, and none was: `missing` is (SKU, wanted, available), `names` what people call a SKU."""

    def __init__(
        self, *, missing: Sequence[tuple[str, int, int]], names: Mapping[str, str] = _UNNAMED
    ) -> None:
        super().__init__(
            *(
                Refused(
                    rule="ORD-07",
                    reason=Reason.OUT_OF_STOCK,
                    values=(
                        ("sku", sku),
                        ("name", names.get(sku, sku)),
                        ("wanted", wanted),
                        ("available", available),
                    ),
                    field="lines",
                )
                for sku, wanted, available in missing
            )
        )
        self.missing = tuple(missing)


class NotReserved(RuntimeError):
    """A piece was to leave that nobody had reserved: a bug."""


@joins_transaction
def reserve_pieces(
    *, order_number: str, pieces: Sequence[tuple[UUID, str]], country: str, new: bool = False, at: datetime
) -> None:
    """Promise pieces (id, SKU) to an order, all or none, if possible from one place; the ones it holds stay as they are.

    Of a `new` order nobody asks whether it holds any. Among places the order's own country comes first. Refused with
    OutOfStock.
    """
    levels = queries.lock_shipping_levels(skus=[sku for _piece, sku in pieces])
    held = set()
    if not new:
        known = queries.open_reservations(pieces=[piece for piece, _sku in pieces])
        held = set(known.values_list("piece", flat=True))
    wanted = [(piece, sku) for piece, sku in pieces if piece not in held]
    _refuse_missing(Counter(sku for _piece, sku in wanted), levels)
    chosen = _choose(wanted, levels, country=country)
    promised = Counter((sku, location) for _piece, sku, location in chosen)
    change_levels(changes={key: (0, count) for key, count in promised.items()})
    Reservation.objects.bulk_create(
        [
            Reservation(piece=piece, order_number=order_number, sku=sku, location_id=location, made_at=at)
            for piece, sku, location in chosen
        ],
        update_conflicts=True,
        unique_fields=["piece"],
        update_fields=["order_number", "location", "made_at", "ended_at"],
    )


@joins_transaction
def free_pieces(*, pieces: Collection[UUID], at: datetime) -> int:
    """Take back the promises to these pieces and say how many there were; the others are left alone."""
    ending = _end_reservations(pieces, at=at)
    change_levels(changes={key: (0, -count) for key, count in Counter(ending.values()).items()})
    return len(ending)


@joins_transaction
def take_pieces(*, pieces: Collection[UUID], actor: Actor, at: datetime) -> None:
    """The pieces leave with a parcel: promise and stock go down together. Taking them again does nothing."""
    _take(pieces, kind=MovementKind.SALE, actor=actor, at=at)


@joins_transaction
def write_off_pieces(*, pieces: Collection[UUID], actor: Actor, at: datetime) -> None:
    """The pieces were promised and are not where they should be (PAY-06): promise and stock go down together."""
    _take(pieces, kind=MovementKind.MISSING, actor=actor, at=at)


@joins_transaction
def restock_piece(
    *, piece: UUID, sku: str, kind: str, lot: int | None = None, actor: Actor, at: datetime
) -> None:
    """A piece that was sold is back where it left from: as stock (`return`), or in a condition in which nothing is sold.

    It is of its `lot` still, where that is known.
    """
    location = Reservation.objects.values_list("location_id", flat=True).get(piece=piece)
    queries.lock_levels(keys=[(sku, location)])
    moves = {MovementKind.RETURN: 1}
    if kind in CONDITIONS:
        moves[MovementKind(kind)] = -1
    for move, quantity in moves.items():
        row = (sku, location, quantity, str(piece))
        move_pieces(rows=[row], kind=move, lots={sku: lot}, actor=actor, at=at)


def _refuse_missing(wanted: Mapping[str, int], levels: Sequence[Level]) -> None:
    free: Counter[str] = Counter()
    for level in levels:
        free[level.sku] += level.on_hand - level.reserved
    missing = [(sku, count, free[sku]) for sku, count in sorted(wanted.items()) if count > free[sku]]
    if missing:
        raise OutOfStock(missing=missing)


def _choose(
    pieces: Sequence[tuple[UUID, str]], levels: Sequence[Level], *, country: str
) -> list[tuple[UUID, str, int]]:
    """A location for each piece: one that has them all, else the preferred one that has each."""
    free = {(level.sku, level.location_id): level.on_hand - level.reserved for level in levels}
    places = sorted(
        {level.location for level in levels}, key=lambda place: (place.country != country, place.position)
    )
    wanted = Counter(sku for _piece, sku in pieces)
    whole = [
        place
        for place in places
        if all(free.get((sku, place.pk), 0) >= count for sku, count in wanted.items())
    ]
    chosen = []
    for piece, sku in pieces:
        location = next(place.pk for place in whole or places if free.get((sku, place.pk), 0) > 0)
        free[sku, location] -= 1
        chosen.append((piece, sku, location))
    return chosen


def _end_reservations(pieces: Collection[UUID], *, at: datetime) -> dict[UUID, Key]:
    """End the open reservations of these pieces under the locks of their levels, which are then still held."""
    rows = queries.open_reservations(pieces=pieces)
    queries.lock_levels(keys=rows.values_list("sku", "location_id"))
    ending = {piece: (sku, place) for piece, sku, place in rows.values_list("piece", "sku", "location_id")}
    Reservation.objects.filter(piece__in=ending).update(ended_at=at)
    return ending


def _take(pieces: Collection[UUID], *, kind: MovementKind, actor: Actor, at: datetime) -> None:
    ending = _end_reservations(pieces, at=at)
    others = set(pieces) - set(ending)
    gone = Movement.objects.filter(kind=kind, cause__in=map(str, others)).count()
    if gone < len(others):
        raise NotReserved(f"{len(others) - gone} pieces were not reserved")
    change_levels(changes={key: (0, -count) for key, count in Counter(ending.values()).items()})
    rows = [(sku, location, -1, str(piece)) for piece, (sku, location) in ending.items()]
    move_pieces(rows=rows, kind=kind, actor=actor, at=at)
