"""The real house, without its demo, under its supervisor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ground.processes import free_port, is_alive, until
from tests.plumbing.databases import find_run

COMPTOIR = [sys.executable, "-m", "comptoir.cli.main"]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    process: subprocess.Popen[str]
    home: Path
    environment: dict[str, str]

    def comptoir(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMPTOIR, *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def children(self) -> dict[str, int]:
        """What the supervisor runs, by the last word of its command line."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {command_line(int(child))[-1]: int(child) for child in listed}

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.environment['PORT']}/healthz", timeout=5
            ) as answer:
                return answer.status == 200
        except OSError:
            return False


def command_line(process: int) -> list[str]:
    return Path(f"/proc/{process}/cmdline").read_text().strip("\0").split("\0")


@pytest.fixture
def house() -> Iterator[House]:
    """A house that is open."""
    home = Path(tempfile.mkdtemp(dir=find_run().folder))
    home.chmod(0o711)
    foreign = {"DATABASE_URL", "COMPTOIR_TEST_FOLDER"}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= {"COMPTOIR_HOME": str(home), "COMPTOIR_DEMO": "off", "PORT": free_port()}
    process = subprocess.Popen([*COMPTOIR, "run"], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "Comptoir is open.\n" in process.stdout
    yield House(process=process, home=home, environment=environment)
    process.send_signal(signal.SIGTERM)
    process.communicate()


@pytest.mark.rule("E-09")
def test_the_house_opens_survives_its_children_and_closes_without_leaving_anybody(house: House) -> None:
    until((house.home / "run.json").exists)
    told = json.loads((house.home / "run.json").read_text())
    port = int(house.environment["PORT"])
    assert told == {"url": f"http://127.0.0.1:{port}", "ports": {"web": port}, "logins": []}
    assert house.answers()

    second = house.comptoir("run")
    assert second.returncode == 1
    assert f"already runs in {house.home} (http://127.0.0.1:{port}). Stop it first" in second.stderr

    token = house.comptoir("token", "--role", "auditor")
    assert (token.returncode, token.stderr) == (0, "")
    assert len(token.stdout.strip().split()) == 1

    before = house.children()
    assert {"serve", "worker"} < set(before)
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    until(
        lambda: (
            len(house.children()) == len(before) and not set(before.values()) & set(house.children().values())
        )
    )
    until(house.answers)
    assert house.comptoir("token", "--role", "auditor").returncode == 0

    last = house.children()
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(timeout=60) == 0
    assert [name for name, process in last.items() if is_alive(process)] == []
    assert not (house.home / "run.json").exists()
    assert not (house.home / "database.json").exists()
