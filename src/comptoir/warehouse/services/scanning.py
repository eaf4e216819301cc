"""Scans: each moves one piece one step or nothing at all, says which, and is the same however often it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import idempotency
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.stock import queries as stock
from comptoir.warehouse import queries
from comptoir.warehouse.models import PreparedPiece, Wave
from comptoir.warehouse.services.identities import take_identity

_LOT = "LOT-"  # what the code of a lot on a label begins with
_IDENTITY = "ID-"  # what the labels of garments with an identity begin with


class Station(StrEnum):
    """Where a code was scanned."""

    PICK = "pick"
    PACK = "pack"


class Told(StrEnum):
    """What a scan came to."""

    PICKED = "picked"
    CHECKED = "checked"
    READY = "ready"  # the last piece of its order
    IDENTIFIED = "identified"
    LOT_READ = "lot_read"
    UNDONE = "undone"
    UNKNOWN_CODE = "unknown_code"
    NOT_WANTED = "not_wanted"
    ENOUGH = "enough"
    SIZE_UNCLEAR = "size_unclear"
    OTHER_ORDER = "other_order"
    NOT_ALL_PICKED = "not_all_picked"
    NO_PIECE_BEFORE = "no_piece_before"
    IDENTITY_OUT = "identity_out"
    UNKNOWN_LOT = "unknown_lot"
    TO_BE_STOPPED = "to_be_stopped"  # its customer wants it cancelled (ORD-03)


DONE = frozenset({Told.PICKED, Told.CHECKED, Told.READY, Told.IDENTIFIED, Told.LOT_READ, Told.UNDONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a scan did; where it did nothing, why. `position` is the compartment on the trolley."""

    told: Told
    code: str
    sku: str = ""
    position: int = 0
    order_number: str = ""
    preparation: int = 0

    @property
    def done(self) -> bool:
        """Whether something was moved."""
        return self.told in DONE


class UnknownWave(NotPossible):
    """There is no such wave."""


class ScanRaced(RuntimeError):
    """A piece was not as it was read: a bug, and nothing was moved."""


@owns_transaction
def scan_code(*, wave_id: UUID, station: Station, code: str, key: str, actor: Actor, at: datetime) -> Answer:
    """A code at a station; the same `key` again gives the same answer and moves nothing. Refusals: UnknownWave."""
    wave = lock_wave(wave_id=wave_id)
    text = code.strip().upper()[:60]
    if text.startswith(_IDENTITY):
        return _once(wave, key, text, lambda: _identify(wave, text, actor, at), at)
    if text.startswith(_LOT):
        return _once(wave, key, text, lambda: _read_lot(wave, text, actor, at), at)
    return _once(wave, key, f"{station} {text}", lambda: _move(wave, station, text, actor, at), at)


@owns_transaction
def undo_scan(*, wave_id: UUID, key: str, actor: Actor, at: datetime) -> Answer:
    """Take back this person's last scan that moved a piece; the same `key` again takes back no other. Refusals: UnknownWave."""
    wave = lock_wave(wave_id=wave_id)
    return _once(wave, key, "undo", lambda: _undo(wave, actor, at), at)


def _once(wave: Wave, key: str, what: str, do: Callable[[], Answer], at: datetime) -> Answer:
    """What is done under this key, or what was answered to it before."""
    hashed = idempotency.request_hash([wave.public_id, what])
    known = idempotency.claim(scope="scan", key=key, hashed=hashed, subject=str(wave.public_id), at=at)
    if known and known.answer:
        return _kept(known.answer)
    answer = do()
    idempotency.keep_answer(scope="scan", key=key, answer=asdict(answer))
    return answer


def _undo(wave: Wave, actor: Actor, at: datetime) -> Answer:
    last = _last_of(wave, actor)
    if last is None:
        return Answer(told=Told.NO_PIECE_BEFORE, code="")
    if last.checked_at:
        last.checked_at, last.checked_by = None, ""
    else:
        last.picked_at, last.picked_by, last.identity, last.lot = None, "", "", ""
    last.save()
    _note(last, "scan_undone", actor, at)
    return _answer(Told.UNDONE, "", last)


@joins_transaction
def lock_wave(*, wave_id: UUID) -> Wave:
    """The wave, locked. Refusals: UnknownWave."""
    wave = queries.lock_wave(wave_id=wave_id)
    if wave is None:
        raise UnknownWave(Refused(rule=None, reason=Reason.NOT_FOUND))
    return wave


def _move(wave: Wave, station: Station, text: str, actor: Actor, at: datetime) -> Answer:
    rows = queries.open_pieces(wave_id=wave.pk)
    live = queries.live_pieces(rows=rows)
    rows = [row for row in rows if row.piece in live]
    named = [row for row in rows if text in (row.sku, row.sku.rpartition("-")[0])]
    if not named:
        known = bool(text) and bool(stock.levels(skus=[text])[text])
        return Answer(told=Told.NOT_WANTED if known else Told.UNKNOWN_CODE, code=text)
    return (_pick if station is Station.PICK else _check)(rows, named, text, actor, at)


def _pick(
    rows: Sequence[PreparedPiece], named: Sequence[PreparedPiece], text: str, actor: Actor, at: datetime
) -> Answer:
    del rows
    wanted = [row for row in named if row.picked_at is None]
    if not wanted:
        return _answer(Told.ENOUGH, text, named[0])
    if len({row.sku for row in wanted}) > 1:
        return Answer(told=Told.SIZE_UNCLEAR, code=text)
    _write(wanted[0], "piece_picked", actor, at, picked_at=at, picked_by=actor.id)
    return _answer(Told.PICKED, text, wanted[0])


def _check(
    rows: Sequence[PreparedPiece], named: Sequence[PreparedPiece], text: str, actor: Actor, at: datetime
) -> Answer:
    begun = _begun(rows, actor)
    mine = [row for row in named if begun is None or row.preparation_id == begun]
    if not mine:
        return _answer(Told.OTHER_ORDER, text, named[0])
    wanted = [row for row in mine if row.checked_at is None]
    if not wanted:
        return _answer(Told.ENOUGH, text, mine[0])
    if len({row.sku for row in wanted}) > 1:
        return Answer(told=Told.SIZE_UNCLEAR, code=text)
    unpicked = {row.preparation_id for row in rows if row.picked_at is None}
    whole = [row for row in wanted if row.preparation_id not in unpicked]
    if not whole:
        return _answer(Told.NOT_ALL_PICKED, text, wanted[0])
    row = whole[0]
    if fulfilment.open_stops(among=[row.preparation.order_number]):
        return _answer(Told.TO_BE_STOPPED, text, row)
    _write(row, "piece_checked", actor, at, checked_at=at, checked_by=actor.id)
    others = [r for r in rows if r.preparation_id == row.preparation_id and r.pk != row.pk]
    return _answer(Told.READY if all(r.checked_at for r in others) else Told.CHECKED, text, row)


def _begun(rows: Sequence[PreparedPiece], actor: Actor) -> int | None:
    """The order that this person has on the bench: checked in part, or whole and not packed yet."""
    mine = (row.preparation_id for row in rows if row.checked_at and row.checked_by == actor.id)
    return next(mine, None)


def _identify(wave: Wave, text: str, actor: Actor, at: datetime) -> Answer:
    last = _last_of(wave, actor)
    if last is None:
        return Answer(told=Told.NO_PIECE_BEFORE, code=text)
    holder = take_identity(row=last, identity=text[:40], at=at)
    if holder:
        return _answer(Told.IDENTITY_OUT, text, holder)
    _note(last, "piece_identified", actor, at)
    return _answer(Told.IDENTIFIED, text, last)


def _read_lot(wave: Wave, text: str, actor: Actor, at: datetime) -> Answer:
    """The label of the piece before says its lot; another of its style that nobody named is not kept."""
    last = _last_of(wave, actor)
    if last is None:
        return Answer(told=Told.NO_PIECE_BEFORE, code=text)
    code = text.removeprefix(_LOT)[:40]
    if stock.lot_named(style=last.sku.rsplit("-", 2)[0], code=code) is None:
        return _answer(Told.UNKNOWN_LOT, text, last)
    last.lot = code
    last.save(update_fields=["lot"])
    _note(last, "piece_lot_read", actor, at)
    return _answer(Told.LOT_READ, text, last)


def _last_of(wave: Wave, actor: Actor) -> PreparedPiece | None:
    """The piece that this person scanned last in the wave."""
    moves = [
        (moment, row.pk, row)
        for row in queries.open_pieces(wave_id=wave.pk)
        for moment, by in ((row.picked_at, row.picked_by), (row.checked_at, row.checked_by))
        if moment and by == actor.id
    ]
    return max(moves, key=lambda move: move[:2])[2] if moves else None


def _write(row: PreparedPiece, verb: str, actor: Actor, at: datetime, **step: object) -> None:
    """One step of a piece, guarded: whoever comes second finds it made."""
    first = next(iter(step))
    if PreparedPiece.objects.filter(pk=row.pk, ended_at=None, **{first: None}).update(**step) != 1:
        raise ScanRaced(f"piece {row.pk} was scanned at the same moment")
    _note(row, verb, actor, at)


def _note(row: PreparedPiece, verb: str, actor: Actor, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="piece",
        subject_id=row.piece,
        order_number=row.preparation.order_number,
        actor=actor,
        at=at,
    )


def _kept(answer: Mapping[str, object]) -> Answer:
    return Answer(
        told=Told(str(answer["told"])),
        code=str(answer["code"]),
        sku=str(answer["sku"]),
        position=int(str(answer["position"])),
        order_number=str(answer["order_number"]),
        preparation=int(str(answer["preparation"])),
    )


def _answer(told: Told, code: str, row: PreparedPiece) -> Answer:
    return Answer(
        told=told,
        code=code,
        sku=row.sku,
        position=row.preparation.position,
        order_number=row.preparation.order_number,
        preparation=row.preparation_id,
    )
