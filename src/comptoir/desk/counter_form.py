"""The form of a counter: what comes back, what was looked at, what is taken instead, in whose name a credit is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from comptoir.catalogue import queries as catalogue
from comptoir.core.money import minor_of
from comptoir.core.receipts import Condition
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.stores.queries import ReceiptView, Taken
from comptoir.stores.services import TakeBack

_MOST_TAKEN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The form as it was filled in; `lines` is what was scanned or typed of the pieces taken instead."""

    pieces: tuple[UUID, ...]
    checked: tuple[Condition, ...]
    lines: str
    taken: tuple[Taken, ...]
    name: str
    email: str
    seen: int


def blank(receipt: ReceiptView) -> Filled:
    """The form before anybody touched it."""
    return Filled(pieces=(), checked=(), lines="", taken=(), name="", email=receipt.email, seen=0)


def read(post: QueryDict, receipt: ReceiptView) -> Filled:
    """What was filled in, as far as it can be read; pieces of other receipts are left out."""
    lines = post.get("taken", "")[:4000]
    here = {str(piece.id): piece.id for piece in receipt.pieces}
    return Filled(
        pieces=tuple(here[each] for each in dict.fromkeys(post.getlist("piece")) if each in here),
        checked=tuple(each for each in Condition if each in post.getlist("checked")),
        lines=lines,
        taken=tuple(_line(line, receipt.currency) for line in lines.splitlines() if line.strip())[
            :_MOST_TAKEN
        ],
        name=post.get("name", "").strip()[:120],
        email=post.get("email", "").strip()[:254],
        seen=_signed(post.get("seen", "")),
    )


def wanted(filled: Filled, *, key: UUID, receipt: UUID, store: str) -> TakeBack:
    """What is asked of the counter's verb."""
    return TakeBack(
        key=key,
        receipt=receipt,
        store=store,
        checked=dict.fromkeys(filled.pieces, filled.checked),
        taken=filled.taken,
        name=filled.name,
        email=filled.email,
        seen=filled.seen,
    )


def condition_words() -> dict[Condition, str]:
    """What is looked at, in the words of who looks."""
    return {
        Condition.LABELS: _("Every label is on it"),
        Condition.ACCESSORIES: _("Accessories and documents are with it"),
        Condition.UNWORN: _("Not worn"),
        Condition.UNWASHED: _("Not washed"),
    }


def names(skus: Iterable[str], *, language: str) -> dict[str, str]:
    """What pieces are called."""
    return catalogue.piece_names(skus=list(skus), language=language)


def _line(text: str, currency: str) -> Taken:
    """A SKU as a scanner types it, with the till's price behind it where somebody typed one."""
    sku, *rest = text.split(maxsplit=1)
    return Taken(sku=sku.upper()[:40], price=minor_of(rest[0], currency=currency) if rest else None)


def _signed(text: str) -> int:
    digits = text.removeprefix("-")
    figure = whole_number(digits, most=10**12) or 0
    return -figure if text.startswith("-") else figure
