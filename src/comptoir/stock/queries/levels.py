"""Reads of the stock: what can be sold, what lies where, and whether levels and movements agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from comptoir.infra.db import locked
from comptoir.stock.models import Level, Location, Movement, Reservation

# One array, for lists that ask for hundreds of SKUs.
_AVAILABLE = """
SELECT level.sku, sum(level.on_hand - level.reserved)
FROM stock_level AS level JOIN stock_location AS location ON location.id = level.location_id AND location.ships
WHERE level.sku = ANY(%s::text[])
GROUP BY level.sku
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """What lies of a SKU in one place; `available` is what is not promised."""

    sku: str
    location: str
    name: str
    ships: bool
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """Pieces that nobody was promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLevel:
    """A level that its movements or reservations do not explain."""

    sku: str
    location: str
    on_hand: int
    moved: int
    reserved: int
    promised: int


def available(*, skus: Iterable[str]) -> dict[str, int]:
    """How many pieces of each SKU can be ordered, from all places that ship; an unknown SKU has none."""
    wanted = set(skus)
    with connection.cursor() as cursor:
        cursor.execute(_AVAILABLE, [list(wanted)])
        return {**dict.fromkeys(wanted, 0), **dict(cursor.fetchall())}


def levels(*, skus: Iterable[str]) -> dict[str, tuple[StockLevel, ...]]:
    """What lies of each SKU, place by place, in the order in which places are shown."""
    found: dict[str, list[StockLevel]] = {sku: [] for sku in skus}
    rows = Level.objects.filter(sku__in=found).select_related("location")
    for row in rows.order_by("sku", "location__position"):
        found[row.sku].append(
            StockLevel(
                sku=row.sku,
                location=row.location.code,
                name=row.location.name,
                ships=row.location.ships,
                on_hand=row.on_hand,
                reserved=row.reserved,
            )
        )
    return {sku: tuple(places) for sku, places in found.items()}


def locations_of(*, pieces: Iterable[UUID]) -> dict[UUID, str]:
    """The place from which each piece leaves or left; pieces that were never reserved are absent."""
    rows = Reservation.objects.filter(piece__in=pieces)
    return dict(rows.values_list("piece", "location__code"))


def open_reservations(*, pieces: Iterable[UUID]) -> QuerySet[Reservation]:
    """The promises to these pieces that still hold."""
    return Reservation.objects.filter(piece__in=pieces, ended_at__isnull=True)


def lock_shipping_levels(*, skus: Iterable[str]) -> list[Level]:
    """The levels of these SKUs where orders ship from, locked in the order (SKU, location)."""
    rows = Level.objects.filter(sku__in=set(skus), location__ships=True).select_related("location")
    return locked(rows.order_by("sku", "location_id"), kind="stock")


def lock_levels(*, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Level]:
    """The levels of these (SKU, location id), locked in that order; the ones that do not exist are absent."""
    wanted = set(keys)
    rows = Level.objects.filter(
        sku__in={sku for sku, _ in wanted}, location_id__in={location for _, location in wanted}
    )
    taken = locked(rows.order_by("sku", "location_id"), kind="stock")
    return {(row.sku, row.location_id): row for row in taken if (row.sku, row.location_id) in wanted}


def wrong_levels(*, skus: Collection[str] | None = None) -> tuple[WrongLevel, ...]:
    """Every level, or of these SKUs, that is not the sum of its movements, or whose promises are not its open reservations."""
    here = {"sku": OuterRef("sku"), "location": OuterRef("location")}
    moved = Movement.objects.filter(**here).order_by().values("sku").annotate(total=Sum("quantity"))
    promised = (
        Reservation.objects.filter(**here, ended_at__isnull=True)
        .order_by()
        .values("sku")
        .annotate(total=Count("id"))
    )
    about = Level.objects.all() if skus is None else Level.objects.filter(sku__in=skus)
    rows = (
        about.annotate(
            moved=Coalesce(Subquery(moved.values("total")), 0),
            promised=Coalesce(Subquery(promised.values("total")), 0),
        )
        .exclude(Q(on_hand=F("moved")) & Q(reserved=F("promised")))
        .order_by("sku", "location__position")
    )
    return tuple(
        WrongLevel(
            sku=row["sku"],
            location=row["location__code"],
            on_hand=row["on_hand"],
            moved=row["moved"],
            reserved=row["reserved"],
            promised=row["promised"],
        )
        for row in rows.values("sku", "location__code", "on_hand", "moved", "reserved", "promised")
    )


def location_ids(*, codes: Sequence[str]) -> dict[str, int]:
    """The ids of locations by their codes."""
    return dict(Location.objects.filter(code__in=codes).values_list("code", "pk"))


def shipping_locations() -> tuple[str, ...]:
    """The codes of the places that ship, in order of preference."""
    return tuple(Location.objects.filter(ships=True).order_by("position").values_list("code", flat=True))


def location_names() -> dict[str, str]:
    """Every place of the house by its code, in the order in which places are shown."""
    return dict(Location.objects.order_by("position").values_list("code", "name"))


def promised_of(*, location: str, skus: Iterable[str]) -> list[tuple[UUID, str]]:
    """The pieces of these SKUs that lie promised in a place."""
    rows = Reservation.objects.filter(location__code=location, sku__in=set(skus), ended_at__isnull=True)
    return list(rows.values_list("piece", "sku"))


def promised_at(*, location: str) -> list[tuple[str, UUID, str]]:
    """What lies promised in a place: order, piece, SKU; oldest promise first."""
    rows = Reservation.objects.filter(location__code=location, ended_at__isnull=True).order_by("id")
    return list(rows.values_list("order_number", "piece", "sku"))
