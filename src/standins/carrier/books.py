"""The carrier's books: shipments, pick-ups, scans; one unit of work at a time."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from standins import webhooks
from standins.carrier.errors import CarrierError
from standins.server import Json, dump_json

SCHEMA = (
    webhooks.SCHEMA
    + """
CREATE TABLE IF NOT EXISTS shipments (
    seq INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, reference TEXT UNIQUE, created TEXT NOT NULL,
    voided TEXT, pickup TEXT, request TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS pickups (
    seq INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, reference TEXT UNIQUE, created TEXT NOT NULL,
    cancelled TEXT, request TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS scans (
    seq INTEGER PRIMARY KEY, shipment TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL,
    city TEXT NOT NULL, country TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS scans_shipment ON scans (shipment, at);
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A shipment as it is in the books, with the request that made it."""

    number: str
    reference: str | None
    created: datetime
    voided: datetime | None
    pickup: str | None
    request: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What happened to a shipment, when in local time, and where."""

    seq: int
    status: str
    at: datetime
    city: str
    country: str


class Books:
    """One unit of work on the books, within one transaction, at one moment of the house's clock."""

    def __init__(self, *, connection: sqlite3.Connection, now: datetime, pushes: webhooks.Webhooks) -> None:
        self._connection = connection
        self._pushes = pushes
        self.now = now

    def find_shipment(self, number: str) -> Kept:
        """The shipment with this number; 404 without one."""
        row = self._connection.execute(
            "SELECT number, reference, created, voided, pickup, request FROM shipments WHERE number = ?",
            [number],
        ).fetchone()
        if row is None:
            raise CarrierError(404, f"1001: No shipment with the number {number}.")
        return _load_kept(row)

    def find_shipment_of(self, reference: str) -> Kept | None:
        """The shipment made under a message reference, if any."""
        row = self._connection.execute(
            "SELECT number, reference, created, voided, pickup, request FROM shipments WHERE reference = ?",
            [reference],
        ).fetchone()
        return _load_kept(row) if row else None

    def list_shipments(self) -> list[Kept]:
        """Every shipment, in the order they were made."""
        rows = self._connection.execute(
            "SELECT number, reference, created, voided, pickup, request FROM shipments ORDER BY seq"
        )
        return [_load_kept(row) for row in rows.fetchall()]

    def add_shipment(self, *, reference: str | None, pickup: str | None, request: Json) -> Kept:
        """Write a new shipment under the next number."""
        number = waybill_number(self._next("SELECT coalesce(max(seq), 0) + 1 FROM shipments"))
        self._connection.execute(
            "INSERT INTO shipments (number, reference, created, pickup, request) VALUES (?, ?, ?, ?, ?)",
            [number, reference, self.now.isoformat(), pickup, dump_json(request)],
        )
        return self.find_shipment(number)

    def void_shipment(self, number: str) -> None:
        """Mark a shipment as voided."""
        self._connection.execute(
            "UPDATE shipments SET voided = ? WHERE number = ?", [self.now.isoformat(), number]
        )

    def add_pickup(self, *, reference: str | None, request: Json) -> str:
        """Write a new pick-up and return its number; the same one again for the same reference."""
        row = self._connection.execute(
            "SELECT number FROM pickups WHERE reference = ?", [reference]
        ).fetchone()
        if row:
            return str(row[0])
        seq = self._next("SELECT coalesce(max(seq), 0) + 1 FROM pickups")
        number = f"PRG{self.now:%y%m%d}{seq:06d}"
        self._connection.execute(
            "INSERT INTO pickups (number, reference, created, request) VALUES (?, ?, ?, ?)",
            [number, reference, self.now.isoformat(), dump_json(request)],
        )
        return number

    def cancel_pickup(self, number: str) -> None:
        """Mark a pick-up as cancelled; 404 without one."""
        changed = self._connection.execute(
            "UPDATE pickups SET cancelled = coalesce(cancelled, ?) WHERE number = ?",
            [self.now.isoformat(), number],
        )
        if changed.rowcount == 0:
            raise CarrierError(404, f"No pick-up with the number {number}.")

    def add_scan(self, *, number: str, status: str, at: datetime, city: str, country: str) -> None:
        """Append a scan."""
        self._connection.execute(
            "INSERT INTO scans (shipment, status, at, city, country) VALUES (?, ?, ?, ?, ?)",
            [number, status, at.isoformat(), city, country],
        )

    def list_scans(self, number: str) -> list[Scan]:
        """A shipment's scans in the order of their moments."""
        rows = self._connection.execute(
            "SELECT seq, status, at, city, country FROM scans WHERE shipment = ?", [number]
        )
        scans = [
            Scan(seq=row[0], status=row[1], at=datetime.fromisoformat(row[2]), city=row[3], country=row[4])
            for row in rows.fetchall()
        ]
        return sorted(scans, key=lambda scan: (scan.at, scan.seq))

    def push(self, *, event: str, body: str) -> None:
        """Queue a push to the house."""
        self._pushes.queue(connection=self._connection, event=event, body=body)

    def _next(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])


def waybill_number(seq: int) -> str:
    """Ten digits, the last one the remainder of the others by seven."""
    base = 471_108_252 + seq * 13
    return f"{base:09d}{base % 7}"


def _load_kept(row: tuple[str, str | None, str, str | None, str | None, str]) -> Kept:
    return Kept(
        number=row[0],
        reference=row[1],
        created=datetime.fromisoformat(row[2]),
        voided=datetime.fromisoformat(row[3]) if row[3] else None,
        pickup=row[4],
        request=json.loads(row[5]),
    )
