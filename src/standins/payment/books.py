"""The payment provider's books: records, entries of money, events; one unit of work at a time."""

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from standins import webhooks
from standins.payment.errors import refuse_missing
from standins.payment.records import (
    AnyRecord,
    Dispute,
    Intent,
    Record,
    Refund,
    Session,
    Transaction,
    dump_record,
    load_record,
)
from standins.payment.shapes import shape_event
from standins.server import Json, dump_json

# `owner` is what a record is looked up by besides its id: a payment's charge, a refund's and a session's payment, an
# event's type. `due` is when the clock alone changes it.
SCHEMA = (
    webhooks.SCHEMA
    + """
CREATE TABLE IF NOT EXISTS records (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE, owner TEXT, created INTEGER NOT NULL,
    due INTEGER, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS records_kind ON records (kind, seq);
CREATE INDEX IF NOT EXISTS records_owner ON records (owner) WHERE owner IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_due ON records (kind, due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY, order_ref TEXT, kind TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL, key TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_order ON entries (order_ref);
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL
);
"""
)

LIST = """
SELECT body FROM records
WHERE kind = :kind AND (:owners IS NULL OR owner IN (SELECT value FROM json_each(:owners)))
  AND created BETWEEN :since AND :until
  AND (:older IS NULL OR seq < (SELECT seq FROM records WHERE id = :older))
  AND (:newer IS NULL OR seq > (SELECT seq FROM records WHERE id = :newer))
ORDER BY seq DESC LIMIT :limit
"""

EVENTS_KEPT = 30 * 86_400
KINDS: dict[type[AnyRecord], str] = {
    Intent: "payment_intent",
    Refund: "refund",
    Session: "checkout.session",
    Dispute: "dispute",
    Transaction: "balance_transaction",
}

# What moves the balance, and in which direction.
MOVES = {"capture": 1, "refund": -1, "dispute": -1, "dispute_reversal": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list, newest first; `older` and `newer` are ids to go on from, times are inclusive."""

    limit: int = 10
    older: str | None = None
    newer: str | None = None
    since: int = 0
    until: int = 2**53
    owners: Sequence[str] | None = None


# How another provider tells of a payment: what its events' ids begin with, and their bodies; None is silence.
Teller = tuple[str, Callable[..., Json | None]]


class Books:
    """One unit of work on the books, within one transaction, at one moment of the house's clock."""

    def __init__(
        self,
        *,
        connection: sqlite3.Connection,
        now: datetime,
        base_url: str,
        pushes: webhooks.Webhooks,
        key: str | None = None,
        request_id: str | None = None,
        tellers: Mapping[str, Teller] | None = None,
    ) -> None:
        self._connection = connection
        self._now = now
        self._pushes = pushes
        self._tellers = tellers or {}
        self._request_id = request_id
        self.base_url = base_url
        self.key = key
        self.reference = ""  # of the wish under way, where its provider gives it one
        self.at = int(now.timestamp())

    def find(self, kind: type[Record], record_id: str) -> Record:
        """The record with this id; 404 without one."""
        return load_record(kind, self.find_body(KINDS[kind], record_id))

    def find_body(self, kind: str, record_id: str) -> str:
        """The stored JSON of a record or an event; 404 without one."""
        row = self._connection.execute(
            "SELECT body FROM records WHERE id = ? AND kind = ?", [record_id, kind]
        ).fetchone()
        return str(row[0]) if row else refuse_missing(kind=kind, object_id=record_id)

    def find_intent_of(self, charge_id: str) -> Intent:
        """The payment behind a charge; 404 without one."""
        row = self._connection.execute(
            "SELECT body FROM records WHERE owner = ? AND kind = 'payment_intent'", [charge_id]
        ).fetchone()
        return load_record(Intent, row[0]) if row else refuse_missing(kind="charge", object_id=charge_id)

    def list_moves(self, *, wire: str, since: int, until: int) -> list[tuple[Transaction, Intent]]:
        """What moved the balance for one provider's payments in a period, the oldest first."""
        bodies, _more = self.list_page(
            "balance_transaction", Page(limit=10_000, since=since, until=until - 1)
        )
        moves = []
        for move in (load_record(Transaction, body) for body in reversed(bodies)):
            refunded = move.kind == "refund" and self.find(Refund, move.source).intent
            intent = self.find(Intent, refunded) if refunded else self._intent_behind(move)
            if intent.wire == wire:
                moves.append((move, intent))
        return moves

    def _intent_behind(self, move: Transaction) -> Intent:
        if move.kind == "capture":
            return self.find_intent_of(move.source)
        return self.find(Intent, self.find(Dispute, move.source).intent)

    def list_due(self, kind: type[Record]) -> list[Record]:
        """The records whose time has come, the earliest first."""
        rows = self._connection.execute(
            "SELECT body FROM records WHERE kind = ? AND due IS NOT NULL AND due <= ? ORDER BY due, seq",
            [KINDS[kind], self.at],
        )
        return [load_record(kind, body) for (body,) in rows.fetchall()]

    def list_page(self, kind: str, page: Page) -> tuple[list[str], bool]:
        """The stored JSON of one page of a list, and whether there is more beyond it."""
        values = {
            "kind": kind,
            "owners": None if page.owners is None else json.dumps(list(page.owners)),
            "since": page.since,
            "until": page.until,
            "older": page.older,
            "newer": page.newer,
            "limit": page.limit + 1,
        }
        bodies = [str(body) for (body,) in self._connection.execute(LIST, values).fetchall()]
        return bodies[: page.limit], len(bodies) > page.limit

    def save_intent(self, intent: Intent) -> None:
        """Write a payment, new or changed; an authorisation falls due when it lapses."""
        due = intent.capture_before if intent.status == "requires_capture" else None
        self._save(intent, owner=intent.charge, due=due)

    def save_session(self, session: Session) -> None:
        """Write a session, new or changed; an open one falls due when it expires."""
        self._save(
            session, owner=session.intent, due=session.expires_at if session.status == "open" else None
        )

    def save_refund(self, refund: Refund) -> None:
        """Write a new refund."""
        self._save(refund, owner=refund.intent, due=None)

    def save_dispute(self, dispute: Dispute) -> None:
        """Write a dispute, new or changed."""
        self._save(dispute, owner=dispute.intent, due=None)

    def write_entry(
        self,
        *,
        intent: Intent,
        kind: str,
        amount: int,
        key: str | None = None,
        at: int | None = None,
        source: str = "",
    ) -> str:
        """Append what moved: an authorisation, a capture, a void (what is released), a refund, a dispute or its reversal.

        The key is the request's idempotency key, or the id of the payment where nobody sent one. What moves the balance
        is a transaction of it too, whose id comes back; `source` is then the object it is about, if not the charge.
        """
        moment = self._now if at is None else datetime.fromtimestamp(at, tz=UTC)
        self._connection.execute(
            "INSERT INTO entries (order_ref, kind, amount, currency, key, at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                intent.order,
                kind,
                amount,
                intent.currency.upper(),
                key or self.key or intent.id,
                moment.isoformat(timespec="microseconds"),
            ],
        )
        self.tell(intent, "lapse" if at is not None else kind, amount, reference=source)
        return self._move(intent, kind, amount, source) if kind in MOVES else ""

    def _move(self, intent: Intent, kind: str, amount: int, source: str) -> str:
        transaction = Transaction(
            id=new_id("txn"),
            created=self.at,
            amount=MOVES[kind] * amount,
            currency=intent.currency,
            kind=kind,
            source=source or intent.charge or intent.id,
        )
        self._save(transaction, owner=transaction.source, due=None)
        return transaction.id

    def tell(self, intent: Intent | Session, happened: str, amount: int, **facts: str) -> None:
        """What happened to a payment of another provider, in its own shape; `reference` is of the wish behind it."""
        if intent.wire != "stripe":
            mark, shape = self._tellers[intent.wire]
            event = f"{mark}-{new_id('')[1:]}"
            body = shape(self, intent, event=event, happened=happened, amount=amount, **facts)
            if body is not None:
                self._keep_event("notice", event, intent.wire, dump_json(body))

    def emit(self, type_: str, shape: Json, *, of: Intent | Session | None = None) -> None:
        """Record an event and queue it for the webhook, unless it is about a payment of another provider."""
        if of is not None and of.wire != "stripe":
            return
        event = shape_event(
            event_id=new_id("evt"),
            type_=type_,
            created=self.at,
            shape=shape,
            request={"id": self._request_id, "idempotency_key": self.key},
        )
        self._keep_event("event", event["id"], type_, dump_json(event))

    def _keep_event(self, kind: str, event: str, type_: str, body: str) -> None:
        self._connection.execute(
            "INSERT INTO records (kind, id, owner, created, body) VALUES (?, ?, ?, ?, ?)",
            [kind, event, type_, self.at, body],
        )
        self._pushes.queue(connection=self._connection, event=event, body=body)

    def forget_events(self) -> None:
        """Drop some of the events older than 30 days, as the provider does."""
        self._connection.execute(
            "DELETE FROM records WHERE created < ? AND seq IN"
            " (SELECT seq FROM records WHERE kind IN ('event', 'notice') ORDER BY seq LIMIT 100)",
            [self.at - EVENTS_KEPT],
        )

    def _save(self, record: AnyRecord, *, owner: str | None, due: int | None) -> None:
        self._connection.execute(
            "INSERT INTO records (kind, id, owner, created, due, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, due = excluded.due, body = excluded.body",
            [KINDS[type(record)], record.id, owner, record.created, due, dump_record(record)],
        )


def list_entries(*, connection: sqlite3.Connection, after: int, order: str | None) -> list[Json]:
    """The rows of the books in the order they were written, without the first `after`, of one order or of all."""
    rows = connection.execute(
        "SELECT order_ref, kind, amount, currency, key, at FROM entries"
        " WHERE seq > ? AND (? IS NULL OR order_ref = ?) ORDER BY seq",
        [after, order, order],
    )
    names = ("order", "kind", "amount", "currency", "key", "at")
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def new_id(prefix: str) -> str:
    """A fresh id such as `pi_18a4…`: later ones sort after earlier ones, which keeps the indexes cheap."""
    return f"{prefix}_{time.time_ns():016x}{secrets.token_hex(6)}"


def new_reference(length: int = 16) -> str:
    """A fresh id as other providers have them: capital letters and digits."""
    return secrets.token_hex(length)[:length].upper()
