"""Stock moves: pieces are promised when the shopper orders, leave when a parcel ships, and come back with a return.

Levels are always locked in the order (SKU, location), and the database refuses a level that promises more than there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from comptoir.catalogue import services as catalogue
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import queue
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.stock import queries
from comptoir.stock.models import Level, Location, Movement, Reservation

_UNNAMED: Mapping[str, str] = MappingProxyType({})

Key = tuple[str, int]  # SKU and location


class MovementKind(StrEnum):
    """Why something moved."""

    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    COUNT = "count"
    SECOND_CHOICE = "second_choice"
    MISSING = "missing"


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


class CannotCount(NotPossible):
    """Fewer pieces were counted than are promised, or the SKU or place is not known."""


class LevelChanged(RuntimeError):
    """A level was not as it was locked: a bug, and nothing was moved."""


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
    _change_levels({key: (0, count) for key, count in promised.items()})
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
    _change_levels({key: (0, -count) for key, count in Counter(ending.values()).items()})
    return len(ending)


@joins_transaction
def take_pieces(*, pieces: Collection[UUID], at: datetime) -> None:
    """The pieces leave with a parcel: promise and stock go down together. Taking them again does nothing."""
    _take(pieces, kind=MovementKind.SALE, at=at)


@joins_transaction
def write_off_pieces(*, pieces: Collection[UUID], at: datetime) -> None:
    """The pieces were promised and are not where they should be (PAY-06): promise and stock go down together."""
    _take(pieces, kind=MovementKind.MISSING, at=at)


@joins_transaction
def restock_piece(*, piece: UUID, sku: str, kind: str, at: datetime) -> None:
    """A piece that was sold is back where it left from: as stock (`return`), or as `second_choice`, which is not sold again."""
    location = Reservation.objects.values_list("location_id", flat=True).get(piece=piece)
    queries.lock_levels(keys=[(sku, location)])
    moves = {MovementKind.RETURN: 1}
    if MovementKind(kind) is MovementKind.SECOND_CHOICE:
        moves[MovementKind.SECOND_CHOICE] = -1
    for move, quantity in moves.items():
        _move([(sku, location, quantity, str(piece))], kind=move, at=at)


@owns_transaction
def receive_stock(*, sku: str, location: str, quantity: int, cause: str, at: datetime) -> None:
    """Pieces of one SKU came in; `cause` is the delivery note's number, and the same one twice counts once."""
    _receive([Received(sku=sku, location=location, quantity=quantity)], cause=cause, at=at)


@owns_transaction
def receive_delivery(*, lines: Sequence[Received], cause: str, at: datetime) -> None:
    """A whole delivery came in, each SKU and location at most once; the same `cause` twice counts once."""
    _receive(lines, cause=cause, at=at)


@owns_transaction
def count_stock(*, sku: str, location: str, quantity: int, cause: str, actor: Actor, at: datetime) -> None:
    """What was counted is what lies there. Refused with CannotCount if that is less than what is promised."""
    place = queries.location_ids(codes=[location]).get(location)
    level = queries.lock_levels(keys=[(sku, place)]).get((sku, place)) if place else None
    if place is None or level is None:
        raise CannotCount(Refused(rule=None, reason=Reason.NOT_FOUND, field="location"))
    if quantity < level.reserved:
        why = _("%(count)s pieces are promised to orders. Report those that are missing first.")
        raise CannotCount(
            Refused(
                rule=None,
                reason=Reason.FIELD_WRONG,
                values=(("why", why % {"count": level.reserved}),),
                field="quantity",
            )
        )
    _move([(sku, place, quantity - level.on_hand, cause)], kind=MovementKind.COUNT, at=at)
    record(
        verb="count_stock",
        subject_kind="sku",
        subject_id=sku,
        actor=actor,
        at=at,
        data={"location": location, "before": level.on_hand, "counted": quantity},
    )


@owns_transaction
def refresh_lists(*, skus: Sequence[str] | None = None) -> None:
    """The shop's lists learn which SKUs can be bought now: these, or all."""
    known = Level.objects.values_list("sku", flat=True).distinct() if skus is None else skus
    free = queries.available(skus=known)
    catalogue.show_stock(
        in_stock=[sku for sku, count in free.items() if count > 0],
        sold_out=[sku for sku, count in free.items() if count <= 0],
    )


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


def _take(pieces: Collection[UUID], *, kind: MovementKind, at: datetime) -> None:
    ending = _end_reservations(pieces, at=at)
    others = set(pieces) - set(ending)
    gone = Movement.objects.filter(kind=kind, cause__in=map(str, others)).count()
    if gone < len(others):
        raise NotReserved(f"{len(others) - gone} pieces were not reserved")
    _change_levels({key: (0, -count) for key, count in Counter(ending.values()).items()})
    _move([(sku, location, -1, str(piece)) for piece, (sku, location) in ending.items()], kind=kind, at=at)


def _receive(lines: Iterable[Received], *, cause: str, at: datetime) -> None:
    lines = sorted(lines, key=lambda line: (line.sku, line.location))
    places = queries.location_ids(codes=[line.location for line in lines])
    rows = [(line.sku, places[line.location], line.quantity, cause) for line in lines]
    Level.objects.bulk_create(
        [Level(sku=sku, location_id=place) for sku, place, _quantity, _cause in rows],
        ignore_conflicts=True,
    )
    queries.lock_levels(keys=[(sku, place) for sku, place, _quantity, _cause in rows])
    _move(rows, kind=MovementKind.RECEIPT, at=at)


def _move(rows: Iterable[tuple[str, int, int, str]], *, kind: MovementKind, at: datetime) -> None:
    """Write movements (SKU, location, quantity, cause) and move the levels by those that were not written before."""
    new = [
        Movement(sku=sku, location_id=location, quantity=quantity, kind=kind, cause=cause, at=at)
        for sku, location, quantity, cause in rows
        if quantity
    ]
    known = set(
        Movement.objects.filter(kind=kind, cause__in={move.cause for move in new}).values_list(
            "cause", "sku", "location_id"
        )
    )
    new = [move for move in new if (move.cause, move.sku, move.location_id) not in known]
    Movement.objects.bulk_create(new)
    moved: Counter[Key] = Counter()
    for move in new:
        moved[move.sku, move.location_id] += move.quantity
    _change_levels({key: (quantity, 0) for key, quantity in moved.items()})


def _change_levels(changes: Mapping[Key, tuple[int, int]]) -> None:
    """Add to what lies there and to what is promised of it, in one guarded statement; the levels are locked before."""
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_level AS level"
            " SET on_hand = level.on_hand + change.on_hand, reserved = level.reserved + change.reserved"
            " FROM unnest(%s::text[], %s::bigint[], %s::integer[], %s::integer[])"
            " AS change(sku, location, on_hand, reserved)"
            " WHERE level.sku = change.sku AND level.location_id = change.location"
            " AND level.reserved + change.reserved BETWEEN 0 AND level.on_hand + change.on_hand"
            " RETURNING level.sku, (level.on_hand > level.reserved)"
            " <> (level.on_hand - change.on_hand > level.reserved - change.reserved)",
            [
                [sku for sku, _location in changes],
                [location for _sku, location in changes],
                [on_hand for on_hand, _reserved in changes.values()],
                [reserved for _on_hand, reserved in changes.values()],
            ],
        )
        if cursor.rowcount != len(changes):
            raise LevelChanged(f"{len(changes) - cursor.rowcount} levels are not what they were when locked")
        _tell_lists({sku for sku, turned in cursor.fetchall() if turned})


def _tell_lists(skus: Collection[str]) -> None:
    """Something sold out or came back: lists are told in the background, so that no order waits for another there."""
    if skus:
        queue.defer("stock.show_stock", lock="stock.show_stock", skus=" ".join(sorted(skus)))
