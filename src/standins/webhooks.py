"""Pushes events to the house: signed, stored until delivered, retried, and made unreliable on demand."""

import hashlib
import hmac
import http.client
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit
from zlib import crc32

from standins.server import Json
from standins.store import Store

MOST_ATTEMPTS = 16
LONGEST_WAIT = 300.0
TIMEOUT = 10.0
LONGEST_READ = 65_536
ON_THIS_MACHINE = (("http", "127.0.0.1"), ("http", "localhost"))

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY, event TEXT NOT NULL, body TEXT NOT NULL, due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, trouble TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where events go; several secrets while one is being rotated out, each gives a signature."""

    url: str = ""
    secrets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.url and (urlsplit(self.url).scheme, urlsplit(self.url).hostname) not in ON_THIS_MACHINE:
            raise ValueError("The webhook must be an http URL of this machine.")
        if not all(isinstance(secret, str) and secret for secret in self.secrets):
            raise TypeError("Secrets are strings that are not empty.")

    @property
    def is_ready(self) -> bool:
        """Whether events can be sent: nothing leaves unsigned."""
        return bool(self.url and self.secrets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disorder:
    """How events misbehave from now on: `drop` and `duplicate` take a number of events, -1 for all."""

    drop: int = 0
    duplicate: int = 0
    delay: float = 0.0
    shuffle: bool = False
    hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One sending of one event that is waiting."""

    seq: int
    event: str
    body: str
    attempts: int


def sign_body(*, body: bytes, secrets: Sequence[str], at: int) -> str:
    """The signature header: `t=<unix seconds>` and one `v1=<hex HMAC-SHA256 of "t.body">` per secret."""
    signed = f"{at}.".encode() + body
    digests = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={at}", *(f"v1={digest}" for digest in digests)])


# Path beyond the webhook's address, headers and body of an event, signed: of body, secrets, event and moment.
Signer = Callable[[bytes, Sequence[str], str, int], tuple[str, dict[str, str], bytes]]


def give_token(*, body: bytes, secrets: Sequence[str], at: int) -> str:
    """For providers that sign nothing: the token they were given."""
    del body, at
    return secrets[0]


class Webhooks:
    """The queue of events and the thread that empties it; all on real time."""

    def __init__(
        self,
        *,
        store: Store,
        header: str,
        sign: Callable[..., str] = sign_body,
        others: Mapping[str, Signer] | None = None,
    ) -> None:
        """`others` sign the events whose id begins so; all the rest carry what `sign` makes in `header`."""
        self._store = store
        self._header = header
        self._sign = sign
        self._others = others or {}
        self._wake = threading.Event()
        self._stopping = False
        self._disorder = Disorder()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        with store.transaction() as connection:
            row = connection.execute("SELECT value FROM settings WHERE name = 'webhook'").fetchone()
        self._endpoint = _load_endpoint(row[0]) if row else Endpoint()

    def start(self) -> None:
        """Begin to deliver, starting with what an earlier run left."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; a delivery under way that takes long is cut off, and made again by the next run."""
        self._stopping = True
        self._wake.set()
        self._thread.join(timeout=1.0)

    def configure(self, *, url: str | None = None, secrets: Sequence[str] | None = None) -> None:
        """Send events there, signed so, from now on; what is not given stays. Remembered across restarts."""
        if isinstance(secrets, str):
            raise TypeError("Secrets come as a list.")
        endpoint = Endpoint(
            url=self._endpoint.url if url is None else url,
            secrets=self._endpoint.secrets if secrets is None else tuple(secrets),
        )
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO settings VALUES ('webhook', ?)", [json.dumps(asdict(endpoint))]
            )
        self._endpoint = endpoint
        self._wake.set()

    def disturb(self, changes: Json) -> None:
        """Change some of the ways events misbehave; raises TypeError on one that does not exist."""
        counts = {name: -1 for name in ("drop", "duplicate") if changes.get(name) is True}
        self._disorder = Disorder(**(asdict(self._disorder) | changes | counts))

    def reset(self) -> None:
        """Behave again; what is held stays held until it is delivered."""
        self._disorder = Disorder()

    def queue(self, *, connection: sqlite3.Connection, event: str, body: str) -> None:
        """Queue an event within the caller's transaction, under the disorder in force."""
        if not self._endpoint.is_ready:
            return
        disorder = self._disorder
        if disorder.drop:
            self._disorder = replace(disorder, drop=max(disorder.drop - 1, -1))
            return
        copies = 2 if disorder.duplicate else 1
        if disorder.duplicate > 0:
            self._disorder = replace(disorder, duplicate=disorder.duplicate - 1)
        due = time.time() + disorder.delay
        if disorder.shuffle:
            due += crc32(event.encode()) / 2**32 * max(disorder.delay, 1.0)
        state = "held" if disorder.hold else "waiting"
        for _ in range(copies):
            connection.execute(
                "INSERT INTO deliveries (event, body, due, state) VALUES (?, ?, ?, ?)",
                [event, body, due, state],
            )
        self._wake.set()

    def describe(self) -> Json:
        """Where events go, how they misbehave and how many wait."""
        with self._store.transaction() as connection:
            counts = dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))
            held = connection.execute(
                "SELECT event FROM deliveries WHERE state = 'held' ORDER BY seq"
            ).fetchall()
        return {
            "webhook": {"url": self._endpoint.url, "secrets": len(self._endpoint.secrets)},
            "webhooks": asdict(self._disorder),
            "deliveries": {state: counts.get(state, 0) for state in ("waiting", "held", "failed")},
            "held": [event for (event,) in held],
        }

    def deliver_held(self, *, seed: int | None = None) -> list[Json]:
        """Deliver all that is held or waiting, now, oldest first or shuffled by a seed; says what came back."""
        with self._store.transaction() as connection:
            rows = connection.execute(
                "SELECT seq, event, body, attempts FROM deliveries ORDER BY seq"
            ).fetchall()
            connection.execute("UPDATE deliveries SET state = 'held' WHERE state = 'waiting'")
        deliveries = [Delivery(seq=row[0], event=row[1], body=row[2], attempts=row[3]) for row in rows]
        if seed is not None:
            deliveries.sort(key=lambda delivery: crc32(f"{seed}:{delivery.seq}".encode()))
        return [{"event": delivery.event, "status": self._attempt(delivery)} for delivery in deliveries]

    def send_now(self, event: str, body: str, *, to: Endpoint | None = None) -> int:
        """Send an event once, now, outside the queue, also elsewhere; the status answered, 0 when nobody does."""
        return self._post(event, body.encode(), to)[0]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What events are signed with now."""
        return self._endpoint.secrets

    def sign(
        self, event: str, body: bytes, *, to: Endpoint | None = None
    ) -> tuple[str, dict[str, str], bytes]:
        """What goes over the wire for an event, signed now."""
        secrets, at = (to or self._endpoint).secrets, int(time.time())
        for begins, signer in self._others.items():
            if event.startswith(begins):
                return signer(body, secrets, event, at)
        return "", {self._header: self._sign(body=body, secrets=secrets, at=at)}, body

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(timeout=self._deliver_due())
            self._wake.clear()

    def _deliver_due(self) -> float | None:
        """Deliver what is due; seconds until there is more, None if nothing waits."""
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT seq, event, body, attempts, due FROM deliveries WHERE state = 'waiting' ORDER BY due, seq LIMIT 1"
            ).fetchone()
        if row is None:
            return None
        early = row[4] - time.time()
        if early > 0:
            return float(early)
        self._attempt(Delivery(seq=row[0], event=row[1], body=row[2], attempts=row[3]))
        return 0.0

    def _attempt(self, delivery: Delivery) -> int:
        status, trouble = self._post(delivery.event, delivery.body.encode())
        attempts = delivery.attempts + 1
        with self._store.transaction() as connection:
            if 200 <= status < 300:
                connection.execute("DELETE FROM deliveries WHERE seq = ?", [delivery.seq])
            else:
                connection.execute(
                    "UPDATE deliveries SET attempts = ?, due = ?, state = ?, trouble = ? WHERE seq = ?",
                    [
                        attempts,
                        time.time() + min(2.0**attempts / 4, LONGEST_WAIT),
                        "waiting" if attempts < MOST_ATTEMPTS else "failed",
                        trouble,
                        delivery.seq,
                    ],
                )
        self._wake.set()
        return status

    def _post(self, event: str, body: bytes, to: Endpoint | None = None) -> tuple[int, str]:
        endpoint = to or self._endpoint
        if not endpoint.is_ready:
            return 0, "no webhook is set"
        path, signed, body = self.sign(event, body, to=to)
        target = urlsplit(endpoint.url + path)
        headers = {"Content-Type": "application/json", **signed, "Connection": "close"}
        connection = http.client.HTTPConnection(target.hostname or "", target.port or 80, timeout=TIMEOUT)
        try:
            connection.request("POST", target._replace(scheme="", netloc="").geturl(), body, headers)
            answer = connection.getresponse()
            answer.read(LONGEST_READ)
        except (OSError, http.client.HTTPException) as error:
            return 0, repr(error)
        finally:
            connection.close()
        return answer.status, f"HTTP {answer.status}"


def _load_endpoint(text: str) -> Endpoint:
    value = json.loads(text)
    return Endpoint(url=value["url"], secrets=tuple(value["secrets"]))
