"""A mailbox read by IMAP: what is new in it is handed out, and marked as read once it has been taken."""

from __future__ import annotations

from collections.abc import Callable
from imaplib import IMAP4, IMAP4_SSL
from urllib.parse import unquote, urlsplit

_PATIENCE = 20  # seconds
_AT_ONCE = 50


class MailboxTrouble(Exception):
    """The server cannot be reached, or does not answer as it should; it is asked again later."""


def take_new(*, address: str, take: Callable[[bytes], object]) -> int:
    """Take in what is not read yet of `imaps://user:password@host/folder`, and say how much that was.

    A mail is marked as read after it was taken: what is taken twice is the taker's to know. MailboxTrouble.
    """
    where = urlsplit(address)
    kind = IMAP4 if where.scheme == "imap" else IMAP4_SSL
    try:
        with kind(
            where.hostname or "", where.port or (143 if kind is IMAP4 else 993), timeout=_PATIENCE
        ) as server:
            server.login(unquote(where.username or ""), unquote(where.password or ""))
            server.select(unquote(where.path.strip("/")) or "INBOX")
            _kind, found = server.uid("SEARCH", "UNSEEN")
            new = (found[0] or b"").split()[:_AT_ONCE] if found else []
            for uid in new:
                _kind, answer = server.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
                raw = next((part[1] for part in answer or [] if isinstance(part, tuple)), b"")
                take(raw)
                server.uid("STORE", uid.decode(), "+FLAGS", "(\\Seen)")
            return len(new)
    except (IMAP4.error, OSError, EOFError) as trouble:
        raise MailboxTrouble(f"{type(trouble).__name__}") from trouble
