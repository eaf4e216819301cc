"""Movements and levels: the only place where either is written. Levels are always locked in the order (SKU, location)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from django.db import connection

from comptoir.catalogue import services as catalogue
from comptoir.core.actors import HOUSE, Actor
from comptoir.infra import queue
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.journal.services import record
from comptoir.stock import queries
from comptoir.stock.models import Level, Movement

Key = tuple[str, int]  # SKU and location


class MovementKind(StrEnum):
    """Why something moved."""

    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    COUNT = "count"
    MISSING = "missing"
    TRANSFER = "transfer"
    DIFFERENCE = "difference"  # of a transfer: what arrived besides what was sent, or did not
    SECOND_CHOICE = "second_choice"
    ATELIER = "atelier"
    RECYCLING = "recycling"


# Conditions in which pieces lie somewhere and are never sold; how many is what moved there less what came back.
CONDITIONS = frozenset({MovementKind.SECOND_CHOICE, MovementKind.ATELIER, MovementKind.RECYCLING})


class LevelChanged(RuntimeError):
    """A level was not as it was locked: a bug, and nothing was moved."""


@joins_transaction
def lock_or_make_levels(*, keys: Collection[Key]) -> dict[Key, Level]:
    """The levels of these (SKU, location id), locked; empty ones are made where there are none."""
    missing = [Level(sku=sku, location_id=place) for sku, place in sorted(keys)]
    Level.objects.bulk_create(missing, ignore_conflicts=True)
    return queries.lock_levels(keys=keys)


@joins_transaction
def move_pieces(
    *,
    rows: Iterable[tuple[str, int, int, str]],
    kind: MovementKind,
    actor: Actor = HOUSE,
    reason: str = "",
    lots: Mapping[str, int | None] = MappingProxyType({}),
    at: datetime,
) -> None:
    """Write movements (SKU, location, quantity, cause) and move the levels by those that were not written before.

    `lots` are those of what comes, by SKU, where they are known.
    """
    new = [
        Movement(
            sku=sku,
            location_id=location,
            quantity=quantity,
            kind=kind,
            cause=cause,
            actor=actor.id,
            reason=reason[:200],
            lot_id=lots.get(sku) if quantity > 0 else None,
            at=at,
        )
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
    change_levels(changes={key: (quantity, 0) for key, quantity in moved.items()})


@joins_transaction
def change_levels(*, changes: Mapping[Key, tuple[int, int]]) -> None:
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


@owns_transaction
def rebuild_levels(*, actor: Actor, at: datetime) -> int:
    """Make every level what its movements and open reservations say, and say how many were not. Movements are the truth."""
    lock_or_make_levels(keys=queries.levelless())
    wrong = queries.wrong_levels()
    places = queries.location_ids(codes=sorted({known.location for known in wrong}))
    # Asked again once they are locked: what moved meanwhile is no mistake.
    queries.lock_levels(keys=[(known.sku, places[known.location]) for known in wrong])
    for known in (wrong := queries.wrong_levels(skus={known.sku for known in wrong})):
        Level.objects.filter(sku=known.sku, location__code=known.location).update(
            on_hand=known.moved, reserved=known.promised
        )
        record(
            verb="level_rebuilt",
            subject_kind="sku",
            subject_id=known.sku,
            actor=actor,
            at=at,
            data={"location": known.location, "before": known.on_hand, "after": known.moved},
        )
    _tell_lists({known.sku for known in wrong})
    return len(wrong)


@owns_transaction
def refresh_lists(*, skus: Sequence[str] | None = None) -> None:
    """The shop's lists learn which SKUs can be bought now: these, or all."""
    known = Level.objects.values_list("sku", flat=True).distinct() if skus is None else skus
    free = queries.available(skus=known)
    catalogue.show_stock(
        in_stock=[sku for sku, count in free.items() if count > 0],
        sold_out=[sku for sku, count in free.items() if count <= 0],
    )


def _tell_lists(skus: Collection[str]) -> None:
    """Something sold out or came back: lists are told in the background, so that no order waits for another there."""
    if skus:
        queue.defer("stock.show_stock", lock="stock.show_stock", skus=" ".join(sorted(skus)))
