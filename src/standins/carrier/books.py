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
CREATE TABLE IF NOT EXISTS subscriptions (seq INTEGER PRIMARY KEY, secret TEXT NOT NULL, request TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS scans_shipment ON scans (shipment, at);
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A shipment as it is in the books, with the request that made it under one of the APIs."""

    number: str
    api: str
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

    def list_shipments(self) -> list[Kept]:
        """Every shipment, in the order they were made."""
        rows = self._connection.execute(
            "SELECT number, reference, created, voided, pickup, request FROM shipments ORDER BY seq"
        )
        return [_load_kept(row) for row in rows.fetchall()]

    def add_shipment(
        self, *, api: str = "mydhl", reference: str | None, pickup: str | None = None, request: Json
    ) -> Kept:
        """Write a new shipment under the next number; a reference may come as often as it likes."""
        seq = self._next("SELECT coalesce(max(seq), 0) + 1 FROM shipments")
        number = waybill_number(seq) if api == "mydhl" else f"00340434{seq:012d}"
        kept = {"api": api, "reference": reference, "body": request}
        self._connection.execute(
            "INSERT INTO shipments (number, created, pickup, request) VALUES (?, ?, ?, ?)",
            [number, self.now.isoformat(), pickup, dump_json(kept)],
        )
        return self.find_shipment(number)

    def void_shipment(self, number: str) -> None:
        """Mark a shipment as voided."""
        self._connection.execute(
            "UPDATE shipments SET voided = ? WHERE number = ?", [self.now.isoformat(), number]
        )

    def add_pickup(self, *, request: Json) -> str:
        """Write a new pick-up and return its number: a courier for each question."""
        seq = self._next("SELECT coalesce(max(seq), 0) + 1 FROM pickups")
        number = f"PRG{self.now:%y%m%d}{seq:06d}"
        self._connection.execute(
            "INSERT INTO pickups (number, created, request) VALUES (?, ?, ?)",
            [number, self.now.isoformat(), dump_json(request)],
        )
        return number

    def cancel_pickup(self, number: str) -> None:
        """Mark a pick-up as cancelled; 404 without one, 400 when it was called off before."""
        row = self._connection.execute("SELECT cancelled FROM pickups WHERE number = ?", [number]).fetchone()
        if row is None:
            raise CarrierError(
                404, "Cancellation of booking was not successful. Requested Pickup was not found"
            )
        if row[0]:
            raise CarrierError(400, "Pickup already cancelled or completed")
        self._connection.execute(
            "UPDATE pickups SET cancelled = ? WHERE number = ?", [self.now.isoformat(), number]
        )

    def list_pickups(self) -> list[Json]:
        """Every pick-up, in the order they were asked for."""
        rows = self._connection.execute("SELECT number, created, cancelled FROM pickups ORDER BY seq")
        return [{"number": row[0], "at": row[1], "cancelled": row[2]} for row in rows.fetchall()]

    def add_subscription(self, *, secret: str, request: Json) -> str:
        """Write a subscription that waits to be confirmed; returns its id."""
        number = self._next("SELECT coalesce(max(seq), 0) + 1 FROM subscriptions")
        self._connection.execute(
            "INSERT INTO subscriptions (seq, secret, request) VALUES (?, ?, ?)",
            [number, secret, dump_json(request)],
        )
        return f"subscription-{number}"

    def find_subscription(self, name: str) -> tuple[str, Json]:
        """The secret and the request of a subscription; 404 without one."""
        row = self._connection.execute(
            "SELECT secret, request FROM subscriptions WHERE seq = ?", [name.rpartition("-")[2]]
        ).fetchone()
        if row is None:
            raise CarrierError(404, f"No subscription {name}.")
        return str(row[0]), json.loads(row[1])

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
    kept = json.loads(row[5])
    old = {"api": "mydhl", "reference": row[1], "body": kept}  # as older books have it
    kept = kept if "api" in kept else old
    return Kept(
        number=row[0],
        api=kept["api"],
        reference=kept["reference"],
        created=datetime.fromisoformat(row[2]),
        voided=datetime.fromisoformat(row[3]) if row[3] else None,
        pickup=row[4],
        request=kept["body"],
    )
