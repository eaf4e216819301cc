"""The whole house as people run it, embedded database, supervisor and stand-ins included, for tests from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from comptoir.cli import database
from comptoir.cli.home import Home
from comptoir.core.actors import Role
from comptoir.infra.processes import Program, tail
from tests.plumbing.databases import Run

_COMPTOIR = (sys.executable, "-m", "comptoir.cli.main")
_FURNISH = "import django; django.setup(); from tests.plumbing.furnishing import furnish; furnish()"
_REPOSITORY = Path(__file__).resolve().parents[2]
_FOREIGN = {"DATABASE_URL", "COMPTOIR_TEST_FOLDER"}
_SECONDS = 120
MAIL_SECRET = "mail_demo"


class LiveHouse:
    """`comptoir run` in a data folder of its own; it can be killed, in part or whole, and started again."""

    def __init__(self, *, folder: Path, port: int) -> None:
        self.home = Home(folder=folder)
        self.url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(timeout=300)
        self._environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        self._environment |= {"COMPTOIR_HOME": str(folder), "COMPTOIR_DEMO": "on", "PORT": str(port)}
        self._environment |= {"COMPTOIR_SECRET_MAIL_WEBHOOK": MAIL_SECRET}
        self._log = folder / "run.log"
        self._supervisor: Program | None = None

    def furnish(self) -> None:
        """Make the database and fill it, as `comptoir run` will find it."""
        self.home.prepare()
        cluster = self.home.cluster()
        cluster.start()
        try:
            cluster.create_database(name=database.NAME)
            self._furnish(cluster.dsn(database=database.NAME))
        finally:
            cluster.stop()

    def _furnish(self, dsn: str) -> None:
        environment = {
            **self._environment,
            "DATABASE_URL": dsn,
            "COMPTOIR_DB_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", _FURNISH],
            cwd=_REPOSITORY,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Open, and wait until every part answers; after a kill what was left behind is in the way of nobody."""
        self.home.remove("run.json")
        self._supervisor = Program(command=[*_COMPTOIR, "run"], log=self._log, environment=self._environment)
        self.until(lambda: bool(self.home.read("run.json")))

    def stop(self) -> None:
        """Close as Ctrl-C does."""
        if self._supervisor is not None:
            self._supervisor.stop(signals=((signal.SIGINT, 30.0),))
            self._supervisor = None

    def kill(self, name: str) -> None:
        """`kill -9` of a part (web, worker, payment, carrier, database), or of the whole house, which is not started again."""
        assert self._supervisor is not None
        if name != "house":
            os.kill(self._part(name), signal.SIGKILL)
            return
        self._supervisor.send_signal(signal.SIGKILL)
        for process in self._children():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._supervisor.clear()
        self._supervisor = None

    def _part(self, name: str) -> int:
        """The process of a part; one that died a moment ago is waited for."""
        found: list[int] = []

        def is_there() -> bool:
            found[:] = [process for process in self._children() if _SIGNS[name] in _words(process)]
            return bool(found)

        self.until(is_there)
        return found[0]

    def _children(self) -> list[int]:
        assert self._supervisor is not None
        pid = self._supervisor.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def until(self, condition: Callable[[], bool], *, seconds: float = _SECONDS) -> None:
        """Look until it holds; fail with the house's last words when that takes too long or the house has ended."""
        end = time.monotonic() + seconds
        while not condition():
            ended = self._supervisor is not None and self._supervisor.poll() is not None
            assert not ended, f"the house has ended:\n{tail(log=self._log)}"
            assert time.monotonic() < end, f"the house does not come to it:\n{tail(log=self._log)}"
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether the web server is there and has its database."""
        try:
            return self.http.get(f"{self.url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def comptoir(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The operator's tool, on this house."""
        return subprocess.run(
            [*_COMPTOIR, *words], env=self._environment, capture_output=True, text=True, check=False
        )

    def token(self, role: Role) -> str:
        """The bearer token of a role."""
        return str(self.home.read("tokens.json")[role])

    def advance(self, period: str = "PT1S") -> None:
        """Move the clock on; it answers when everything that falls due on the way is done, webhooks and mails included."""
        answer = self.http.post(
            f"{self.url}/api/v1/desk/clock",
            json={"advance": period},
            headers={"Authorization": f"Bearer {self.token(Role.ADMIN)}"},
        )
        assert answer.status_code == 200, answer.text

    def address(self, standin: str) -> str:
        """Where a stand-in listens."""
        ports: Any = self.home.read("house.json")["ports"]
        return f"http://127.0.0.1:{ports[standin]}"

    def books(self, number: str) -> list[tuple[str, int]]:
        """What the provider's own books say of an order: kind and amount, in the order in which it happened."""
        plain = number.replace("-", "")
        rows = self.http.get(f"{self.address('payment')}/books", params={"order": plain}).json()["rows"]
        return [(row["kind"], row["amount"]) for row in rows]

    def examine(self) -> None:
        """The doctor finds every invariant whole."""
        self.advance()
        found = self.comptoir("doctor")
        assert found.returncode == 0, found.stdout + found.stderr


_SIGNS = {
    "web": "serve",
    "worker": "worker",
    "payment": "standins.payment",
    "carrier": "standins.carrier",
    "database": "postgres",
}


def _words(process: int) -> set[str]:
    """The words of a process's command line, programs without their folder."""
    try:
        line = Path(f"/proc/{process}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return {word.rpartition("/")[2] for word in line.split("\0")}


@contextmanager
def live_house(run: Run) -> Iterator[LiveHouse]:
    """A furnished house that is open for this block."""
    folder = Path(tempfile.mkdtemp(dir=run.folder, prefix="live-"))
    folder.chmod(0o711)  # the database's account must be able to pass
    house = LiveHouse(folder=folder, port=_free_port())
    house.furnish()
    try:
        house.start()
        yield house
    finally:
        house.stop()
        house.http.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
