"""Reads of bins and counts: what lies where, what is counted, which bins were not counted for longest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import Q

from comptoir.fulfilment import queries as fulfilment
from comptoir.infra.db import locked
from comptoir.stock import queries as stock
from comptoir.warehouse.models import Bin, Count, CountLine, PreparedPiece

_OLDEST = """
SELECT bin.code, count(*) AS skus,
  (SELECT max(counted.booked_at) FROM warehouse_count AS counted
   WHERE counted.location = %(location)s AND counted.bin = bin.code) AS counted_at
FROM warehouse_bin AS bin WHERE bin.location = %(location)s
GROUP BY bin.code ORDER BY counted_at NULLS FIRST, bin.code LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountView:
    """A count; `bin` is blank for SKUs and lists."""

    id: UUID
    location: str
    bin: str
    made_by: str
    made_at: datetime
    reason: str
    booked_at: datetime | None
    dropped_at: datetime | None
    lines: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLineView:
    """A SKU of a count; None where nobody has counted it yet."""

    sku: str
    expected: int | None
    counted: int | None

    @property
    def difference(self) -> int:
        """What was found more than expected; below 0, what is missing."""
        return (self.counted or 0) - (self.expected or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBin:
    """A bin and when it was counted last, if ever."""

    code: str
    skus: int
    counted_at: datetime | None


def in_bins(*, location: str, skus: Collection[str]) -> Counter[str]:
    """How many of each SKU should lie in their bins now: what is here less what was picked or packed and has not left."""
    levels = stock.levels(skus=skus)
    here = Counter(dict.fromkeys(skus, 0))
    for sku, places in levels.items():
        here[sku] = sum(level.on_hand for level in places if level.location == location)
    promised = stock.promised_of(location=location, skus=skus)
    pieces = [piece for piece, _sku in promised]
    picked = PreparedPiece.objects.filter(piece__in=pieces, picked_at__isnull=False, ended_at__isnull=True)
    away = set(picked.values_list("piece", flat=True)) | fulfilment.packed_among(pieces=pieces)
    here.subtract(sku for piece, sku in promised if piece in away)
    return here


def lock_count(*, count_id: UUID) -> Count | None:
    """A count, locked: what is counted comes one after the other."""
    return next(iter(locked(Count.objects.filter(public_id=count_id), kind="count")), None)


def counts(*, location: str, over: bool, limit: int) -> tuple[CountView, ...]:
    """Counts under way or over, the newest first."""
    ended = Q(booked_at__isnull=False) | Q(dropped_at__isnull=False)
    rows = Count.objects.filter(ended if over else ~ended, location=location).order_by("-made_at", "-id")
    return _views(list(rows[:limit]))


def count_by_id(*, count_id: UUID) -> CountView | None:
    """A count."""
    return next(iter(_views(list(Count.objects.filter(public_id=count_id)))), None)


def counts_known(*, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are counts."""
    return set(Count.objects.filter(public_id__in=set(ids)).values_list("public_id", flat=True))


def count_lines(*, count_id: UUID) -> tuple[CountLineView, ...]:
    """Its lines by SKU."""
    rows = CountLine.objects.filter(count__public_id=count_id).order_by("sku")
    return tuple(CountLineView(sku=row.sku, expected=row.expected, counted=row.counted) for row in rows)


def oldest_bins(*, location: str, limit: int) -> tuple[OldBin, ...]:
    """Bins that were not counted for longest, never first."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, {"location": location, "limit": limit})
        return tuple(OldBin(code=code, skus=skus, counted_at=at) for code, skus, at in cursor.fetchall())


def bins_like(*, location: str, text: str, page: int, size: int) -> tuple[list[tuple[str, str]], int]:
    """(bin, SKU) of a warehouse, those that begin with a text, in the order of a walk, and how many there are."""
    rows = Bin.objects.filter(Q(code__startswith=text) | Q(sku__startswith=text), location=location)
    start = (page - 1) * size
    return list(rows.order_by("code", "sku").values_list("code", "sku")[start : start + size]), rows.count()


def all_bins() -> list[tuple[str, str, str]]:
    """(place, SKU, bin) of everything."""
    return list(Bin.objects.order_by("location", "code", "sku").values_list("location", "sku", "code"))


def bins_of(*, sku: str) -> dict[str, str]:
    """Where a SKU lies, by location."""
    return dict(Bin.objects.filter(sku=sku).values_list("location", "code"))


def bins_at(*, location: str, skus: Collection[str]) -> dict[str, str]:
    """Where SKUs lie in a warehouse; the ones without a bin are absent."""
    return dict(Bin.objects.filter(location=location, sku__in=skus).values_list("sku", "code"))


def _views(rows: list[Count]) -> tuple[CountView, ...]:
    sums = {
        pk: (lines, done)
        for pk, lines, done in CountLine.objects.filter(count__in=rows)
        .order_by()
        .values_list("count")
        .annotate(lines=CountOf("id"), done=CountOf("counted"))
    }
    return tuple(
        CountView(
            id=row.public_id,
            location=row.location,
            bin=row.bin,
            made_by=row.made_by,
            made_at=row.made_at,
            reason=row.reason,
            booked_at=row.booked_at,
            dropped_at=row.dropped_at,
            lines=sums.get(row.pk, (0, 0))[0],
            done=sums.get(row.pk, (0, 0))[1],
        )
        for row in rows
    )
