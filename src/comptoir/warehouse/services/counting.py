"""Counts: scanned or typed, compared, then booked whole with their reason, or dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import idempotency
from comptoir.infra.db import owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.stock import queries as stock
from comptoir.stock import services as stock_services
from comptoir.warehouse import queries
from comptoir.warehouse.models import Bin, Count, CountLine

MOST = 10_000  # pieces of a SKU in a count


class CannotCountHere(NotPossible):
    """The place, the bin, a SKU or a number is not right, or the count is over; nothing was changed."""


@owns_transaction
def begin_count(*, count_id: UUID, location: str, what: str, actor: Actor, at: datetime) -> None:
    """Count a bin, or a SKU, or whatever is scanned where `what` is blank. The same id again is the same count.

    Refusals: CannotCountHere.
    """
    if location not in stock.shipping_locations():
        raise CannotCountHere(Refused(rule=None, reason=Reason.NOT_FOUND, field="location"))
    text = what.strip().upper()
    lying = list(Bin.objects.filter(location=location, code=text).values_list("sku", flat=True))
    lone = [sku for sku in catalogue.skus_named(codes=[text]) if sku == text]
    if text and not lying and not lone:
        raise CannotCountHere(_wrong("what", _("“%(what)s” is no bin here and no SKU.") % {"what": text}))
    row, made = Count.objects.get_or_create(
        public_id=count_id,
        defaults={
            "location": location,
            "bin": text if lying else "",
            "made_by": actor.id,
            "made_at": at,
        },
    )
    if made:
        CountLine.objects.bulk_create(CountLine(count=row, sku=sku) for sku in lying or lone)
        _note(row, "count_begun", actor, at, what=text)


@owns_transaction
def write_counts(*, count_id: UUID, lines: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """So many lie there of each SKU: instead of what was counted before. All or none. Refusals: CannotCountHere."""
    row = _lock(count_id)
    _put(row, lines, {})
    _note(row, "count_written", actor, at, lines=dict(lines))


@owns_transaction
def scan_counted(*, count_id: UUID, code: str, key: str, actor: Actor, at: datetime) -> tuple[str, int]:
    """One more piece lies there: its SKU, and how many by now. The same `key` again counts once. Refusals: CannotCountHere."""
    row = _lock(count_id)
    sku = code.strip().upper()[:40]
    hashed = idempotency.request_hash([count_id, sku])
    known = idempotency.claim(scope="count", key=key, hashed=hashed, subject=str(count_id), at=at)
    if known and known.answer:
        return sku, int(str(known.answer["counted"]))
    line = CountLine.objects.filter(count=row, sku=sku).first()
    counted = 1 + (line.counted or 0 if line else 0)
    known_before = {sku: line.expected} if line and line.expected is not None else {}
    _put(row, {sku: counted}, known_before)
    idempotency.keep_answer(scope="count", key=key, answer={"counted": counted})
    _note(row, "count_scanned", actor, at, sku=sku)
    return sku, counted


@owns_transaction
def book_count(
    *, count_id: UUID, reason: str, seen: int, rest_is_none: bool, actor: Actor, at: datetime
) -> None:
    """What was counted is what lies there. Where `rest_is_none`, what was not counted is not there; else it is left alone.

    `seen` is how many the person saw counted. Booked again, nothing. Refusals: CannotCountHere, CannotCount.
    """
    row = _lock(count_id, over_too=True)
    if row.booked_at is not None:
        return
    if row.dropped_at is not None:
        raise _over()
    if not reason.strip():
        raise CannotCountHere(Refused(rule=None, reason=Reason.FIELD_MISSING, field="reason"))
    if rest_is_none:
        _put(row, {line.sku: 0 for line in row.lines.filter(counted__isnull=True)}, {})
    lines = list(row.lines.filter(counted__isnull=False).order_by("sku"))
    if not lines:
        raise CannotCountHere(Refused(rule=None, reason=Reason.NOTHING_CHOSEN))
    if sum(line.counted or 0 for line in lines) != seen:
        raise CannotCountHere(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
    changes = {line.sku: (line.counted or 0) - (line.expected or 0) for line in lines}
    stock_services.correct_levels(
        location=row.location,
        changes={sku: change for sku, change in changes.items() if change},
        cause=str(row.public_id),
        reason=reason.strip(),
        actor=actor,
        at=at,
    )
    row.booked_at, row.reason = at, reason.strip()[:200]
    row.save(update_fields=["booked_at", "reason"])
    _note(row, "count_booked", actor, at, differs={sku: change for sku, change in changes.items() if change})


@owns_transaction
def drop_count(*, count_id: UUID, actor: Actor, at: datetime) -> None:
    """Nothing of it is booked, ever. Refusals: CannotCountHere."""
    row = _lock(count_id)
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    _note(row, "count_dropped", actor, at)


def _put(row: Count, lines: Mapping[str, int], expected: Mapping[str, int]) -> None:
    """Write what was counted; what should be there is asked now for each line that has it from no scan before."""
    _refuse(row, lines)
    should = queries.in_bins(location=row.location, skus=[sku for sku in lines if sku not in expected])
    CountLine.objects.bulk_create(
        [
            CountLine(count=row, sku=sku, counted=number, expected=should.get(sku, expected.get(sku)))
            for sku, number in lines.items()
        ],
        update_conflicts=True,
        unique_fields=["count", "sku"],
        update_fields=["counted", "expected"],
    )


def _refuse(row: Count, lines: Mapping[str, int]) -> None:
    """Every line that is wrong, by its SKU; of a bin, pieces that lie in another are not counted."""
    known = set(catalogue.skus_named(codes=list(lines))) & set(lines)
    wrong = [
        Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),), field=sku)
        for sku in lines
        if sku not in known
    ]
    wrong += [_wrong(sku, _("from 0 to %(most)s.") % {"most": MOST}) for sku, n in lines.items() if n > MOST]
    if row.bin:
        wrong += _astray(row, known)
    if wrong:
        raise CannotCountHere(*wrong)


def _astray(row: Count, skus: Collection[str]) -> list[Refused]:
    bins = Bin.objects.filter(location=row.location, sku__in=skus).exclude(code=row.bin)
    why = _("it belongs into %(bin)s. Put it there: it was not counted.")
    return [_wrong(sku, why % {"bin": code}) for sku, code in bins.values_list("sku", "code")]


def _lock(count_id: UUID, *, over_too: bool = False) -> Count:
    row = queries.lock_count(count_id=count_id)
    if row is None:
        raise CannotCountHere(Refused(rule=None, reason=Reason.NOT_FOUND))
    if not over_too and (row.booked_at or row.dropped_at):
        raise _over()
    return row


def _over() -> CannotCountHere:
    return CannotCountHere(_wrong("state", _("this count is over.")))


def _wrong(field: str, why: str) -> Refused:
    values = (("field", field), ("why", why))
    return Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field=field)


def _note(row: Count, verb: str, actor: Actor, at: datetime, **data: object) -> None:
    record(verb=verb, subject_kind="count", subject_id=row.public_id, actor=actor, data=data, at=at)
