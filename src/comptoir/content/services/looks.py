"""The house writes the whole lookbook of a collection (PRD-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comptoir.content.models import Look, LookPiece
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction, locked, owns_transaction
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
    record(verb="looks_arranged", subject_kind="look", subject_id=collection, actor=actor, at=at, data=data)


def check_pieces(*, pieces: Sequence[PieceInput]) -> tuple[Refused, ...]:
    """Every piece is on the picture, and there once."""
    on_it = all(0 <= place <= _WHOLE for piece in pieces for place in (piece.x, piece.y))
    if on_it and len({piece.reference for piece in pieces}) == len(pieces):
        return ()
    return (Refused(rule=None, reason=Reason.NOT_FOUND, field="pieces"),)


@joins_transaction
def write_pieces(*, look: Look, pieces: Sequence[PieceInput]) -> None:
    """Make these the pieces of a look, in this order."""
    look.pieces.all().delete()
    LookPiece.objects.bulk_create(
        LookPiece(look=look, reference=piece.reference, x=piece.x, y=piece.y, position=place)
        for place, piece in enumerate(pieces)
    )


def _check(look: LookInput, collection: str) -> None:
    if look.collection != collection or not collection:
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="collection"))
    if look.number < 1:
        raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="number"))
    if not look.title.get("en", "").strip():
        raise LookRefused(Refused(rule=None, reason=Reason.FIELD_MISSING, field="title.en"))
    if not look.digest or min(look.width, look.height) < 1:
        raise LookRefused(Refused(rule=None, reason=Reason.FIELD_MISSING, field="picture"))
    if faults := check_pieces(pieces=look.pieces):
        raise LookRefused(*faults)


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
    write_pieces(look=row, pieces=look.pieces)
