"""The web server as `comptoir serve` runs it, two processes with what they keep of pages, on a database of its own."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from comptoir.infra.processes import Program, tail

_SECONDS = 40
_ASKED = 24  # so many new connections reach both processes


class Served:
    """A web server under test; every question comes by a connection of its own."""

    def __init__(self, *, url: str) -> None:
        self.url = url
        self.http = httpx.Client(
            base_url=url, timeout=20, limits=httpx.Limits(max_keepalive_connections=0), trust_env=False
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        """One answer, redirects not followed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.get(path, headers=named)

    def everywhere(self, path: str, **headers: str) -> list[httpx.Response]:
        """Answers of both processes."""
        return [self.get(path, **headers) for _ in range(_ASKED)]

    def until(self, condition: Callable[[], bool]) -> None:
        """Ask until it holds."""
        end = time.monotonic() + _SECONDS
        while not condition():
            assert time.monotonic() < end, "the server does not come to it"
            time.sleep(0.05)


@contextmanager
def serving(*, dsn: str, home: Path, log: Path) -> Iterator[Served]:
    """Serve the house of a database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": dsn, "COMPTOIR_HOME": str(home), "PORT": str(port)}
    command = [sys.executable, "-m", "comptoir.cli.main", "serve"]
    program = Program(command=command, log=log, environment=environment)
    served = Served(url=f"http://127.0.0.1:{port}")
    try:
        served.until(lambda: _answers(served, program, log))
        yield served
    finally:
        served.http.close()
        program.stop(signals=((15, 20.0),))


def _answers(served: Served, program: Program, log: Path) -> bool:
    assert program.poll() is None, tail(log=log)
    try:
        return served.get("/readyz").status_code == 200
    except httpx.HTTPError:
        return False
