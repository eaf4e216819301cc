"""Mail that comes in, read as text for people: what its sender wrote, apart from what is quoted, and nothing that acts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

import nh3

MOST_BYTES = 25_000_000
_MOST_TEXT = 20_000
_MOST_PARTS = 60
_MOST_DEPTH = 8
_MOST_PHOTOGRAPHS = 8
# Beyond these nobody writes, and taking a mail apart would take its time: borders of parts, marks, letters of a header.
_MOST_BORDERS = 500
_MOST_MARKS = 4_000
_MOST_MARKED = 500_000
_MOST_HEADER = 4_000
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
# Python's own codecs that are no letters of any mail, and slow or refusing.
_NO_LETTERS = frozenset({"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape"})
# Where the earlier mails begin that a reply repeats, in the languages of the house: all that follows is theirs.
_EARLIER = re.compile(r"^(?:-{2,} ?(?:original|message|ursprüngliche|元の)|_{10,}\s*$)", re.IGNORECASE)
# The line above them where each of theirs is marked.
_INTRODUCED = re.compile(
    r"^(?:(?:on|le|am)\s.{4,200}?(?:wrote|a écrit|schrieb)\b.{0,120}:|\d{4}年.{4,120}:)\s*$", re.IGNORECASE
)
_BLOCKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])[^<>]*>", re.IGNORECASE)
_QUOTES = re.compile(r"<(/?)blockquote[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r'<a href="(https?://[^"<>]*)">([^<>]*)</a>', re.IGNORECASE)
_MARK = re.compile(r"<[^<>]*>")
_TAGS = {"a", "p", "br", "div", "li", "ul", "ol", "blockquote", "tr", "td", "h1", "h2", "h3"}
_BEGINS, _ENDS = "\x02", "\x03"  # of what is quoted


class Unreadable(ValueError):
    """The mail cannot be taken apart: empty, too large, of too many parts, or no mail at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail as it is read. `photographs` are files as they came, still to be looked at; `left_out` names the others."""

    message_id: str
    sender: str
    sender_name: str
    receivers: tuple[str, ...]
    subject: str
    text: str
    quoted: str
    automatic: bool
    photographs: tuple[bytes, ...]
    left_out: tuple[str, ...]


def read_mail(*, raw: bytes) -> Incoming:
    """Take a mail apart. Nothing in it is followed, fetched or run. Refusals: Unreadable."""
    if not raw.strip() or len(raw) > MOST_BYTES:
        raise Unreadable("empty" if not raw.strip() else "too large")
    if raw.count(b"\n--") > _MOST_BORDERS:
        raise Unreadable("too many parts")
    try:
        # The older policy leaves headers as they came: the newer one takes minutes over some of them.
        return _read(BytesParser(policy=policy.compat32).parsebytes(raw))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as trouble:
        raise Unreadable(type(trouble).__name__) from trouble


def _read(mail: Message) -> Incoming:
    name, sender = next(iter(_addresses(_raw(mail, "From"))), ("", ""))
    plain, marked, photographs, left_out = _parts(mail)
    text, quoted = _split(plain if plain.strip() else _text_of(marked))
    named = [_addresses(_raw(mail, header)) for header in ("To", "Cc", "Delivered-To")]
    return Incoming(
        message_id=_line(_raw(mail, "Message-ID"))[:500],
        sender=sender[:254],
        sender_name=name[:120],
        receivers=tuple(address.lower() for found in named for _name, address in found)[:50],
        subject=_header(mail, "Subject")[:200],
        text=text[:_MOST_TEXT],
        quoted=quoted[:_MOST_TEXT],
        automatic=_is_automatic(mail, sender),
        photographs=tuple(photographs),
        left_out=tuple(left_out),
    )


def _addresses(text: str) -> list[tuple[str, str]]:
    """Names and addresses of a header; none where it cannot be read."""
    try:
        return [(_decoded(name), _line(address)) for name, address in getaddresses([text]) if "@" in address]
    except RecursionError:
        return []


def _parts(mail: Message) -> tuple[str, str, list[bytes], list[str]]:
    """The plain text, the marked-up text, the pictures, and the names of what is left out."""
    plain: list[str] = []
    marked: list[str] = []
    photographs: list[bytes] = []
    left_out: list[str] = []
    for count, part in enumerate(_walk(mail, 0)):
        if count >= _MOST_PARTS:
            left_out.append("…")
            break
        kind, name = part.get_content_type(), _decoded(part.get_filename() or "")[:100]
        if not name and kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else marked).append(_words(part))
        elif part is mail and part.get_content_maintype() in ("multipart", "text"):
            plain.append(_words(part))  # it says of itself that it has parts, and has none
        elif kind in _PICTURES and len(photographs) < _MOST_PHOTOGRAPHS:
            photographs.append(_content(part))
        else:
            left_out.append(name or _line(kind)[:100])
    return "\n".join(plain), "\n".join(marked), photographs, left_out


def _walk(part: Message, depth: int) -> Iterator[Message]:
    """The parts that hold something, in order; a mail inside a mail is a file, not something that its sender says."""
    inside = part.get_payload() if part.get_content_maintype() == "multipart" else None
    if not isinstance(inside, list) or depth >= _MOST_DEPTH:
        yield part
        return
    for each in inside:
        if isinstance(each, Message):
            yield from _walk(each, depth + 1)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _words(part: Message) -> str:
    """Text in whatever letters it claims; what cannot be read is shown as such."""
    raw, letters = _content(part), (part.get_content_charset() or "utf-8")[:40]
    if letters.replace("-", "_") in _NO_LETTERS:
        letters = "utf-8"
    try:
        return raw.decode(letters, errors="replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", errors="replace")


def _text_of(marked: str) -> str:
    """What a marked-up mail says, as text: no scripts, no pictures from elsewhere, links with where they lead."""
    marked = marked[:_MOST_MARKED]
    if marked.count("<") <= _MOST_MARKS:
        marked = nh3.clean(
            marked, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None
        )
    told = _LINK.sub(lambda found: _link_words(found[1], found[2]), marked)
    told = _QUOTES.sub(lambda found: f"\n{_ENDS}\n" if found[1] else f"\n{_BEGINS}\n", told)
    return _with_quotes(html.unescape(_MARK.sub("", _BLOCKS.sub("\n", told))))


def _with_quotes(told: str) -> str:
    """What is quoted, marked as plain mails mark it."""
    depth, lines = 0, []
    for line in told.split("\n"):
        if line in (_BEGINS, _ENDS):
            depth = max(0, depth + (1 if line == _BEGINS else -1))
        else:
            lines.append(f"> {line}" if depth and line.strip() else line)
    return "\n".join(lines)


def _link_words(address: str, words: str) -> str:
    said = words.strip()
    return said if html.unescape(said) == html.unescape(address) or not said else f"{said} ({address})"


def _split(written: str) -> tuple[str, str]:
    """What is new, above, below or between what is quoted; and that."""
    own: list[str] = []
    quoted: list[str] = []
    lines = [_line(line) for line in written.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for place, line in enumerate(lines):
        introduced = bool(_INTRODUCED.match(line))
        marked = next((below.startswith(">") for below in lines[place + 1 :] if below), False)
        if any(own) and (_EARLIER.match(line) or (introduced and not marked)):
            quoted += lines[place:]
            break
        (quoted if line.startswith(">") or introduced else own).append(line)
    return _tidy(own), _tidy(quoted)


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _line(text: str) -> str:
    """Without characters that are not seen or turn the direction of what follows."""
    return "".join(
        letter
        for letter in text
        if letter == "\t"
        or (letter.isprintable() and letter not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    )


def _raw(mail: Message, name: str) -> str:
    """A header as it came, on one line."""
    return " ".join(str(mail.get(name, ""))[:_MOST_HEADER].split())


def _decoded(text: str) -> str:
    """The words of a header that may be in other letters than ASCII."""
    try:
        return _line(" ".join(str(make_header(decode_header(text[:_MOST_HEADER]))).split()))
    except (ValueError, LookupError):
        return _line(text)


def _header(mail: Message, name: str) -> str:
    return _decoded(_raw(mail, name))


def _is_automatic(mail: Message, sender: str) -> bool:
    """Whether a program wrote it: it is not answered by a program (RFC 3834)."""
    said = _raw(mail, "Auto-Submitted").lower()
    bulk = _raw(mail, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply")
    marks = any(_raw(mail, name) for name in ("X-Autoreply", "List-Id"))
    nobody = sender.lower().partition("@")[0] in ("", "mailer-daemon", "postmaster", "noreply", "no-reply")
    return bool(said and said != "no") or bulk or marks or nobody
