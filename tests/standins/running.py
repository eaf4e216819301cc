"""Stand-ins as processes of their own, and a webhook that listens to them."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import stripe

SOURCES = Path(__file__).parents[2] / "src"


@dataclass
class StandIn:
    """One running stand-in; `start` after `kill` goes on with the same books and port."""

    name: str
    home: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20))

    def start(self, *options: str) -> StandIn:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"standins.{self.name}",
                "--home",
                self.home,
                "--port",
                str(self.port),
                *options,
            ],
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(f"{self.name} stand-in on http://127.0.0.1:"), line
        self.port = int(line.rpartition(":")[2])
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def end(self, how: signal.Signals) -> int:
        """Send a signal and wait; the exit code."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.send_signal(how)
        code = self.process.wait(timeout=10)
        self.process.stdout.close()
        self.process = None
        return code

    def control(self, path: str = "", **body: Any) -> dict[str, Any]:
        answer = self.http.post(f"{self.url}/_control{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def state(self) -> dict[str, Any]:
        return dict(self.http.get(f"{self.url}/_control").json())

    def rows(self, order: str | None = None) -> list[dict[str, Any]]:
        answer = self.http.get(f"{self.url}/books", params={"order": order} if order else {})
        return list(answer.json()["rows"])

    def moves(self, order: str) -> list[tuple[str, int]]:
        """The kinds and amounts of an order's rows."""
        return [(row["kind"], row["amount"]) for row in self.rows(order)]

    def stripe(self, *, retries: int = 0) -> stripe.StripeClient:
        return stripe.StripeClient("sk_test_x", base_addresses={"api": self.url}, max_network_retries=retries)

    def set_clock(self, offset_seconds: int) -> None:
        new = self.home / "clock.json.new"
        new.write_text(json.dumps({"offset_us": offset_seconds * 1_000_000}))
        new.replace(self.home / "clock.json")


@contextmanager
def standin(name: str, home: Path, *options: str) -> Iterator[StandIn]:
    running = StandIn(name=name, home=home).start(*options)
    try:
        yield running
    finally:
        if running.process:
            running.end(signal.SIGTERM)
        running.http.close()


@dataclass
class Pushed:
    """One request that reached the webhook."""

    body: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


class Inbox:
    """A webhook: keeps what it gets, answers with the statuses it was told, then 200."""

    def __init__(self, header: str) -> None:
        self.statuses: list[int] = []
        self._pushed: queue.Queue[Pushed] = queue.Queue()
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox._pushed.put(Pushed(body=body, signature=self.headers[header]))
                self.send_response(inbox.statuses.pop(0) if inbox.statuses else 200)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"

    def take(self, count: int) -> list[Pushed]:
        """The next so many pushes, waiting for them."""
        return [self._pushed.get(timeout=15) for _ in range(count)]

    def is_empty(self) -> bool:
        return self._pushed.empty()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
