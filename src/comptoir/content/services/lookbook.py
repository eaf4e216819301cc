"""The looks of a collection, one at a time: added with a photograph, written, put in order, taken away (PRD-01).

A block of the home page names a look by its number: it follows when the look gets another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from comptoir.content.models import Block, Look
from comptoir.content.queries import LookRow, look_rows
from comptoir.content.services.looks import LookRefused, PieceInput, check_pieces, write_pieces
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import media, photographs, queue
from comptoir.infra.db import (
    joins_transaction,
    locked,
    one_transaction,
    owns_transaction,
    spans_transactions,
)
from comptoir.infra.i18n import gettext as _
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.pixels import Encoded
from comptoir.journal.services import record

MOST_LOOKS = 120
_BEYOND = 10_000  # numbers that no look has, while others change


@dataclass(frozen=True, slots=True, kw_only=True)
class LookWords:
    """What a look says, by language, and its pieces in order."""

    title: Mapping[str, str]
    text: Mapping[str, str]
    alt: Mapping[str, str]
    pieces: tuple[PieceInput, ...]


@spans_transactions
def add_look(*, collection: str, look: LookWords, picture: bytes, actor: Actor, at: datetime) -> int:
    """Add a look at the end of a lookbook, with the photograph in a file; its id. Widths are made by a task."""
    _refuse(_faults(look, pictured=True))
    encoded = _cleaned(picture)
    digest = media.store(encoded.content, private=False)
    with one_transaction():
        known = locked(Look.objects.filter(collection=collection), kind="look")
        if len(known) >= MOST_LOOKS:
            why = _("a lookbook has %(most)s looks at most.") % {"most": MOST_LOOKS}
            raise LookRefused(_wrong("file", why))
        row = Look.objects.create(
            collection=collection,
            number=max((each.number for each in known), default=0) + 1,
            title=_said(look.title),
            text=_said(look.text),
            alt=_said(look.alt),
            digest=digest,
            width=encoded.width,
            height=encoded.height,
        )
        write_pieces(look=row, pieces=look.pieces)
        queue.defer("content.make_look_renditions", look_id=row.pk)
        _note("look_added", row, {**_told(look), "digest": digest}, actor, at)
    return row.pk


@spans_transactions
def edit_look(
    *, look_id: int, look: LookWords, picture: bytes = b"", edition: str, actor: Actor, at: datetime
) -> None:
    """Change what a look says and shows, and its picture where a file is given; refused when somebody else did meanwhile."""
    encoded = _cleaned(picture) if picture else None
    digest = media.store(encoded.content, private=False) if encoded else ""
    with one_transaction():
        rows = locked(Look.objects.filter(pk=look_id), kind="look")
        before = next((each for each in look_rows() if each.id == look_id), None)
        if not rows or before is None:
            raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
        if before.edition() != edition:
            raise LookRefused(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
        _refuse(_faults(look, pictured=bool(before.alt or encoded)))
        row = rows[0]
        row.title, row.text, row.alt = _said(look.title), _said(look.text), _said(look.alt)
        if encoded:
            row.digest, row.width, row.height = digest, encoded.width, encoded.height
            row.renditions = []
            queue.defer("content.make_look_renditions", look_id=row.pk)
        row.save()
        write_pieces(look=row, pieces=look.pieces)
        _note_if_changed(before, row, look, actor, at)


@owns_transaction
def move_look(*, look_id: int, place: int, actor: Actor, at: datetime) -> None:
    """Put a look at a place of its lookbook, the first being 0."""
    blocks, rows, row = _lock_lookbook(look_id)
    order = [each for each in rows if each.pk != look_id]
    order.insert(min(max(place, 0), len(order)), row)
    if order != rows:
        _number(order=order, blocks=blocks)
        _note("look_moved", row, {"place": order.index(row) + 1}, actor, at)


@owns_transaction
def remove_look(*, look_id: int, actor: Actor, at: datetime) -> None:
    """Take a look out of its lookbook, the later ones move up; refused while it is on the home page."""
    blocks, rows, row = _lock_lookbook(look_id)
    if any(_shows(block, row) for block in blocks):
        raise LookRefused(_wrong("look", _("it is on the home page. Take that block away first.")))
    _note("look_removed", row, {"title": row.title, "digest": row.digest}, actor, at)
    others = [each for each in rows if each is not row]
    row.delete()
    _number(order=others, blocks=blocks)


@spans_transactions
def make_look_renditions(*, look_id: int, at: datetime) -> None:
    """Make the photograph of a look in AVIF and WebP at every width; again is the same files."""
    del at
    row = Look.objects.filter(pk=look_id).first()
    if row is None:
        return
    made = [
        {
            "mime": each.mime,
            "width": each.width,
            "height": each.height,
            "digest": media.store(each.content, private=False),
        }
        for each in photographs.renditions(media.read(row.digest, private=False))
    ]
    with one_transaction():
        # By now it may have another picture, with a task of its own.
        Look.objects.filter(pk=look_id, digest=row.digest).update(renditions=made)


def _lock_lookbook(look_id: int) -> tuple[list[Block], list[Look], Look]:
    """The blocks that show looks, the looks of the same collection in order, and the look itself."""
    collection = Look.objects.filter(pk=look_id).values_list("collection", flat=True).first() or ""
    blocks = locked(Block.objects.filter(kind="look"), kind="block")
    rows = locked(Look.objects.filter(collection=collection), kind="look")
    rows.sort(key=lambda row: row.number)
    for row in rows:
        if row.pk == look_id:
            return blocks, rows, row
    raise LookRefused(Refused(rule=None, reason=Reason.NOT_FOUND))


@joins_transaction
def _number(*, order: Sequence[Look], blocks: Sequence[Block]) -> None:
    """Number looks by their place; blocks of the home page follow theirs."""
    following = [
        (block, place)
        for place, row in enumerate(order, start=1)
        for block in blocks
        if row.number != place and _shows(block, row)
    ]
    # Beyond all others first: no two may ever have one number.
    for beyond in (_BEYOND, 0):
        for place, row in enumerate(order, start=1):
            Look.objects.filter(pk=row.pk).update(number=place + beyond)
    for block, place in following:
        block.body = {**block.body, "number": place}
        block.save(update_fields=["body"])


def _shows(block: Block, look: Look) -> bool:
    return (block.body.get("collection"), block.body.get("number")) == (look.collection, look.number)


def _cleaned(picture: bytes) -> Encoded:
    try:
        return photographs.clean(picture)
    except NotAPhotograph as not_one:
        raise LookRefused(_wrong("file", str(not_one))) from not_one


def _faults(look: LookWords, *, pictured: bool) -> tuple[Refused, ...]:
    """What is missing; a photograph says in English at least what it shows."""
    wanted = [("title.en", look.title), *([("alt.en", look.alt)] if pictured else [])]
    missing = (
        Refused(rule=None, reason=Reason.FIELD_MISSING, field=name)
        for name, texts in wanted
        if not texts.get("en", "").strip()
    )
    return (*missing, *check_pieces(pieces=look.pieces))


def _refuse(faults: Sequence[Refused]) -> None:
    if faults:
        raise LookRefused(*faults)


def _wrong(field: str, why: str) -> Refused:
    return Refused(rule=None, reason=Reason.FIELD_WRONG, field=field, values=(("why", why),))


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _told(look: LookWords) -> dict[str, object]:
    pieces = [asdict(piece) for piece in look.pieces]
    return {"title": dict(look.title), "text": dict(look.text), "alt": dict(look.alt), "pieces": pieces}


def _note_if_changed(before: LookRow, row: Look, look: LookWords, actor: Actor, at: datetime) -> None:
    after = next(each for each in look_rows() if each.id == row.pk)
    if after.edition() != before.edition():
        _note("look_changed", row, {**_told(look), "digest": row.digest}, actor, at)


def _note(verb: str, row: Look, data: Mapping[str, object], actor: Actor, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="look",
        subject_id=row.pk,
        actor=actor,
        at=at,
        data={"collection": row.collection, **data},
    )
