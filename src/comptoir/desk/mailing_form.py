"""What is typed into the desk's forms for a letter of the newsletter: whom it is for, and its blocks in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.http import QueryDict

from comptoir.core.mailings import FIELDS, MOST_A_MINUTE, MOST_BLOCKS, Block, Kind, LetterText, shop_path
from comptoir.infra.figures import whole_number
from comptoir.mailings.services import MailingInput

_MOST_TYPED = 5000
# What a press does with the block of a place, or with a kind: `up.2`, `add.heading`.
_PRESSES = ("up", "down", "remove", "add")


def mailing_of(post: QueryDict) -> MailingInput:
    """Whom a letter is for; a rate that is no number is 0, which is refused."""
    return MailingInput(
        name=post.get("name", "").strip()[:200],
        countries=tuple(post.getlist("countries"))[:300],
        languages=tuple(post.getlist("languages"))[:20],
        per_minute=whole_number(post.get("per_minute", "").strip(), most=MOST_A_MINUTE * 10) or 0,
    )


def text_of(post: QueryDict) -> LetterText:
    """A letter in one language, block by block as the form has them."""
    blocks = []
    for place in range(MOST_BLOCKS + 1):
        kind = post.get(f"blocks.{place}.kind", "")
        if kind not in set(Kind):
            break
        blocks.append(_block(post, Kind(kind), f"blocks.{place}."))
    return LetterText(
        subject=_typed(post, "subject"), preheader=_typed(post, "preheader"), blocks=tuple(blocks)
    )


def pressed(post: QueryDict, text: LetterText) -> LetterText | None:
    """The letter after a press on a button of its blocks; None where it was another button. Nothing is saved by it."""
    what, _, which = post.get("press", "").partition(".")
    if what not in _PRESSES:
        return None
    if what == "add":
        new = (Block(kind=Kind(which)),) if which in set(Kind) and len(text.blocks) < MOST_BLOCKS else ()
        return replace(text, blocks=text.blocks + new)
    place = whole_number(which, most=MOST_BLOCKS)
    if place is None or place >= len(text.blocks):
        return text
    return replace(text, blocks=_rearranged(text.blocks, what, place))


def _rearranged(blocks: Sequence[Block], what: str, place: int) -> tuple[Block, ...]:
    order = list(blocks)
    block = order.pop(place)
    if what != "remove":
        order.insert(max(0, place + (-1 if what == "up" else 1)), block)
    return tuple(order)


def _block(post: QueryDict, kind: Kind, name: str) -> Block:
    typed = {field: _typed(post, name + field) for field in FIELDS[kind]}
    styles = typed.pop("styles", "").upper().replace(",", " ").split()
    if "of" in typed:
        typed["of"] = typed["of"].upper()
    if "address" in typed:
        path = shop_path(typed["address"], site=settings.SITE_URL)
        typed["address"] = typed["address"] if path is None else path or "/"
    return Block(kind=kind, styles=tuple(dict.fromkeys(styles)), **typed)


def _typed(post: QueryDict, name: str) -> str:
    return post.get(name, "").replace("\r\n", "\n").strip()[:_MOST_TYPED]
