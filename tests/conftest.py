"""The house under test: real database, real stand-ins, a data folder of its own. The machinery is in `plumbing`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from comptoir.cli.home import Home
from comptoir.infra import clock
from tests.cast import MONDAY
from tests.plumbing import databases, live, standins

_BYTECODE = Path(__file__).parents[1] / "build" / "bytecode"


def _keep_bytecode() -> None:
    """Where Python is told to leave none beside the sources: hundreds of processes would each compile everything."""
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(_BYTECODE)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(_BYTECODE)


def _open_house() -> databases.Run:
    """Give this process its house before any test module is read."""
    _keep_bytecode()
    run = databases.find_run()
    os.environ["COMPTOIR_HOME"] = str(run.home)
    os.environ["COMPTOIR_DEMO"] = "on"
    os.environ["DATABASE_URL"] = run.cluster.dsn(database=run.database)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comptoir.config.settings"
    Home(folder=run.home).prepare()
    django.setup()
    # Hundreds of tests sign in: the same hash at its least cost, which is for people who steal it.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 8
    Argon2PasswordHasher.parallelism = 1
    # xdist's workers must not inherit it: they would read the settings before they have a house of their own.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    return run


_RUN = _open_house()


def pytest_configure(config: pytest.Config) -> None:
    """xdist's main process starts the server that its workers share."""
    if _has_workers(config):
        with config.stash[blocking_manager_key].unblock():
            databases.start_server(_RUN)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that began the run ends it."""
    if not hasattr(config, "workerinput"):
        databases.end_run(_RUN)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of the live house go to the same one of xdist's workers: there is one such house."""
    for item in items:
        if "live_house" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("live"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a transaction is begun, be in the database that the test is about."""
    with item.config.stash[blocking_manager_key].unblock():
        databases.enter(_RUN, furnished="furnished" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def test_run(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> databases.Run:
    """The folder, the server and the names of this run, with the server started."""
    if not hasattr(request.config, "workerinput"):
        with django_db_blocker.unblock():
            databases.start_server(_RUN)
    return _RUN


@pytest.fixture(scope="session")
def django_db_setup(test_run: databases.Run, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's copy of the template, in place of the database that pytest-django would make."""
    databases.clone(test_run, test_run.database)
    yield
    with django_db_blocker.unblock():
        databases.disconnect()


@pytest.fixture
def furnished(db: None, payment_standin: str, carrier_standin: str) -> None:
    """The house of `builders.a_house` beside the stand-ins, open, on the Monday of the tests."""
    del db
    standins.clear(payment_standin, carrier_standin)
    clock.set_to(at=MONDAY)


@pytest.fixture
def lasting_house(
    test_run: databases.Run, payment_standin: str, carrier_standin: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The same in a database of this test's own, for real commits. Yields its address."""
    standins.clear(payment_standin, carrier_standin)
    with django_db_blocker.unblock(), databases.fresh(test_run, furnished=True) as dsn:
        clock.set_to(at=MONDAY)
        yield dsn


@pytest.fixture
def fresh_database(test_run: databases.Run, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of this test's own, for real commits: races, several connections, live servers. Yields its address."""
    with django_db_blocker.unblock(), databases.fresh(test_run) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def payment_standin(test_run: databases.Run) -> Iterator[str]:
    """The payment stand-in, which the adapter talks to; yields its address."""
    with standins.running(
        name="payment", home=test_run.home, secret=settings.PAYMENT_WEBHOOK_SECRETS[0]
    ) as url:
        settings.PAYMENT_URL = url
        for known in settings.PAYMENT.values():
            known["url"] = url
        yield url


@pytest.fixture(scope="session")
def carrier_standin(test_run: databases.Run) -> Iterator[str]:
    """The carrier stand-in, which the adapter talks to; yields its address."""
    with standins.running(
        name="carrier", home=test_run.home, secret=settings.CARRIER_WEBHOOK_SECRETS[0]
    ) as url:
        settings.CARRIER_URL = url
        yield url


@pytest.fixture(scope="session")
def live_house(test_run: databases.Run) -> Iterator[live.LiveHouse]:
    """The whole house as `make run` opens it, with five styles; its clock only goes forward.

    When all tests have lived in it every invariant of its books holds; the doctor names the order that is not as it should be.
    """
    with live.live_house(test_run) as house:
        yield house
        house.examine()


def _has_workers(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput") and config.getoption("dist", "no") != "no"
