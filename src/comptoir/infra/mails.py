"""Mail that comes in, read as text for people: what its sender wrote, apart from what is quoted, and nothing that acts."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

import nh3

MOST_BYTES = 25_000_000
_MOST_TEXT = 20_000
_MOST_PARTS = 60
_MOST_DEPTH = 8
_MOST_PHOTOGRAPHS = 8
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
# Where the earlier mails begin that a reply repeats, in the languages of the house.
_QUOTED = re.compile(
    r"^(?:>|-{2,} ?(?:original|message|ursprüngliche|元の)|(?:on|le|am)\s.{4,200}?(?:wrote|a écrit|schrieb).{0,80}:\s*$"
    r"|\d{4}年.{4,120}:\s*$|_{10,}\s*$)",
    re.IGNORECASE,
)
_BLOCKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/blockquote)[^>]*>", re.IGNORECASE)
_QUOTES = re.compile(r"<blockquote.*</blockquote>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r'<a\s[^>]*href="(https?://[^"]*)"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)


class Unreadable(ValueError):
    """The mail cannot be taken apart: too large, or no mail at all."""


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
    try:
        mail = BytesParser(policy=policy.default.clone(max_line_length=None)).parsebytes(raw)
        name, sender = parseaddr(_header(mail, "From"))
        return _read(mail, name=name, sender=sender)
    except (
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        IndexError,
        KeyError,
        RecursionError,
    ) as trouble:
        raise Unreadable(type(trouble).__name__) from trouble


def _read(mail: EmailMessage, *, name: str, sender: str) -> Incoming:
    plain, marked, photographs, left_out = _parts(mail)
    written = plain if plain.strip() else _text_of(marked)
    text, quoted = _split(written)
    receivers = getaddresses([_header(mail, "To"), _header(mail, "Cc"), _header(mail, "Delivered-To")])
    return Incoming(
        message_id=_header(mail, "Message-ID")[:500],
        sender=sender[:254],
        sender_name=_line(name)[:120],
        receivers=tuple(address.lower() for _name, address in receivers if "@" in address)[:50],
        subject=_line(_header(mail, "Subject"))[:200],
        text=text[:_MOST_TEXT],
        quoted=quoted[:_MOST_TEXT],
        automatic=_is_automatic(mail, sender),
        photographs=tuple(photographs),
        left_out=tuple(left_out),
    )


def _parts(mail: EmailMessage) -> tuple[str, str, list[bytes], list[str]]:
    """The plain text, the marked-up text, the pictures, and the names of what is left out."""
    plain, marked = "", ""
    photographs: list[bytes] = []
    left_out: list[str] = []
    for count, (depth, part) in enumerate(_walk(mail, 0)):
        if count >= _MOST_PARTS or depth > _MOST_DEPTH:
            left_out.append("…")
            break
        kind, name = part.get_content_type(), _line(part.get_filename() or "")[:100]
        if part.is_multipart():
            continue
        if kind == "text/plain" and not name and not plain:
            plain = _words(part)
        elif kind == "text/html" and not name and not marked:
            marked = _words(part)
        elif kind in _PICTURES and len(photographs) < _MOST_PHOTOGRAPHS:
            content = part.get_payload(decode=True)
            photographs.append(content if isinstance(content, bytes) else b"")
        elif name or not kind.startswith("text/"):
            left_out.append(name or kind)
    return plain, marked, photographs, left_out


def _walk(part: EmailMessage, depth: int) -> list[tuple[int, EmailMessage]]:
    """The parts in their order; a mail inside a mail is a file, not something that its sender says."""
    inside = part.get_payload() if part.is_multipart() and part.get_content_maintype() == "multipart" else []
    found = [(depth, part)]
    if depth > _MOST_DEPTH or not isinstance(inside, list):
        return found
    for each in inside[:_MOST_PARTS]:
        if isinstance(each, EmailMessage):
            found += _walk(each, depth + 1)
    return found


def _words(part: EmailMessage) -> str:
    """Text in whatever letters it claims; what cannot be read is shown as such."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


def _text_of(marked: str) -> str:
    """What a marked-up mail says, as text: no scripts, no pictures from elsewhere, links with where they lead."""
    safe = nh3.clean(
        marked[:500_000],
        tags={"a", "p", "br", "div", "li", "ul", "ol", "blockquote", "tr", "td", "h1", "h2", "h3"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    own = _QUOTES.sub("", safe)
    told = _LINK.sub(lambda found: _link_words(found[1], found[2]), own)
    return html.unescape(re.sub(r"<[^>]+>", "", _BLOCKS.sub("\n", told)))


def _link_words(address: str, words: str) -> str:
    said = re.sub(r"<[^>]+>", "", words).strip()
    return said if html.unescape(said) == html.unescape(address) or not said else f"{said} ({address})"


def _split(written: str) -> tuple[str, str]:
    """What is new, and what is quoted beneath it."""
    lines = [_line(line) for line in written.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for place, line in enumerate(lines):
        if _QUOTED.match(line):
            return _tidy(lines[:place]), _tidy(lines[place:])
    return _tidy(lines), ""


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


def _header(mail: EmailMessage, name: str) -> str:
    return _line(" ".join(str(mail.get(name, "")).split()))


def _is_automatic(mail: EmailMessage, sender: str) -> bool:
    """Whether a program wrote it: it is not answered by a program (RFC 3834)."""
    said = _header(mail, "Auto-Submitted").lower()
    bulk = _header(mail, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply")
    marks = any(_header(mail, name) for name in ("X-Autoreply", "X-Auto-Response-Suppress", "List-Id"))
    nobody = not sender or sender.lower().partition("@")[0] in (
        "mailer-daemon",
        "postmaster",
        "noreply",
        "no-reply",
    )
    return bool(said and said != "no") or bulk or marks or nobody
