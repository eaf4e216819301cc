"""Which database a command talks to, and how far the demo house in it has come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from comptoir.cli.home import Home, HouseError

NAME = "comptoir"
_LOADING = "the demo house is being loaded"


@contextmanager
def connected(*, home: Home) -> Iterator[None]:
    """Have DATABASE_URL name a living database while the block runs.

    It is the one in the environment; else that of the house that runs in the data folder; else the embedded one, started for
    as long as the block takes.
    """
    if os.environ.get("DATABASE_URL"):
        yield
    elif home.is_occupied():
        _join(home)
        yield
    else:
        cluster = home.cluster()
        cluster.start()
        try:
            cluster.create_database(name=NAME)
            os.environ["DATABASE_URL"] = cluster.dsn(database=NAME)
            os.environ.setdefault("COMPTOIR_DEMO", "on" if home.read("house.json").get("demo") else "off")
            yield
        finally:
            cluster.stop()


def _join(home: Home) -> None:
    noted = home.read("database.json")
    if not noted:
        raise HouseError(f"The house in {home.folder} is still starting. Try again in a moment.")
    environment = noted["environment"]
    if isinstance(environment, dict):
        os.environ.update(environment)


def is_empty(*, dsn: str) -> bool:
    """Whether the database has no table yet."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return found.rowcount == 0


def demo_was_cut_off(*, dsn: str) -> bool:
    """Whether the loading of the demo began in this database and did not end."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "SELECT FROM pg_database WHERE datname = current_database() AND shobj_description(oid, 'pg_database') = %s",
            [_LOADING],
        )
        return found.rowcount == 1


def note_demo(*, dsn: str, loading: bool) -> None:
    """Note in the database itself that the loading of the demo has begun, or ended."""
    with psycopg.connect(dsn) as connection:
        name = sql.Identifier(connection.info.dbname)
        note = sql.Literal(_LOADING if loading else None)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, note))


def clear(*, dsn: str) -> None:
    """Drop everything in the database, for a demo that was cut off."""
    with psycopg.connect(dsn) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
