"""A mailbox read by IMAP: what is new in it is handed out, and marked as read once it has been taken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from imaplib import IMAP4, IMAP4_SSL
from urllib.parse import unquote, urlsplit

_PATIENCE = 20  # seconds
_AT_ONCE = 50
_PORTS = {IMAP4: 143, IMAP4_SSL: 993}


class MailboxTrouble(Exception):
    """The server cannot be reached, or does not answer as it should; it is asked again later."""


def take_new(*, address: str, take: Callable[[bytes], object]) -> int:
    """Take in what is not read yet of `imaps://user:password@host/folder`, and say how much that was.

    A mail is marked as read after it was taken: what is taken twice is the taker's to know. MailboxTrouble.
    """
    where = urlsplit(address)
    kind = IMAP4 if where.scheme == "imap" else IMAP4_SSL
    try:
        server = kind(where.hostname or "", where.port or _PORTS[kind], timeout=_PATIENCE)
        try:
            server.login(unquote(where.username or ""), unquote(where.password or ""))
            server.select(unquote(where.path.strip("/")) or "INBOX")
            return _take_unseen(server, take)
        finally:
            server.shutdown()
    except (IMAP4.error, OSError, EOFError) as trouble:
        raise MailboxTrouble(type(trouble).__name__) from trouble


def _take_unseen(server: IMAP4, take: Callable[[bytes], object]) -> int:
    _kind, found = server.uid("SEARCH", "UNSEEN")
    new = (found[0] or b"").split()[:_AT_ONCE] if found else []
    for uid in new:
        _kind, answer = server.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        raw = next((part[1] for part in answer or [] if isinstance(part, tuple)), b"")
        try:
            take(raw)
        except Exception:
            # One mail that cannot be taken stays unread, and does not keep the others back.
            logging.getLogger(__name__).exception("A mail could not be taken in")
        else:
            server.uid("STORE", uid.decode(), "+FLAGS", "(\\Seen)")
    return len(new)
