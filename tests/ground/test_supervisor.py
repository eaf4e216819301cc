"""The supervisor behind `make run`: order, restarts, and an end that leaves nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.cli.home import HouseError
from comptoir.cli.supervisor import Child, Supervisor
from tests.ground.processes import is_alive, until

# A supervisor with two small children, each of which notes its number when it starts and its name when it is told to stop.
HOUSE = """
import sys
from pathlib import Path
from comptoir.cli.supervisor import Child, Stopped, Supervisor

folder = Path(sys.argv[1])
child = "trap 'echo $0 >> {0}/ended; exit' TERM; echo $$ > {0}/$0; while :; do sleep 0.05; done".format(folder)
with Supervisor(say=lambda line: print(line, flush=True)) as house:
    try:
        for name in ("first", "second"):
            command = ["/bin/sh", "-c", child, name]
            ready = (folder / name).exists
            house.start(Child(name=name, command=command, log=folder / (name + ".log"), ready=ready))
        print("up", flush=True)
        house.keep()
    except Stopped:
        pass
print("stopped", flush=True)
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A running supervisor."""
    process = subprocess.Popen([sys.executable, "-c", HOUSE, tmp_path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    yield process
    process.kill()
    process.communicate()


def number(folder: Path, name: str) -> int:
    return int((folder / name).read_text() or 0)


@pytest.mark.rule("E-09")
def test_a_killed_child_is_started_again_and_the_others_stay(
    house: subprocess.Popen[str], tmp_path: Path
) -> None:
    first, second = number(tmp_path, "first"), number(tmp_path, "second")
    os.kill(second, signal.SIGKILL)
    until(lambda: number(tmp_path, "second") not in {0, second})
    assert is_alive(number(tmp_path, "second"))
    assert number(tmp_path, "first") == first
    assert house.poll() is None


@pytest.mark.parametrize("number_sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_stops_the_last_started_first_and_leaves_nobody(
    house: subprocess.Popen[str], tmp_path: Path, number_sent: signal.Signals
) -> None:
    children = [number(tmp_path, name) for name in ("first", "second")]
    house.send_signal(number_sent)
    assert house.wait(timeout=30) == 0
    assert (tmp_path / "ended").read_text() == "second\nfirst\n"
    assert [child for child in children if is_alive(child)] == []


@pytest.mark.rule("E-09")
def test_a_killed_supervisor_leaves_nobody(house: subprocess.Popen[str], tmp_path: Path) -> None:
    children = [number(tmp_path, name) for name in ("first", "second")]
    house.kill()
    until(lambda: not any(is_alive(child) for child in children))


def test_a_child_that_does_not_listen_is_killed_with_what_it_started(tmp_path: Path) -> None:
    script = f"trap '' TERM; sleep 1000 & echo $! > {tmp_path}/grandchild; wait; sleep 1000"
    stubborn = Child(
        name="stubborn",
        command=["/bin/sh", "-c", script],
        log=tmp_path / "log",
        ready=(tmp_path / "grandchild").exists,
        patience=0.1,
    )
    with Supervisor(say=print) as house:
        house.start(stubborn)
        until(lambda: number(tmp_path, "grandchild") != 0)
    assert not stubborn.is_running()
    until(lambda: not is_alive(number(tmp_path, "grandchild")))


def test_a_child_that_ends_before_it_is_ready_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    broken = Child(
        name="web", command=["/bin/sh", "-c", "echo no such port; exit 3"], log=log, ready=lambda: False
    )
    with (
        pytest.raises(HouseError, match=r"The web did not start\. .*web\.log ends with:\nno such port"),
        Supervisor(say=print) as house,
    ):
        house.start(broken)


def test_a_step_that_fails_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    step = Child(name="migrate", command=["/bin/sh", "-c", "echo half way; exit 1"], log=tmp_path / "log")
    with (
        pytest.raises(HouseError, match="The step `migrate` failed.*\nhalf way"),
        Supervisor(say=print) as house,
    ):
        house.complete(step)
