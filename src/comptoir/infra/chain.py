"""Hash chains over tables that only grow, sealed in batches by a task so that no writer waits for the head."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import LiteralString

from django.db import connection


def link(*, previous: str, records: Iterable[Mapping[str, object]]) -> str:
    """The digest of a batch, which contains the one before it; `records` are in the order of their ids."""
    chained = hashlib.sha256(previous.encode())
    for record in records:
        chained.update(b"\n" + line(record))
    return chained.hexdigest()


def mark_each(*, records: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """A short digest of each record by its id: kept with a seal, it names the record that was changed."""
    return {str(record["id"]): hashlib.sha256(line(record)).hexdigest()[:16] for record in records}


def changed(*, marks: Mapping[str, str], records: Iterable[Mapping[str, object]]) -> list[tuple[int, str]]:
    """The ids at which records differ from the marks of their seal, and how; a seal without marks tells none."""
    if not marks:
        return []
    now = mark_each(records=records)
    ways = {(False, True): "added", (True, False): "removed", (True, True): "changed"}
    apart = {number for number in now.keys() | marks.keys() if now.get(number) != marks.get(number)}
    return sorted((int(number), ways[number in marks, number in now]) for number in apart)


def settled_id(*, table: str) -> int:
    """The highest id up to which no other transaction can still add a row; the table announces its writes."""
    # The head is read before the announcements: who announces later draws a higher id than that.
    head = _one("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", table)
    announced = _one(
        "SELECT min(objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
        " AND classid::bigint = hashtext(%s)::bigint & 4294967295 AND pid <> pg_backend_pid()"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        table,
    )
    known = [number for number in (head, announced) if number is not None]
    return min(known, default=0)


def take_turn(*, table: str) -> None:
    """Let only one transaction at a time seal a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s)::bigint)", [f"seal {table}"])


def _one(query: LiteralString, table: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])


def line(record: Mapping[str, object]) -> bytes:
    """A record as it is hashed: JSON with sorted keys and no spaces, moments in UTC."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return text.encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
