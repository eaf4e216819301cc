"""The data folder and the operator's tool."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir.cli.home import Home, HouseError
from tests.plumbing import authenticators

COMPTOIR = [sys.executable, "-m", "comptoir.cli.main"]


def comptoir(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMPTOIR, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_secrets_are_made_once_and_are_for_the_owner_only(tmp_path: Path) -> None:
    home = Home(folder=tmp_path / "home")
    home.prepare()
    made = home.read("secrets.json")
    home.prepare()
    assert home.read("secrets.json") == made
    assert sorted(made) == [
        "COMPTOIR_SECRET_CARRIER_WEBHOOK",
        "COMPTOIR_SECRET_KEY",
        "COMPTOIR_SECRET_PAYMENT_WEBHOOK",
    ]
    assert len(set(made.values())) == 3
    assert (home.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_house_that_runs_is_not_started_a_second_time_in_the_same_folder(tmp_path: Path) -> None:
    home = Home(folder=tmp_path)
    home.write("run.json", {"url": "http://127.0.0.1:8123"})
    with home.occupied():
        assert home.is_occupied()
        with pytest.raises(
            HouseError, match=r"already runs in .* \(http://127\.0\.0\.1:8123\)\. Stop it first, or"
        ):
            home.occupied().__enter__()
    assert not home.is_occupied()


def test_forgetting_the_demo_takes_its_files_and_no_others(tmp_path: Path) -> None:
    home = Home(folder=tmp_path)
    for name in (
        "logins.json",
        "clock.json",
        "payment-standin.sqlite",
        "payment-standin.sqlite-wal",
        "secrets.json",
        "notes.txt",
    ):
        (tmp_path / name).touch()
    home.forget_demo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "secrets.json"]


def test_a_port_in_use_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = comptoir("run", PORT=port, COMPTOIR_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is in use. Stop what uses it, or choose another: PORT=8001.\n"
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    done = comptoir("run", PORT=port, COMPTOIR_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 1 to 65535, not {port}.\n"


def test_help_names_every_command_and_the_environment() -> None:
    said = comptoir("--help").stdout
    for word in (
        "run",
        "serve",
        "worker",
        "migrate",
        "demo",
        "token",
        "PORT",
        "COMPTOIR_HOME",
        "DATABASE_URL",
    ):
        assert f"  {word} " in said


def test_a_token_is_for_a_role_that_there_is() -> None:
    done = comptoir("token", "--role", "emperor")
    assert done.returncode == 2
    assert "invalid choice: 'emperor'" in done.stderr


@pytest.mark.rule("D2-09")
def test_the_demo_says_what_an_authenticator_of_its_staff_shows_and_knows_no_other(tmp_path: Path) -> None:
    home = Home(folder=tmp_path / "home")
    home.prepare()
    login = {
        "role": "advisor",
        "email": "a@example.org",
        "password": "x",
        "totp_secret": authenticators.SECRET,
    }
    home.write("logins.json", {"logins": [login, {"role": "customer", "email": "c@example.org"}]})
    shown = comptoir("code", "a@example.org", COMPTOIR_HOME=str(home.folder))
    assert shown.stdout.strip() in {authenticators.code(), authenticators.code(later=-1)}
    for email in ("c@example.org", "nobody@example.org"):
        refused = comptoir("code", email, COMPTOIR_HOME=str(home.folder))
        assert (refused.returncode, refused.stdout) == (1, "")
