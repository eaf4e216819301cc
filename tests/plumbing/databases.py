"""One PostgreSQL server for the whole test run, a migrated template on it, and a copy of that for whoever wants one."""

from __future__ import annotations

import gc
import io
import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from django.db import connections

from comptoir.infra.postgres import Cluster, place_data

# Nothing of a test run is worth surviving a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
}
_FOLDER = "COMPTOIR_TEST_FOLDER"
_PREFIX = "comptoir-test-"
_ROOM = 2_000_000_000
_TEMPLATE = "template_house"
_FURNISHED = "template_furnished"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The folder of one test run. Its main process makes it; xdist's workers find it through the environment."""

    folder: Path
    worker: str
    cluster: Cluster

    @property
    def home(self) -> Path:
        """The data folder of this worker's house: its clock and its media are its own."""
        return self.folder / self.worker

    @property
    def database(self) -> str:
        """The database that this worker's tests share, each in a transaction that is rolled back."""
        return f"test_{self.worker}"

    @property
    def house(self) -> str:
        """The same with the house of `builders.a_house` in it."""
        return f"house_{self.worker}"


def find_run() -> Run:
    """The test run that this process belongs to; begins one if it belongs to none."""
    if _FOLDER not in os.environ:
        os.environ[_FOLDER] = str(_make_folder())
    folder = Path(os.environ[_FOLDER])
    cluster = Cluster(data=place_data(home=folder), settings=FAST)
    return Run(folder=folder, worker=os.environ.get("PYTEST_XDIST_WORKER", "main"), cluster=cluster)


def _make_folder() -> Path:
    """A folder for this run, in memory where the machine has room there: copies of the template are then quick."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    base = memory if roomy else Path(tempfile.gettempdir())
    for left in base.glob(f"{_PREFIX}*"):  # by a run that was killed
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=base))
    folder.chmod(0o711)  # the server's account must be able to pass
    return folder


def start_server(run: Run) -> None:
    """Start the server and make the template, as an operator would."""
    if run.cluster.is_running():
        return
    run.cluster.start()
    run.cluster.create_database(name=_TEMPLATE)
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork")) as copy:
        copy.submit(_migrate).result()
        clone(run, _FURNISHED)
        copy.submit(_furnish).result()


# In a copy of this process, which has imported everything. By name: these can only be imported once Django stands.
def _migrate() -> None:
    gc.disable()  # the states of a hundred migrations are much to look through
    options = connections.settings["default"]["OPTIONS"]
    role = options.pop("options")
    _use(find_run(), _TEMPLATE)
    with redirect_stdout(io.StringIO()):
        import_module("comptoir.cli.migrate").run(Namespace())
    options["options"] = role
    disconnect()


def _furnish() -> None:
    builders = import_module("tests.builders")
    _use(find_run(), _FURNISHED)
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    disconnect()


def end_run(run: Run) -> None:
    """Stop the server and leave nothing behind."""
    run.cluster.stop()
    data = run.cluster.data
    if not data.is_relative_to(run.folder.resolve()):
        shutil.rmtree(data.parent)
    shutil.rmtree(run.folder)


def clone(run: Run, name: str, *, template: str = _TEMPLATE) -> None:
    """A copy of the template."""
    run.cluster.create_database(name=name, template=template)


@contextmanager
def fresh(run: Run, *, furnished: bool = False) -> Iterator[str]:
    """A copy of the template for this block, with Django in every thread and child process on it; yields its address."""
    name = f"fresh_{run.worker}_{next(_numbers)}"
    clone(run, name, template=_FURNISHED if furnished else _TEMPLATE)
    _use(run, name)
    try:
        yield run.cluster.dsn(database=name)
    finally:
        _use(run, run.database)
        run.cluster.drop_database(name=name)


_furnished: set[str] = set()


def enter(run: Run, *, furnished: bool) -> None:
    """Be in the worker's database with the house in it, or out of it; a database of a test's own is left alone."""
    now = connections.settings["default"]["NAME"]
    if furnished and now != run.house:
        if run.house not in _furnished:
            if run.worker == "main":  # else xdist's main process has started it
                start_server(run)
            clone(run, run.house, template=_FURNISHED)
            _furnished.add(run.house)
        _use(run, run.house)
    elif not furnished and now == run.house:
        _use(run, run.database)


def disconnect() -> None:
    """Close this thread's connections and the pool behind them."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()


def _use(run: Run, name: str) -> None:
    disconnect()
    # One dictionary, which the connections of all threads look into.
    connections.settings["default"]["NAME"] = name
    os.environ["DATABASE_URL"] = run.cluster.dsn(database=name)
