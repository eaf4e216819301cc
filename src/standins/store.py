"""Durable books: one SQLite file, one connection, one transaction at a time."""

import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path


class Store:
    """What is committed survives `kill -9` of the process: the write-ahead log is in the file system by then."""

    def __init__(self, *, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA wal_autocheckpoint=4000")
        self._connection.execute("PRAGMA cache_size=-16000")
        self._connection.executescript(schema)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block alone and in one transaction; an exception rolls it back."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def clear(self, *, but: Collection[str]) -> None:
        """Forget every row of every table but of those named."""
        with self.transaction() as connection:
            statements = connection.execute(
                "SELECT name, format('DELETE FROM %w', name) FROM sqlite_schema WHERE type = 'table'"
            ).fetchall()
            for table, statement in statements:
                if table not in but:
                    connection.execute(statement)

    def close(self) -> None:
        """Close after the transaction under way, if any; nothing may be asked afterwards."""
        self._lock.acquire()
        self._connection.close()
