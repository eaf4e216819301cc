"""The house arranges its home page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comptoir.content.models import Block
from comptoir.content.queries import block_rows
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

KINDS = ("hero", "sheet", "look", "text")


class BlockRefused(NotPossible):
    """A block cannot be written like this; each refusal names its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockInput:
    """A block; `body` by kind: hero {style, reference}, sheet {category} or {styles: []}, look {collection, number}, text {}."""

    kind: str  # hero | sheet | look | text
    title: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)


@owns_transaction
def arrange_home(*, blocks: Sequence[BlockInput]) -> None:
    """Make these blocks, in this order, the whole of the home page."""
    Block.objects.all().delete()
    Block.objects.bulk_create(
        [
            Block(
                kind=each.kind,
                position=place,
                title=dict(each.title),
                text=dict(each.text),
                body=dict(each.body),
            )
            for place, each in enumerate(blocks)
        ]
    )


@owns_transaction
def add_block(*, block: BlockInput, actor: Actor, at: datetime) -> None:
    """Add a block at the end of the home page."""
    _check(block)
    rows = locked(Block.objects.all(), kind="block")
    place = max((row.position for row in rows), default=-1) + 1
    made = Block.objects.create(kind=block.kind, position=place, **_written(block))
    _note("block_added", made.pk, block, actor, at)


@owns_transaction
def edit_block(*, block_id: int, block: BlockInput, edition: str, actor: Actor, at: datetime) -> None:
    """Change what a block says and shows; refused when somebody else did meanwhile."""
    _check(block)
    row = _lock(block_id)
    seen = next(each.edition() for each in block_rows() if each.id == block_id)
    if seen != edition:
        raise BlockRefused(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
    written = _written(block)
    if written == {"title": row.title, "text": row.text, "body": row.body}:
        return
    row.title, row.text, row.body = written["title"], written["text"], written["body"]
    row.save(update_fields=["title", "text", "body"])
    _note("block_changed", block_id, block, actor, at)


@owns_transaction
def move_block(*, block_id: int, place: int, actor: Actor, at: datetime) -> None:
    """Put a block at a place of the home page, the first being 0."""
    row = _lock(block_id)
    before = [each.id for each in block_rows()]
    order = [pk for pk in before if pk != block_id]
    order.insert(min(max(place, 0), len(order)), block_id)
    if order == before:
        return
    arrange_in_order(order=order)
    _note("block_moved", block_id, BlockInput(kind=row.kind, title=row.title), actor, at)


@owns_transaction
def remove_block(*, block_id: int, actor: Actor, at: datetime) -> None:
    """Take a block off the home page; the journal keeps what it said."""
    row = _lock(block_id)
    gone = BlockInput(kind=row.kind, title=row.title, text=row.text, body=row.body)
    row.delete()
    _note("block_removed", block_id, gone, actor, at)


@joins_transaction
def arrange_in_order(*, order: Sequence[int]) -> None:
    """Give the blocks the places of this order."""
    # Below zero first: no two may ever stand at one place.
    for sign in (-1, 1):
        for place, pk in enumerate(order, start=1):
            Block.objects.filter(pk=pk).update(position=sign * place)


def _check(block: BlockInput) -> None:
    if block.kind not in KINDS:
        raise BlockRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="kind"))
    if not block.title.get("en", "").strip():
        raise BlockRefused(Refused(rule=None, reason=Reason.FIELD_MISSING, field="title.en"))


def _lock(block_id: int) -> Block:
    for row in locked(Block.objects.all(), kind="block"):
        if row.pk == block_id:
            return row
    raise BlockRefused(Refused(rule=None, reason=Reason.NOT_FOUND))


def _written(block: BlockInput) -> dict[str, dict[str, object]]:
    return {"title": dict(block.title), "text": dict(block.text), "body": dict(block.body)}


def _note(verb: str, block_id: int, block: BlockInput, actor: Actor, at: datetime) -> None:
    data = {"kind": block.kind, **_written(block)}
    record(verb=verb, subject_kind="block", subject_id=block_id, actor=actor, at=at, data=data)
