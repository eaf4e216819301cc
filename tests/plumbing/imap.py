"""A mailbox on loopback: as much of IMAP4rev1 as a reader of new mail speaks (RFC 3501)."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOGIN = 'LOGIN desk@maison.example "p@ss"'


class Mailbox(socketserver.ThreadingTCPServer):
    """Mails by their uid, and which of them were read."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails = dict(enumerate(mails, start=7))
        self.read: set[int] = set()
        self.breaks_at = 0  # a connection ends when this uid is fetched

    @property
    def address(self) -> str:
        """As the settings name it."""
        return f"imap://desk%40maison.example:p%40ss@127.0.0.1:{self.server_address[1]}/Service"


class _Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, order = line.partition(" ")
            if not self._obey(order):
                return
            told = "NO" if order.startswith("LOGIN") and order != _LOGIN else "OK"
            self._say(f"{tag} {told} done")

    def _obey(self, order: str) -> bool:
        if order.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif order.startswith("SELECT"):
            self._say(f"* {len(self.server.mails)} EXISTS")
        elif order == "UID SEARCH UNSEEN":
            self._say(
                "* SEARCH " + " ".join(str(uid) for uid in sorted(set(self.server.mails) - self.server.read))
            )
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY.PEEK\[\]\)", order):
            return self._fetch(int(found[1]))
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS \(\\Seen\)", order):
            self.server.read.add(int(found[1]))
        elif order == "LOGOUT":
            self._say("* BYE")
        return True

    def _fetch(self, uid: int) -> bool:
        if uid == self.server.breaks_at:
            return False
        raw = self.server.mails[uid]
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mailbox(*mails: bytes) -> Iterator[Mailbox]:
    """A mailbox with these mails, none of them read."""
    with Mailbox(list(mails)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
