"""Reads of consignments: transfers and goods in, under way and over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Greatest

from comptoir.infra.db import locked
from comptoir.stock.models import Consignment, ConsignmentLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A SKU of a consignment: announced or sent, counted and not booked yet, booked; and its lot, if it was named."""

    sku: str
    announced: int
    counted: int
    received: int
    lot: int | None
    lot_code: str

    @property
    def style(self) -> str:
        """The product that it is of."""
        return self.sku.rsplit("-", 2)[0]

    @property
    def here(self) -> int:
        """Booked or counted."""
        return self.received + self.counted

    @property
    def difference(self) -> int:
        """What is here more than announced; below 0, what is missing."""
        return self.here - self.announced


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsignmentView:
    """A consignment; `origin` is blank for goods in from outside. `pieces` are announced or sent, `came` booked here."""

    id: UUID
    reference: str
    origin: str
    supplier: str
    note: str
    destination: str
    expected_on: date | None
    made_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    bookings: int
    skus: int
    pieces: int
    came: int

    @property
    def state(self) -> str:
        """Where it stands: open, under_way, expected, closed, cancelled."""
        if self.cancelled_at or self.closed_at:
            return "cancelled" if self.cancelled_at else "closed"
        if self.origin:
            return "under_way" if self.sent_at else "open"
        return "expected"


def consignments(
    *, transfers: bool, over: bool, page: int, size: int
) -> tuple[tuple[ConsignmentView, ...], int]:
    """Transfers or goods in, under way or over, the newest first, and how many there are."""
    finished = Q(closed_at__isnull=False) | Q(cancelled_at__isnull=False)
    rows = Consignment.objects.filter(finished if over else ~finished, origin__isnull=not transfers)
    start = (page - 1) * size
    found = rows.select_related("origin", "destination").order_by("-made_at", "-id")[start : start + size]
    return tuple(_views(found).values()), rows.count()


def consignment_by_id(*, consignment_id: UUID) -> ConsignmentView | None:
    """A consignment."""
    rows = Consignment.objects.filter(public_id=consignment_id).select_related("origin", "destination")
    return next(iter(_views(rows).values()), None)


def consignment_lines(*, consignment_id: UUID) -> tuple[LineView, ...]:
    """Its lines by SKU."""
    rows = (
        ConsignmentLine.objects.filter(consignment__public_id=consignment_id)
        .select_related("lot")
        .order_by("sku")
    )
    return tuple(
        LineView(
            sku=row.sku,
            announced=row.announced,
            counted=row.counted,
            received=row.received,
            lot=row.lot_id,
            lot_code=row.lot.code if row.lot else "",
        )
        for row in rows
    )


def deliveries_of(*, lot: int) -> tuple[ConsignmentView, ...]:
    """The deliveries with which a lot came; `came` is what was booked of all of their pieces."""
    rows = Consignment.objects.filter(lines__lot=lot, cancelled_at__isnull=True).distinct()
    return tuple(_views(rows.select_related("origin", "destination").order_by("id")).values())


def coming(*, skus: Iterable[str]) -> list[tuple[str, ConsignmentView, int]]:
    """(SKU, consignment, pieces) of what is under way or announced: it can be sold nowhere yet."""
    rows = ConsignmentLine.objects.filter(
        Q(consignment__origin__isnull=True) | Q(consignment__sent_at__isnull=False),
        sku__in=list(skus),
        consignment__closed_at__isnull=True,
        consignment__cancelled_at__isnull=True,
    )
    lines = list(rows.annotate(due=Greatest(F("announced") - F("received"), 0)).filter(due__gt=0))
    wanted = Consignment.objects.filter(pk__in={line.consignment_id for line in lines})
    known = _views(wanted.select_related("origin", "destination")) if lines else {}
    return [(line.sku, known[line.consignment_id], line.due) for line in lines]


def references(*, ids: Iterable[UUID]) -> dict[str, str]:
    """What people call consignments, by their ids as movements keep them; other ids are absent."""
    rows = Consignment.objects.filter(public_id__in=set(ids))
    return {str(row.public_id): reference(row) for row in rows}


def lock_consignment(*, consignment_id: UUID) -> Consignment | None:
    """A consignment, locked."""
    rows = Consignment.objects.filter(public_id=consignment_id)
    return next(iter(locked(rows, kind="consignment")), None)


def reference(row: Consignment) -> str:
    """What people call it, and write on its boxes."""
    return f"{'T' if row.origin_id else 'G'}-{row.pk:04d}"


def _views(rows: Iterable[Consignment]) -> dict[int, ConsignmentView]:
    """Consignments by their key, with what their lines add up to."""
    rows = list(rows)
    lines = ConsignmentLine.objects.filter(consignment__in=rows).order_by()
    sums = {
        key: (skus, pieces, came)
        for key, skus, pieces, came in lines.values_list("consignment").annotate(
            skus=Count("id"), pieces=Sum("announced"), came=Sum("received")
        )
    }
    return {row.pk: _view(row, *sums.get(row.pk, (0, 0, 0))) for row in rows}


def _view(row: Consignment, skus: int, pieces: int, came: int) -> ConsignmentView:
    return ConsignmentView(
        id=row.public_id,
        reference=reference(row),
        origin=row.origin.code if row.origin else "",
        supplier=row.supplier,
        note=row.note,
        destination=row.destination.code,
        expected_on=row.expected_on,
        made_at=row.made_at,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
        cancelled_at=row.cancelled_at,
        bookings=row.bookings,
        skus=skus,
        pieces=pieces,
        came=came,
    )
