"""Idempotency keys: the first answer under a key is kept with its effect and given again."""

import hashlib
import sqlite3
from collections.abc import Sequence

from standins.payment.errors import ApiError
from standins.server import Answer

REPLAYED = (("Idempotent-Replayed", "true"),)


def fingerprint_request(*, path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """What makes two requests the same: the path and the parameters, in any order."""
    return hashlib.sha256(f"{path}\n{sorted(pairs)}".encode()).hexdigest()


def find_answer(*, connection: sqlite3.Connection, key: str, fingerprint: str) -> Answer | None:
    """The answer kept under this key, or None; 400 idempotency_error when it was for another request."""
    row = connection.execute("SELECT fingerprint, status, body FROM keys WHERE key = ?", [key]).fetchone()
    if row is None:
        return None
    if row[0] != fingerprint:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            code="idempotency_key_in_use",
            type_="idempotency_error",
        )
    return Answer(status=row[1], body=row[2].encode(), headers=REPLAYED)


def keep_answer(*, connection: sqlite3.Connection, key: str, fingerprint: str, answer: Answer) -> None:
    """Keep an answer under its key, in the transaction of its effect."""
    connection.execute(
        "INSERT INTO keys VALUES (?, ?, ?, ?)", [key, fingerprint, answer.status, answer.body.decode()]
    )
