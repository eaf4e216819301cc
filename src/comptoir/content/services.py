"""The house arranges its home page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comptoir.content.models import Block
from comptoir.infra.db import owns_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockInput:
    """A block; `body` by kind: hero {style, reference}, sheet {category} or {styles: []}, text {}."""

    kind: str  # hero | sheet | text
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
