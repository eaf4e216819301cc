"""A mailbox by IMAP: what is new is taken once, and marked as read only after it was taken."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from comptoir.infra.mailbox import MailboxTrouble, take_new

_UID = re.compile(rb"UID (SEARCH UNSEEN|FETCH|STORE) ?(\d*)")


class Imap(socketserver.ThreadingTCPServer):
    """As much of a mail server as is spoken to (RFC 9051): one folder, one user, on loopback."""

    daemon_threads = True

    def __init__(self, mails: dict[int, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.seen = mails, set[int]()

    @property
    def address(self) -> str:
        return f"imap://help%40house:pa%2Fss@127.0.0.1:{self.server_address[1]}/INBOX"


class _Session(socketserver.StreamRequestHandler):
    server: Imap

    def handle(self) -> None:
        self._say(b"* OK ready")
        for line in self.rfile:
            tag, _, rest = line.strip().partition(b" ")
            done = self._do(rest)
            self._say(tag + (b" OK done" if done else b" NO"))
            if rest == b"LOGOUT":
                return

    def _do(self, asked: bytes) -> bool:
        if asked == b"CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif asked.startswith(b"LOGIN"):
            return asked.endswith(b'help@house "pa/ss"')
        elif asked.startswith(b"SELECT"):
            self._say(b"* %d EXISTS" % len(self.server.mails))
        elif found := _UID.match(asked):
            self._uid(found[1], int(found[2] or 0))
        return True

    def _uid(self, asked: bytes, uid: int) -> None:
        if asked == b"STORE":
            self.server.seen.add(uid)
        elif asked == b"FETCH":
            raw = self.server.mails[uid]
            self._say(b"* 1 FETCH (UID %d BODY[] {%d}\r\n%b)" % (uid, len(raw), raw))
        else:
            new = sorted(self.server.mails.keys() - self.server.seen)
            self._say(b"* SEARCH " + b" ".join(b"%d" % each for each in new))

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def _served(mails: dict[int, bytes]) -> Iterator[Imap]:
    with Imap(mails) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield server
        finally:
            server.shutdown()


def test_what_is_new_is_taken_once_and_as_it_came() -> None:
    mails = {7: b"From: a@example.org\r\n\r\nOne)\r\n", 9: b"\xff\x00\r\n" * 500}
    taken: list[bytes] = []
    with _served(mails) as server:
        assert take_new(address=server.address, take=taken.append) == 2
        assert take_new(address=server.address, take=taken.append) == 0
    assert taken == [mails[7], mails[9]]


def test_what_could_not_be_taken_is_taken_the_next_time() -> None:
    def refuse(raw: bytes) -> None:
        raise LookupError(raw)

    with _served({3: b"From: a@example.org\r\n\r\nOne"}) as server:
        with pytest.raises(LookupError):
            take_new(address=server.address, take=refuse)
        assert server.seen == set()
        assert take_new(address=server.address, take=len) == 1
        assert server.seen == {3}


@pytest.mark.parametrize("spoil", [("pa%2Fss", "wrong"), ("127.0.0.1:", "localhost.invalid:")])
def test_a_mailbox_that_does_not_let_us_in_is_trouble_that_says_no_password(spoil: tuple[str, str]) -> None:
    with _served({}) as server, pytest.raises(MailboxTrouble) as trouble:
        take_new(address=server.address.replace(*spoil), take=len)
    assert "wrong" not in str(trouble.value)
