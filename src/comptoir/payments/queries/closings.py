"""Reads of the closed days of the ledger, and the proof that they can be made again from the entries (A-42)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet, Sum

from comptoir.infra import chain
from comptoir.payments.models import LedgerClosing, LedgerEntry, LedgerLine
from comptoir.payments.queries.ledger import chained

CLOSINGS = "payments_ledgerclosing"
_COVERED = ("entity", "number", "day", "until", "last_entry", "count", "sums")
Sums = list[list[str | int]]  # account, currency, debit, credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed day as auditors read it; amounts in minor units."""

    entity: str
    number: int
    day: date
    count: int
    sums: tuple[tuple[str, str, int, int], ...]  # account, currency, debit, credit
    digest: str
    closed_at: datetime


def entities() -> list[str]:
    """The legal entities that have a ledger."""
    return sorted(LedgerEntry.objects.values_list("entity", flat=True).distinct())


def last_closing(*, entity: str) -> LedgerClosing | None:
    """The last day that was closed of an entity."""
    return LedgerClosing.objects.filter(entity=entity).order_by("-number").first()


def first_entry_at(*, entity: str) -> datetime | None:
    """When the ledger of an entity begins."""
    first = LedgerEntry.objects.filter(entity=entity).order_by("at").values_list("at", flat=True)
    return first.first()


def count_and_sum(*, closing: LedgerClosing, before: LedgerClosing | None) -> tuple[int, Sums]:
    """How many entries a day has, and the sums of each account and currency."""
    entries = _entries(closing, before)
    rows = (
        LedgerLine.objects.filter(entry__in=entries)
        .values("account", "currency")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
        .order_by("account", "currency")
    )
    sums: Sums = [[row["account"], row["currency"], row["debits"], row["credits"]] for row in rows]
    return entries.count(), sums


def closing_digest(*, closing: LedgerClosing, before: LedgerClosing | None) -> str:
    """The digest over a day: every entry of it, its sums, and the digest of the day before."""
    return chain.link(previous=closing.previous, records=_records(closing, before))


def _entries(closing: LedgerClosing, before: LedgerClosing | None) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.filter(entity=closing.entity, id__lte=closing.last_entry, at__lt=closing.until)
    if before is not None:
        rows = rows.exclude(Q(id__lte=before.last_entry) & Q(at__lt=before.until))
    return rows


def _records(closing: LedgerClosing, before: LedgerClosing | None) -> Iterator[dict[str, object]]:
    yield from _entry_records(closing, before)
    yield {name: getattr(closing, name) for name in _COVERED}


def _entry_records(closing: LedgerClosing, before: LedgerClosing | None) -> Iterator[dict[str, object]]:
    entries = _entries(closing, before).prefetch_related("lines").order_by("id")
    return chained(entries.iterator(chunk_size=1000))


def is_closed(*, entity: str, day: date) -> bool:
    """Whether a day of an entity is closed."""
    return LedgerClosing.objects.filter(entity=entity, day=day).exists()


def closed_days(
    *, first: date, last: date
) -> Iterator[tuple[dict[str, object], Iterator[dict[str, object]]]]:
    """The closed days of a span, by entity and number, each with its entries as its digest covers them."""
    for closing in (
        LedgerClosing.objects.filter(day__range=(first, last)).order_by("entity", "number").iterator()
    ):
        before = LedgerClosing.objects.filter(entity=closing.entity, number=closing.number - 1).first()
        said = {name: getattr(closing, name) for name in (*_COVERED, "digest", "previous", "closed_at")}
        yield said, _entry_records(closing, before)


def broken_closings() -> tuple[str, ...]:
    """The closed days that leave a gap or that the entries no longer give; none when all can be made again."""
    broken: list[str] = []
    rows = LedgerClosing.objects.order_by("entity", "number").iterator()
    for _, closings in groupby(rows, key=lambda closing: closing.entity):
        before: LedgerClosing | None = None
        for closing in closings:
            if not _follows(closing, before) or not _holds(closing, before):
                broken.append(f"the closing of {closing.day} of {closing.entity}")
            before = closing
    return tuple(broken)


def _follows(closing: LedgerClosing, before: LedgerClosing | None) -> bool:
    if before is None:
        return closing.number == 1 and closing.previous == ""
    apart = (closing.number - before.number, (closing.day - before.day).days)
    return apart == (1, 1) and closing.previous == before.digest


def _holds(closing: LedgerClosing, before: LedgerClosing | None) -> bool:
    made_again = count_and_sum(closing=closing, before=before)
    return made_again == (closing.count, closing.sums) and closing.digest == closing_digest(
        closing=closing, before=before
    )


def closings(*, entity: str = "", limit: int = 60) -> tuple[Closed, ...]:
    """The closed days, the latest first."""
    rows = LedgerClosing.objects.order_by("-day", "entity")
    if entity:
        rows = rows.filter(entity=entity)
    return tuple(
        Closed(
            entity=row.entity,
            number=row.number,
            day=row.day,
            count=row.count,
            sums=tuple(tuple(side) for side in row.sums),
            digest=row.digest,
            closed_at=row.closed_at,
        )
        for row in rows[:limit]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedEntry:
    """An entry of a closed day as accountants book it: without what was only authorised; amounts in minor units."""

    day: date
    closed_at: datetime
    at: datetime
    kind: str
    cause: str
    order_number: str
    lines: tuple[tuple[str, str, int, int], ...]  # account, currency, debit, credit


_MEMO = ("authorisation", "void")  # entries about money that nobody has taken


def booked_entries(*, entity: str, first: date, last: date) -> Iterator[BookedEntry]:
    """The entries of the closed days of a period, in their order: for ever the same, since a closed day stays as it is."""
    before = LedgerClosing.objects.filter(entity=entity, day__lt=first).order_by("-number").first()
    for closing in LedgerClosing.objects.filter(entity=entity, day__gte=first, day__lte=last).order_by(
        "number"
    ):
        entries = _entries(closing, before).exclude(kind__in=_MEMO).prefetch_related("lines").order_by("id")
        for entry in entries.iterator(chunk_size=1000):
            sides = [x for x in entry.lines.all() if not x.account.startswith("memo.")]
            yield BookedEntry(
                day=closing.day,
                closed_at=closing.closed_at,
                at=entry.at,
                kind=entry.kind,
                cause=entry.cause,
                order_number=entry.order_number,
                lines=tuple((x.account, x.currency, x.debit, x.credit) for x in sides),
            )
        before = closing


def count_booked(*, entity: str, year: int, before: date) -> int:
    """How many such entries the closed days of a year have before a day: the next one has the number after."""
    days = LedgerClosing.objects.filter(entity=entity).order_by("-number")
    last, eve = days.filter(day__lt=before).first(), days.filter(day__lt=date(year, 1, 1)).first()
    return _entries(last, eve).exclude(kind__in=_MEMO).count() if last else 0


def closed_until(*, entity: str) -> date | None:
    """The last day of an entity that is closed."""
    last = last_closing(entity=entity)
    return last.day if last else None


def count_closings() -> int:
    """How many days are closed."""
    return LedgerClosing.objects.count()
