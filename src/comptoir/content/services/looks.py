"""The house writes the looks of a collection (PRD-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from comptoir.content.models import Look, LookPiece
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

_WHOLE = 1000  # per mille of a picture


class LookRefused(NotPossible):
    """A look cannot be written like this; each refusal names its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceInput:
    """A piece of a look by its reference, and where on the picture it is, in per mille from the top left."""

    reference: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookInput:
    """A look of a collection (code): its number is its place, the picture lies in the media store."""

    collection: str
    number: int
    title: Mapping[str, str]
    digest: str
    width: int
    height: int
    pieces: tuple[PieceInput, ...]
    text: Mapping[str, str] = field(default_factory=dict)


@owns_transaction
def arrange_looks(*, collection: str, looks: Sequence[LookInput], actor: Actor, at: datetime) -> None:
    """Make these looks the whole lookbook of a collection; refused where one of them belongs to another."""
    for look in looks:
        _check(look, collection)
    known = locked(Look.objects.filter(collection=collection), kind="look")
    for row in known:
        row.delete()
    for look in looks:
        _write(look)
    data = {"looks": [look.number for look in looks]}
    _note("looks_arranged", collection, data, actor, at)


@owns_transaction
def set_look(*, look: LookInput, actor: Actor, at: datetime) -> None:
    """Add a look, or write the one of that number anew."""
    _check(look, look.collection)
    for row in _of(look.collection, look.number):
        row.delete()
    _write(look)
    _note("look_set", f"{look.collection}/{look.number}", asdict(look), actor, at)


@owns_transaction
def remove_look(*, collection: str, number: int, actor: Actor, at: datetime) -> None:
    """Take a look out of its collection; refused where there is none."""
    rows = _of(collection, number)
    if not rows:
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    for row in rows:
        row.delete()
    _note("look_removed", f"{collection}/{number}", {}, actor, at)


def _of(collection: str, number: int) -> list[Look]:
    return list(locked(Look.objects.filter(collection=collection, number=number), kind="look"))


def _check(look: LookInput, collection: str) -> None:
    if look.collection != collection or not collection:
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="collection"))
    if look.number < 1:
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="number"))
    if not look.title.get("en", "").strip():
        raise LookRefused(Refused(rule=None, reason=Reason.FIELD_MISSING, field="title.en"))
    if not look.digest or min(look.width, look.height) < 1:
        raise LookRefused(Refused(rule=None, reason=Reason.FIELD_MISSING, field="picture"))
    if not all(0 <= place <= _WHOLE for piece in look.pieces for place in (piece.x, piece.y)):
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="pieces"))
    if len({piece.reference for piece in look.pieces}) != len(look.pieces):
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="pieces"))


def _write(look: LookInput) -> None:
    row = Look.objects.create(
        collection=look.collection,
        number=look.number,
        title=dict(look.title),
        text=dict(look.text),
        digest=look.digest,
        width=look.width,
        height=look.height,
    )
    LookPiece.objects.bulk_create(
        LookPiece(look=row, reference=piece.reference, x=piece.x, y=piece.y, position=place)
        for place, piece in enumerate(look.pieces)
    )


def _note(verb: str, subject: str, data: Mapping[str, object], actor: Actor, at: datetime) -> None:
    record(verb=verb, subject_kind="look", subject_id=subject, actor=actor, at=at, data=dict(data))
