"""Reads of waves: what waits, what a wave still wants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from comptoir.fulfilment import queries as fulfilment
from comptoir.infra.db import locked
from comptoir.orders import queries as orders
from comptoir.stock import queries as stock
from comptoir.warehouse.models import Preparation, PreparedPiece, Wave
from comptoir.warehouse.queries.counts import bins_at

_LAST = "\uffff"  # pieces without a bin are looked for at the end of the walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order that nobody prepares yet, as far as it leaves from one warehouse."""

    number: str
    service: str
    promised: date
    pieces: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """A wave that is not over."""

    id: UUID
    location: str
    held_by: str
    made_at: datetime
    orders: int
    pieces: int
    picked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFacts:
    """A wave as pages show it."""

    id: UUID
    key: int
    location: str
    held_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickRow:
    """A piece of a wave, as the list shows it."""

    piece: UUID
    sku: str
    name: str
    colour: str
    size: str
    picture: str
    needs_box: bool
    weight_g: int
    bin: str
    identity: str
    preparation: int
    position: int
    order_number: str
    service: str
    promised: date
    picked: bool
    checked: bool


def waiting(*, location: str) -> tuple[Waiting, ...]:
    """Orders with this warehouse that are in no wave and not to be stopped: the oldest promise first, Express before Standard."""
    promised = stock.promised_at(location=location)
    known = orders.released_among(numbers={number for number, _piece, _sku in promised})
    for stop in fulfilment.open_stops(among=known):
        del known[stop.order_number]
    pieces = [piece for number, piece, _sku in promised if number in known]
    taken = fulfilment.packed_among(pieces=pieces) | _prepared(pieces)
    found: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    for number, piece, sku in promised:
        if number in known and piece not in taken:
            found[number].append((piece, sku))
    rows = [
        Waiting(number=number, service=known[number][0], promised=known[number][1], pieces=tuple(pieces))
        for number, pieces in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.promised, row.service != "express", row.number)))


def open_waves(*, location: str) -> tuple[WaveRow, ...]:
    """Waves of a warehouse that are not over, oldest first."""
    here = Q(preparations__ended_at__isnull=True)
    inside = here & Q(preparations__pieces__ended_at__isnull=True)
    rows = (
        Wave.objects.filter(location=location)
        .annotate(
            orders=Count("preparations", filter=here, distinct=True),
            pieces=Count("preparations__pieces", filter=inside, distinct=True),
            picked=Count(
                "preparations__pieces",
                filter=inside & Q(preparations__pieces__picked_at__isnull=False),
                distinct=True,
            ),
        )
        .filter(orders__gt=0)
        .order_by("made_at", "id")
    )
    return tuple(
        WaveRow(
            id=row.public_id,
            location=row.location,
            held_by=row.held_by,
            made_at=row.made_at,
            orders=row.orders,
            pieces=row.pieces,
            picked=row.picked,
        )
        for row in rows[:50]
    )


def wave_by_id(*, wave_id: UUID) -> WaveFacts | None:
    """A wave."""
    row = Wave.objects.filter(public_id=wave_id).first()
    if row is None:
        return None
    return WaveFacts(id=row.public_id, key=row.pk, location=row.location, held_by=row.held_by)


def lock_wave(*, wave_id: UUID) -> Wave | None:
    """A wave, locked: its scans come one after the other."""
    return next(iter(locked(Wave.objects.filter(public_id=wave_id), kind="wave")), None)


def pick_list(*, wave: WaveFacts) -> tuple[PickRow, ...]:
    """What a wave still prepares, along the bins; pieces that were called off meanwhile are left out."""
    rows = list(open_pieces(wave_id=wave.key))
    bins = bins_at(location=wave.location, skus={row.sku for row in rows})
    known = {piece.public_id: piece for piece in orders.pieces_by_ids(public_ids=[row.piece for row in rows])}
    found = [
        PickRow(
            piece=row.piece,
            sku=row.sku,
            name=piece.name,
            colour=piece.colour,
            size=piece.size,
            picture=piece.picture,
            needs_box=piece.needs_box,
            weight_g=piece.weight_g,
            bin=bins.get(row.sku, ""),
            identity=row.identity,
            preparation=row.preparation_id,
            position=row.preparation.position,
            order_number=row.preparation.order_number,
            service=row.preparation.service,
            promised=row.preparation.promised,
            picked=row.picked_at is not None,
            checked=row.checked_at is not None,
        )
        for row in rows
        if (piece := known[row.piece]).cancelled_at is None
    ]
    return tuple(sorted(found, key=lambda row: (row.bin or _LAST, row.sku, row.position)))


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentStop:
    """An order that is to be stopped, and where it is: in a wave's compartment, in parcels, or not begun."""

    order_number: str
    asked_at: datetime
    reason: str
    wave: UUID | None
    position: int
    parcels: tuple[str, ...]


def urgent_stops(*, among: Collection[str] | None = None) -> tuple[UrgentStop, ...]:
    """The orders that the team is asked to stop (ORD-03), the longest asked first; of these orders, or of all."""
    stops = fulfilment.open_stops(among=among)
    numbers = [stop.order_number for stop in stops]
    rows = Preparation.objects.filter(order_number__in=numbers, ended_at__isnull=True).select_related("wave")
    begun = {row.order_number: row for row in rows}
    parcels = fulfilment.packed_parcels(numbers=numbers)
    return tuple(
        UrgentStop(
            order_number=stop.order_number,
            asked_at=stop.asked_at,
            reason=stop.reason,
            wave=begun[stop.order_number].wave.public_id if stop.order_number in begun else None,
            position=begun[stop.order_number].position if stop.order_number in begun else 0,
            parcels=parcels.get(stop.order_number, ()),
        )
        for stop in stops
    )


def open_pieces(*, wave_id: int) -> Sequence[PreparedPiece]:
    """The rows of what a wave still prepares, compartment by compartment."""
    rows = PreparedPiece.objects.filter(preparation__wave_id=wave_id, ended_at__isnull=True)
    return list(rows.select_related("preparation").order_by("preparation__position", "id"))


def live_pieces(*, rows: Collection[PreparedPiece]) -> set[UUID]:
    """Those of them that were not called off and are in no parcel."""
    ids = [row.piece for row in rows]
    kept = {p.public_id for p in orders.pieces_by_ids(public_ids=ids) if p.cancelled_at is None}
    return kept - fulfilment.packed_among(pieces=ids)


def open_preparations() -> list[int]:
    """Every preparation under way, the oldest first."""
    return list(Preparation.objects.filter(ended_at__isnull=True).order_by("id").values_list("pk", flat=True))


def identities_of(*, pieces: Collection[UUID]) -> dict[UUID, str]:
    """The identities of the garments that were scanned out for pieces; those without one are absent."""
    rows = PreparedPiece.objects.filter(piece__in=pieces).exclude(identity="").order_by("id")
    return dict(rows.values_list("piece", "identity"))


def holder_of(*, identity: str) -> PreparedPiece | None:
    """The piece with which a garment went out, or is about to, by its identity."""
    rows = PreparedPiece.objects.filter(identity=identity, back_at__isnull=True)
    return rows.select_related("preparation").first()


def is_out(*, row: PreparedPiece) -> bool:
    """Whether a piece is in a wave or in a parcel: where it was called off, its garment never left."""
    return row.ended_at is None or bool(fulfilment.packed_among(pieces=[row.piece]))


def _prepared(pieces: Sequence[UUID]) -> set[UUID]:
    rows = PreparedPiece.objects.filter(piece__in=pieces, ended_at__isnull=True)
    return set(rows.values_list("piece", flat=True))


def packed_of(*, preparation_id: int) -> fulfilment.ParcelView | None:
    """The parcel into which a preparation was packed last; None while there is none."""
    preparation = Preparation.objects.filter(pk=preparation_id).first()
    if preparation is None:
        return None
    pieces = set(preparation.pieces.values_list("piece", flat=True))
    parcels = fulfilment.parcels_of(order_number=preparation.order_number)
    return next((parcel for parcel in reversed(parcels) if pieces & set(parcel.pieces)), None)
