"""Captions of films (WebVTT): read cue by cue, and written again so that only what is said and when is kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comptoir.infra.i18n import gettext as _

MOST_BYTES = 500_000
_MOST_LETTERS = 300  # of one cue
_MOST_TOLD = 5
_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ASIDE = ("NOTE", "STYLE", "REGION")

Line = tuple[int, str]  # its number in the file, and what it says


class NotCaptions(ValueError):
    """The file holds no captions that can be shown; the message names the lines, in the current language."""


class _Fault(Exception):
    """What is wrong with a cue, and in which line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is said from one moment of a film to another, in milliseconds; who says it stands before it."""

    starts: int
    ends: int
    text: str


def read_captions(content: bytes) -> tuple[Cue, ...]:
    """The cues of a WebVTT file; NotCaptions with each line that is wrong. Notes, styles and places are left out."""
    lines = _lines(content)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0][1]):
        raise NotCaptions(_("its first line is not WEBVTT."))
    cues: list[Cue] = []
    faults: list[str] = []
    for block in _blocks(lines[1:]):
        try:
            cues.append(_cue(block, after=cues[-1].starts if cues else 0))
        except _Fault as fault:
            faults.append(str(fault))
    if len(faults) > _MOST_TOLD:
        faults[_MOST_TOLD:] = [_("And %(count)s more.") % {"count": len(faults) - _MOST_TOLD}]
    if faults:
        raise NotCaptions(" ".join(faults))
    if not cues:
        raise NotCaptions(_("nothing is said in it."))
    return tuple(cues)


def write_captions(cues: Sequence[Cue]) -> bytes:
    """A WebVTT file of these cues."""
    blocks = (
        f"{_moment(cue.starts)} --> {_moment(cue.ends)}\n{html.escape(cue.text, quote=False)}" for cue in cues
    )
    return "\n\n".join(("WEBVTT", *blocks)).encode() + b"\n"


def _lines(content: bytes) -> list[Line]:
    if len(content) > MOST_BYTES:
        raise NotCaptions(_("it is larger than 500 kB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as other:
        raise NotCaptions(_("it is not written in UTF-8. Save it again.")) from other
    return list(enumerate(re.split(r"\r\n|\r|\n", _CONTROL.sub("", text)), start=1))


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that stand together; what is no cue is left out."""
    block: list[Line] = []
    for line in (*lines, (0, "")):
        if line[1].strip():
            block.append(line)
        elif block:
            if not block[0][1].startswith(_ASIDE) or "-->" in block[0][1]:
                yield block
            block = []


def _cue(block: Sequence[Line], *, after: int) -> Cue:
    """One cue: perhaps its name, its time, its words; it begins no earlier than the one before."""
    timed = 0 if "-->" in block[0][1] or len(block) == 1 else 1
    number, timing = block[timed]
    times = _TIMING.fullmatch(timing.strip())
    if times is None:
        raise _Fault(_at(number, _("the time is not written as 00:01:02.500 --> 00:01:04.000.")))
    starts, ends = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
    if ends <= starts:
        raise _Fault(_at(number, _("it ends before it begins.")))
    if starts < after:
        raise _Fault(_at(number, _("it begins before the one above.")))
    said = block[timed + 1 :]
    for line, words in said:
        if "-->" in words:
            raise _Fault(_at(line, _("a blank line is missing before it.")))
    text = "\n".join(filter(None, (_plain(words) for _line, words in said)))
    if not text:
        raise _Fault(_at(number, _("nothing is said.")))
    if len(text) > _MOST_LETTERS:
        raise _Fault(_at(number, _("more than %(most)s letters at once.") % {"most": _MOST_LETTERS}))
    return Cue(starts=starts, ends=ends, text=text)


def _plain(words: str) -> str:
    named = _VOICE.sub(lambda voice: f"{voice[1].strip()}: ", words)
    return html.unescape(_TAG.sub("", named)).strip()


def _at(line: int, what: str) -> str:
    return _("Line %(line)s: %(what)s") % {"line": line, "what": what}


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _moment(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}"
