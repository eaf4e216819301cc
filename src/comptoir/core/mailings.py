"""Letters of the newsletter (ACC-09): what their blocks may hold, when one may begin, how many leave at a time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from comptoir.core.decisions import Refused, Value
from comptoir.core.lifecycles import Event, Machine
from comptoir.core.reasons import Reason

MOST_A_MINUTE = 600
MOST_BLOCKS = 30
MOST_STYLES = 4
MOST_SUBJECT = 120
MOST_PREHEADER = 150
_MOST = {"words": 2000, "of": 30, "address": 200}
_MOST_BY_KIND = {"heading": 120, "button": 60, "picture": 300}  # of `words`
_MINUTE = timedelta(minutes=1)
# A path in the shop as a browser writes it: nothing that leads up, out, or to another host.
_PATH = re.compile(r"[A-Za-z0-9][\w.~%/-]*(\?[\w.~%=&,+-]*)?(#[\w-]*)?", re.ASCII)
_VERSION = re.compile(r"[a-z]{2}-[a-z]{2}(/|$)")
# What a draft may still lack: it is asked for when the letter begins.
WANTING = frozenset({Reason.LETTER_SUBJECT_MISSING, Reason.LETTER_WORDS_MISSING, Reason.LETTER_EMPTY})


class MailingState(StrEnum):
    """Where a letter of the newsletter stands."""

    DRAFT = "draft"
    SENDING = "sending"
    STOPPED = "stopped"  # by somebody at the desk; it may go on
    SENT = "sent"


MAILING = Machine(
    name="mailing",
    start=MailingState.DRAFT,
    edges={
        (MailingState.DRAFT, Event.SEND): MailingState.SENDING,
        (MailingState.SENDING, Event.WAIT): MailingState.STOPPED,
        (MailingState.STOPPED, Event.SEND): MailingState.SENDING,
        (MailingState.SENDING, Event.FINISH): MailingState.SENT,
    },
)


class Kind(StrEnum):
    """What a letter is put together from."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    PICTURE = "picture"
    BUTTON = "button"
    PRODUCTS = "products"
    RULE = "rule"


# The fields that a kind of block has.
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.HEADING: ("words",),
    Kind.PARAGRAPH: ("words",),
    Kind.PICTURE: ("of", "words"),
    Kind.BUTTON: ("words", "address"),
    Kind.PRODUCTS: ("styles",),
    Kind.RULE: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block. `words` of a picture say what it shows, `of` is a reference or a look; `address` is a path in the shop."""

    kind: Kind
    words: str = ""
    of: str = ""
    address: str = ""
    styles: tuple[str, ...] = ()

    def plain(self) -> dict[str, object]:
        """The block as JSON keeps it: its kind and the fields that this has."""
        values = asdict(self)
        return {
            "kind": str(self.kind),
            **{name: list(self.styles) if name == "styles" else values[name] for name in FIELDS[self.kind]},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """A letter in one language."""

    subject: str = ""
    preheader: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is of what a letter names: styles that are in the shop, and references and looks with a picture."""

    styles: frozenset[str]
    pictures: frozenset[str]


def shop_path(text: str, *, site: str) -> str | None:
    """An address inside the shop as its path behind the store version; None where it leads anywhere else.

    `site` is where the shop is: its own addresses may be pasted whole. The home page is the empty path.
    """
    path = text.strip().removeprefix(site).removeprefix("/")
    if version := _VERSION.match(path):
        path = path[version.end() :]
    if not path:
        return "" if text.strip() else None
    leads_up = ".." in path.replace("%2e", ".").replace("%2E", ".")
    return path if _PATH.fullmatch(path) and not leads_up else None


def longest(kind: Kind, name: str) -> int:
    """How many characters a field of a block takes."""
    return _MOST_BY_KIND.get(kind, _MOST[name]) if name == "words" else _MOST[name]


def text_faults(text: LetterText, *, known: Known) -> tuple[Refused, ...]:
    """Everything that is wrong with a letter in one language, by field: `subject`, `blocks.2.words`.

    Those of `WANTING` may be wrong with a draft.
    """
    return tuple(_text_faults(text, known))


def begin_faults(
    *, texts: Mapping[str, LetterText], languages: Collection[str], readers: int, known: Known
) -> tuple[Refused, ...]:
    """Everything that keeps a letter from being sent; fields are `fr.blocks.2.words`. None, and it may begin (B-08)."""
    found = [] if readers else [Refused(rule="B-08", reason=Reason.LETTER_NOBODY)]
    for language in languages:
        if language not in texts:
            values = (("language", language),)
            found.append(Refused(rule=None, reason=Reason.LETTER_TEXT_MISSING, values=values))
        else:
            found += [
                Refused(
                    rule=fault.rule,
                    reason=fault.reason,
                    values=fault.values,
                    field=f"{language}.{fault.field}",
                )
                for fault in _text_faults(texts[language], known)
            ]
    return tuple(found)


def lot(*, per_minute: int, going: timedelta, written: int, lately: int) -> int:
    """How many readers are written to now, so that none of the minutes has more than the rate.

    `going` is how long the letter has been under way without a stop, `written` how many were written to in that time,
    `lately` how many within the last minute.
    """
    due = per_minute * going // _MINUTE - written
    return max(0, min(due, per_minute - lately))


def minutes_for(readers: int, *, per_minute: int) -> int:
    """How long that many readers take, in whole minutes."""
    return -(-readers // per_minute)


def _text_faults(text: LetterText, known: Known) -> Iterator[Refused]:
    yield from _line_faults(text)
    if not text.blocks:
        yield _no("blocks", Reason.LETTER_EMPTY)
    if len(text.blocks) > MOST_BLOCKS:
        yield _no("blocks", Reason.LETTER_BLOCKS_FULL, most=MOST_BLOCKS)
    for place, block in enumerate(text.blocks):
        for name in FIELDS[block.kind]:
            fault = _styles_fault(block.styles, known) if name == "styles" else _fault(block, name, known)
            if fault:
                reason, values = fault
                yield _no(f"blocks.{place}.{name}", reason, **values)


def _line_faults(text: LetterText) -> Iterator[Refused]:
    if not text.subject.strip():
        yield _no("subject", Reason.LETTER_SUBJECT_MISSING)
    for field, most in (("subject", MOST_SUBJECT), ("preheader", MOST_PREHEADER)):
        typed = str(getattr(text, field))
        if len(typed) > most or len(typed.splitlines()) > 1:
            yield _no(field, Reason.TOO_LONG, most=most)


def _fault(block: Block, name: str, known: Known) -> tuple[Reason, dict[str, Value]] | None:
    typed = str(getattr(block, name))
    most = longest(block.kind, name)
    if not typed.strip():
        return Reason.LETTER_WORDS_MISSING, {}
    if len(typed) > most:
        return Reason.TOO_LONG, {"most": most}
    if name == "of" and typed not in known.pictures:
        return Reason.LETTER_PICTURE_UNKNOWN, {}
    if name == "address" and shop_path(typed, site="") is None:
        return Reason.LETTER_ADDRESS_ELSEWHERE, {}
    return None


def _styles_fault(styles: Sequence[str], known: Known) -> tuple[Reason, dict[str, Value]] | None:
    missing = [style for style in styles if style not in known.styles]
    if not styles:
        return Reason.LETTER_WORDS_MISSING, {}
    if missing:
        return Reason.LETTER_STYLES_UNKNOWN, {"styles": ", ".join(missing)}
    if len(styles) > MOST_STYLES:
        return Reason.LETTER_STYLES_FULL, {"most": MOST_STYLES}
    return None


def _no(field: str, reason: Reason, **values: Value) -> Refused:
    return Refused(rule=None, reason=reason, values=tuple(values.items()), field=field)
