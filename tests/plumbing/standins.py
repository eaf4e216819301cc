"""The payment and carrier stand-ins as processes beside the tests."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from comptoir.infra.processes import Program, tail

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_SECONDS = 20
# One for all tests: a new client reads every certificate of the machine.
_ASKING = httpx.Client()


@contextmanager
def running(*, name: str, home: Path, secret: str) -> Iterator[str]:
    """Run a stand-in on a free port for this block, with its books in `home`; yields its address."""
    log = home / f"{name}.log"
    log.unlink(missing_ok=True)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        f"standins.{name}",
        "--home",
        home,
        "--webhook-secret",
        secret,
    ]
    program = Program(command=command, log=log)
    try:
        yield _address(program, log)
    finally:
        program.stop(signals=((signal.SIGTERM, 5.0),))


def clear(*urls: str) -> None:
    """Stand-ins whose books are as on the first day, and that behave: what other tests left there would be gone through."""
    for url in urls:
        _ASKING.post(f"{url}/_control/clear").raise_for_status()


def _address(program: Program, log: Path) -> str:
    end = time.monotonic() + _SECONDS
    while program.poll() is None and time.monotonic() < end:
        found = _ADDRESS.search(tail(log=log))
        if found:
            return found.group()
        time.sleep(0.02)
    raise RuntimeError(f"the stand-in did not start:\n{tail(log=log)}")
