"""Whether what the shop shows is still so: a word in memory that changes with it, and what is kept until it does.

The database announces every change on a channel (`storefront.changes` puts up the triggers). The ear of each web process
hears it, proves every half second by a question of its own that it would have, and looks at the clock and at the next
moment at which something changes by itself. Whoever kept a thing under a word may show it while the word is the same; who
does not hear gets no word.
"""

from __future__ import annotations

import mmap
import os
import select
import struct
import threading
import time
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import LiteralString, TypeVar, cast

import psycopg
from django.db import connections

from comptoir.infra import clock

T = TypeVar("T")

CHANNEL = "comptoir_shown"
# How an ear's connection is named in pg_stat_activity.
EAR = "comptoir ear"
# What is said on the channel: pages changed, or only the number of pieces that programs are told, or a line before a drop.
PAGES, STOCK, LINE = "pages", "stock", "line"
_BEAT_S, _DEAF_S, _AGAIN_S = 0.5, 1.0, 0.1
_QUARTER = timedelta(minutes=15)
_NEVER = float("-inf")
_MOST_KEPT = 5_000

# A word for each, in memory that is shared with the processes forked after this: what one of them hears the others know.
# They are moments, so that none comes back.
_words = mmap.mmap(-1, 24)
_PLACES = {PAGES: slice(0, 8), STOCK: slice(8, 16), LINE: slice(16, 24)}


class Ear:
    """One process's ear at the database, in a thread of its own."""

    def __init__(self, *, next_moment: LiteralString) -> None:
        """`next_moment` is the statement that finds when something shown changes by itself, after `at`."""
        self._next_moment = next_moment
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._heard = _NEVER
        self._until = 0.0
        self._offset: timedelta | None = None
        self._changed = True
        threading.Thread(target=self._listen, name="ear", daemon=True).start()

    def word(self, *, of: str = PAGES) -> bytes | None:
        """The word for what is shown now; None while we may not have heard of a change."""
        if time.monotonic() - self._heard > _DEAF_S or time.time() >= self._until:
            return None
        return _words[_PLACES[PAGES]] + _words[_PLACES[of]]

    def ask(self) -> None:
        """Hear at once of everything that was committed before this."""
        connection = self._connection
        if connection is None:
            return
        try:
            self._beat(connection)
        except psycopg.Error:
            self._heard = _NEVER

    def _listen(self) -> None:
        while True:
            try:
                with self._connect() as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    connection.add_notify_handler(self._hear)
                    self._changed = True
                    self._connection = connection
                    while True:
                        self._beat(connection)
                        select.select([connection], [], [], self._patience())
            except (psycopg.Error, OSError):
                self._heard = _NEVER
                time.sleep(_AGAIN_S)
            finally:
                self._connection = None

    @staticmethod
    def _connect() -> psycopg.Connection[tuple[object, ...]]:
        wanted = connections["default"].get_connection_params()
        for ours in ("cursor_factory", "context", "prepare_threshold"):
            wanted.pop(ours, None)
        return psycopg.connect(**{**wanted, "application_name": EAR, "connect_timeout": 3}, autocommit=True)

    def _patience(self) -> float:
        return max(0.0, min(_BEAT_S, self._until - time.time()))

    def _hear(self, notice: psycopg.Notify) -> None:
        _change(notice.payload)
        if notice.payload == PAGES:
            self._changed = True

    def _beat(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """What was announced before the question is heard with its answer."""
        with self._lock:
            began = time.monotonic()
            connection.execute("SELECT")
            offset = clock.offset()
            if self._changed or offset != self._offset or time.time() >= self._until:
                self._changed = False
                _change(PAGES)
                at = clock.real_now() + offset
                (found,) = connection.execute(self._next_moment, {"at": at}).fetchone() or (None,)
                planned = [found] if isinstance(found, datetime) else []
                self._until = (min([_next_quarter(at), *planned]) - offset).timestamp()
                self._offset = offset
            self._heard = began


def _next_quarter(at: datetime) -> datetime:
    """The end of this quarter of an hour: wherever on earth, days begin on one."""
    return at + _QUARTER - timedelta(seconds=at.timestamp() % _QUARTER.total_seconds())


def _change(what: str) -> None:
    _words[_PLACES[what]] = struct.pack("q", time.monotonic_ns())


_ears: dict[int, Ear] = {}
_kept: dict[Hashable, tuple[bytes, object]] = {}
_once = threading.Lock()


def listen(*, next_moment: LiteralString) -> Ear:
    """This process's ear; a process that was forked gets its own."""
    ear = _ears.get(os.getpid())
    if ear is None:
        with _once:
            ear = _ears.get(os.getpid()) or Ear(next_moment=next_moment)
            _ears.clear()
            _ears[os.getpid()] = ear
    return ear


def kept(key: Hashable, make: Callable[[], T], *, of: str = PAGES) -> T:
    """What `make` gives, made once for as long as nothing changes that is shown; made each time where nobody listens."""
    ear = _ears.get(os.getpid())
    word = ear.word(of=of) if ear else None
    if word is None:
        return make()
    found = _kept.get(key)
    if found is not None and found[0] == word:
        return cast(T, found[1])
    made = make()
    if len(_kept) > _MOST_KEPT:
        _kept.clear()
    _kept[key] = (word, made)
    return made
