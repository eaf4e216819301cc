"""Consignments: transfers between two places, and goods that come in from outside. What is under way can be sold nowhere.

A transfer is put together, sent (its pieces leave the level where they lay) and received scan by scan; goods in are announced
or not, and received alike. What is booked moves stock; a difference is a movement too, so that no piece is lost in the books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
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
from comptoir.stock import queries
from comptoir.stock.models import Consignment, ConsignmentLine
from comptoir.stock.services.moving import MovementKind, lock_or_make_levels, move_pieces

MOST = 10_000  # pieces of a SKU in a consignment


class CannotConsign(NotPossible):
    """A place, a SKU or a quantity is not right, or the consignment has moved on; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a scan came to: so many of the SKU now, of so many that are wanted."""

    sku: str
    quantity: int
    wanted: int


@owns_transaction
def begin_transfer(
    *, consignment_id: UUID, origin: str, destination: str, actor: Actor, at: datetime
) -> None:
    """A transfer to put together; the same id again is the same transfer. Refused with CannotConsign."""
    places = queries.location_ids(codes=[origin, destination])
    if origin not in places or destination not in places:
        raise CannotConsign(Refused(rule=None, reason=Reason.NOT_FOUND, field="destination"))
    if origin == destination:
        raise CannotConsign(_wrong("destination", _("choose two different places.")))
    _begin(
        Consignment(
            public_id=consignment_id, origin_id=places[origin], destination_id=places[destination], made_at=at
        ),
        actor,
    )


@owns_transaction
def announce_receipt(
    *,
    consignment_id: UUID,
    supplier: str,
    note: str,
    destination: str,
    expected_on: date | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Goods from outside, announced or already at the door; the same id again is the same. Refused with CannotConsign."""
    places = queries.location_ids(codes=[destination])
    if destination not in places:
        raise CannotConsign(Refused(rule=None, reason=Reason.NOT_FOUND, field="destination"))
    if not supplier.strip():
        raise CannotConsign(Refused(rule=None, reason=Reason.FIELD_MISSING, field="supplier"))
    _begin(
        Consignment(
            public_id=consignment_id,
            supplier=supplier.strip()[:100],
            note=note.strip()[:60],
            destination_id=places[destination],
            expected_on=expected_on,
            made_at=at,
        ),
        actor,
    )


@owns_transaction
def write_lines(
    *, consignment_id: UUID, announced: bool, lines: Mapping[str, int], actor: Actor, at: datetime
) -> None:
    """So many of each SKU: `announced`, or else counted here; 0 takes a line away. All or none. Refused with CannotConsign.

    What is announced of a transfer is fixed when it is sent, and of goods in with the first booking.
    """
    row = _lock(consignment_id)
    fixed = row.sent_at is not None or bool(row.bookings)
    if row.is_over or (fixed if announced else row.is_open):
        raise _moved_on()
    _refuse_lines(row, lines)
    field = "announced" if announced else "counted"
    ConsignmentLine.objects.bulk_create(
        [ConsignmentLine(consignment=row, sku=sku, **{field: number}) for sku, number in lines.items()],
        update_conflicts=True,
        unique_fields=["consignment", "sku"],
        update_fields=[field],
    )
    ConsignmentLine.objects.filter(consignment=row, announced=0, counted=0, received=0).delete()
    _note(row, "consignment_written", actor, at, **{field: dict(lines)})


@owns_transaction
def scan_piece(*, consignment_id: UUID, code: str, key: str, actor: Actor, at: datetime) -> Scanned:
    """One more piece, into a transfer that is put together or out of what arrived; the same `key` again counts once.

    Refused with CannotConsign.
    """
    row = _lock(consignment_id)
    sku = code.strip().upper()[:40]
    hashed = idempotency.request_hash([consignment_id, sku])
    known = idempotency.claim(scope="consign", key=key, hashed=hashed, subject=str(consignment_id), at=at)
    if known and known.answer:
        return Scanned(
            sku=str(known.answer["sku"]),
            quantity=int(str(known.answer["quantity"])),
            wanted=int(str(known.answer["wanted"])),
        )
    if row.is_over:
        raise _moved_on()
    line = ConsignmentLine.objects.filter(consignment=row, sku=sku).first()
    line = line or ConsignmentLine(consignment=row, sku=sku)
    field = "announced" if row.is_open else "counted"
    _refuse_lines(row, {sku: getattr(line, field) + 1})
    setattr(line, field, getattr(line, field) + 1)
    line.save()
    answer = Scanned(
        sku=sku,
        quantity=line.announced if row.is_open else line.counted + line.received,
        wanted=line.announced,
    )
    idempotency.keep_answer(scope="consign", key=key, answer=asdict(answer))
    _note(row, "consignment_scanned", actor, at, sku=sku)
    return answer


@owns_transaction
def send_transfer(*, consignment_id: UUID, actor: Actor, at: datetime) -> None:
    """The pieces leave: from here on they lie nowhere until they are received. Sent again, nothing. Refused with CannotConsign.

    Pieces that are promised to orders are never taken.
    """
    row = _lock(consignment_id)
    if row.sent_at is not None:
        return
    if row.is_over or row.origin_id is None:
        raise _moved_on()
    lines = {line.sku: line.announced for line in row.lines.all()}
    if not lines:
        raise CannotConsign(Refused(rule=None, reason=Reason.NOTHING_CHOSEN))
    _refuse_short(row.origin_id, lines)
    rows = [(sku, row.origin_id, -number, str(row.public_id)) for sku, number in lines.items()]
    move_pieces(rows=rows, kind=MovementKind.TRANSFER, actor=actor, at=at)
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    _note(row, "transfer_sent", actor, at, lines=lines)


@owns_transaction
def cancel_consignment(*, consignment_id: UUID, actor: Actor, at: datetime) -> None:
    """It never was: a transfer until it is sent, goods in until something is booked. Refused with CannotConsign."""
    row = _lock(consignment_id)
    if row.cancelled_at is not None:
        return
    if row.is_over or row.sent_at is not None or row.bookings:
        raise _moved_on()
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    _note(row, "consignment_cancelled", actor, at)


@owns_transaction
def book_consignment(
    *, consignment_id: UUID, seen: int, rest_follows: bool, actor: Actor, at: datetime
) -> None:
    """What was counted lies here from now on; unless the rest follows, what is missing or too many is booked and it is over.

    `seen` is how many the person saw counted: refused with CannotConsign if somebody scanned meanwhile. Booked again once it
    is over, nothing.
    """
    row = _lock(consignment_id)
    if row.closed_at is not None:
        return
    if row.is_open or row.is_over:
        raise _moved_on()
    lines = list(row.lines.order_by("sku"))
    if sum(line.counted for line in lines) != seen:
        raise CannotConsign(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
    if rest_follows and not seen:
        raise CannotConsign(Refused(rule=None, reason=Reason.NOTHING_CHOSEN))
    _book(row, lines, rest_follows=rest_follows, actor=actor, at=at)
    row.bookings += 1
    row.closed_at = None if rest_follows else at
    row.save(update_fields=["bookings", "closed_at"])
    differing = {
        line.sku: line.received - line.announced for line in lines if line.received != line.announced
    }
    _note(row, "consignment_booked", actor, at, pieces=seen, rest_follows=rest_follows, differs=differing)


def _book(
    row: Consignment, lines: Sequence[ConsignmentLine], *, rest_follows: bool, actor: Actor, at: datetime
) -> None:
    """What arrived is the transfer's; what is missing arrives too and is lost at once, so that every piece is accounted for."""
    cause, place = f"{row.public_id}:{row.bookings + 1}", row.destination_id
    lock_or_make_levels(keys=[(line.sku, place) for line in lines])
    arrived, differing = [], []
    for line in lines:
        due = max(0, line.announced - line.received)
        extra = max(0, line.counted - due)
        lost = 0 if rest_follows else max(0, due - line.counted)
        if row.origin_id is None:
            extra = lost = 0
        arrived.append((line.sku, place, line.counted - extra + lost, cause))
        differing.append((line.sku, place, extra - lost, cause))
        line.received, line.counted = line.received + line.counted, 0
    kind = MovementKind.TRANSFER if row.origin_id else MovementKind.RECEIPT
    named = {_style(line.sku): line.lot_id for line in lines if line.lot_id}
    lots = {line.sku: named.get(_style(line.sku)) for line in lines}
    move_pieces(rows=arrived, kind=kind, lots=lots, actor=actor, at=at)
    move_pieces(rows=differing, kind=MovementKind.DIFFERENCE, actor=actor, at=at)
    ConsignmentLine.objects.bulk_update(lines, ["received", "counted"])


def _style(sku: str) -> str:
    return sku.rsplit("-", 2)[0]


def _begin(row: Consignment, actor: Actor) -> None:
    if Consignment.objects.filter(public_id=row.public_id).exists():
        return
    row.save(force_insert=True)
    _note(row, "consignment_begun", actor, row.made_at, destination=row.destination_id)


def _lock(consignment_id: UUID) -> Consignment:
    row = queries.lock_consignment(consignment_id=consignment_id)
    if row is None:
        raise CannotConsign(Refused(rule=None, reason=Reason.NOT_FOUND))
    return row


def _refuse_lines(row: Consignment, lines: Mapping[str, int]) -> None:
    """Every line that is wrong, by its SKU: not ours, too many; for a transfer that is put together, not free where it lies."""
    known = set(catalogue.skus_named(codes=list(lines))) & set(lines)
    wrong = [
        Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),), field=sku)
        for sku in lines
        if sku not in known
    ]
    wrong += [
        _wrong(sku, _("from 0 to %(most)s.") % {"most": MOST})
        for sku, n in lines.items()
        if not 0 <= n <= MOST
    ]
    if wrong:
        raise CannotConsign(*wrong)
    if row.is_open and row.origin_id is not None:
        _refuse_short(row.origin_id, lines)


def _refuse_short(place: int, lines: Mapping[str, int]) -> None:
    """Refuse what is not free in a place; its levels are locked from here on."""
    levels = queries.lock_levels(keys=[(sku, place) for sku in lines])
    wrong = []
    for sku, wanted in sorted(lines.items()):
        level = levels.get((sku, place))
        free = level.on_hand - level.reserved if level else 0
        if wanted > free:
            why = _("only %(free)s can leave: the rest is not there, or promised to orders.")
            wrong.append(_wrong(sku, why % {"free": free}))
    if wrong:
        raise CannotConsign(*wrong)


def _wrong(field: str, why: str) -> Refused:
    values = (("field", field), ("why", why))
    return Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field=field)


def _moved_on() -> CannotConsign:
    return CannotConsign(_wrong("state", _("it has moved on. Look again.")))


def _note(row: Consignment, verb: str, actor: Actor, at: datetime, **data: object) -> None:
    record(verb=verb, subject_kind="consignment", subject_id=row.public_id, actor=actor, data=data, at=at)
