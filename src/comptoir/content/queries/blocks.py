"""Reads of the home page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from comptoir.content.models import Block
from comptoir.infra.i18n import pick


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeBlock:
    """A block of the home page: `kind` is hero, sheet, look or text; `body` is what it shows, by kind (see the model)."""

    kind: str
    title: str
    text: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRow:
    """A block of the home page in every language, as the desk edits it."""

    id: int
    kind: str
    title: dict[str, str]
    text: dict[str, str]
    body: dict[str, Any]

    def edition(self) -> str:
        """A short digest of what it says: what somebody saw when they began to change it."""
        said = json.dumps([self.title, self.text, self.body], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:20]


def block_rows() -> tuple[BlockRow, ...]:
    """The blocks of the home page in every language, in order."""
    return tuple(
        BlockRow(id=row.pk, kind=row.kind, title=row.title, text=row.text, body=row.body)
        for row in Block.objects.order_by("position")
    )


def home_blocks(*, language: str) -> tuple[HomeBlock, ...]:
    """The blocks of the home page, in order."""
    return tuple(
        HomeBlock(
            kind=row.kind, title=pick(row.title, language), text=pick(row.text, language), body=row.body
        )
        for row in Block.objects.order_by("position")
    )
