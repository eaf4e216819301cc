"""What mail servers report of a letter: it came back (RFC 3464), or its reader called it unwanted (RFC 5965)."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

# The kinds of feedback that say a letter was not wanted; others are about programs, or that it was wanted after all.
_UNWANTED = ("abuse", "fraud", "opt-out", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Which letter came back and why; `for_good` where the address will not take another."""

    letter_id: str
    for_good: bool
    reason: str


def read_returned(*, raw: bytes) -> Returned | None:
    """What a report says of a letter of ours; none where it is no report, or of something that has arrived."""
    report = message_from_bytes(raw)
    letter_id, status = "", None
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = status or _failed(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            letter_id = letter_id or _letter_id(part)
    if not letter_id or status is None:
        return None
    code, words = status
    return Returned(
        letter_id=letter_id, for_good=code.startswith("5"), reason=f"{code} {words}".strip()[:200]
    )


def read_complaint(*, raw: bytes) -> str:
    """The id of the letter that its reader called unwanted; blank where this is no such report."""
    unwanted, letter_id = False, ""
    for part in message_from_bytes(raw).walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            unwanted = unwanted or _field(part, "Feedback-Type").lower() in _UNWANTED
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            letter_id = letter_id or _letter_id(part)
    return letter_id if unwanted else ""


def _failed(part: Message) -> tuple[str, str] | None:
    """The status and the server's words of the first receiver who did not get it."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and str(block.get("Action", "")).lower() in ("failed", "delayed"):
            words = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
            return str(block.get("Status", "")).strip(), " ".join(words.split())
    return None


def _letter_id(part: Message) -> str:
    """The id that we gave the letter, from its headers."""
    return _field(part, "Message-ID").strip("<>").partition("@")[0]


def _field(part: Message, name: str) -> str:
    """A header of what a part encloses."""
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        headers = inside[0]
    else:
        text = part.get_payload(decode=True)
        headers = message_from_bytes(text if isinstance(text, bytes) else b"")
    return str(headers.get(name, "")).strip()
