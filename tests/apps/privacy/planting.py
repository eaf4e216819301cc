"""A marker in every table of the map: by the shop's doors where there is one, and directly in every column besides."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import psycopg
from django.db.models import Field, Model, QuerySet

from comptoir.infra import media
from comptoir.privacy.queries import MAP, Held, Person
from tests import builders

MARKER = "zqmarker"
EMAIL = f"{MARKER}@example.org"
_LONG_AGO = builders.MONDAY - timedelta(days=1)
_CHECKS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"""


@contextmanager
def unguarded(dsn: str) -> Iterator[psycopg.Connection]:
    """The owner's connection with triggers and checks aside; the checks that the rows meet hold again afterwards."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        checks = owner.execute(_CHECKS).fetchall()
        for table, name, _ in checks:
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        owner.execute("SET session_replication_role = replica")
        yield owner
        for table, name, meaning in checks:
            # A row that was made up for want of a real one may be none that the house would write.
            with suppress(psycopg.errors.CheckViolation):
                owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {meaning}")


def plant(owner: psycopg.Connection, person: Person) -> dict[str, Held]:
    """The marker in every field and file of the map; the files' digests, with their line. Rows that are missing are made."""
    planted: dict[str, Held] = {}
    for number, entry in enumerate(entry for entry in MAP if entry.via):
        if not entry.of(person).exists():
            _make(owner, entry, person)
        assert entry.of(person).exists(), f"{entry.model}: no row to plant in"
        content = f"{MARKER} {entry.model} {number}".encode()
        row = entry.of(person).first()
        # A file that is there already has to go too, and is not put out of sight.
        empty = [name for name in entry.files if not getattr(row, name)]
        if empty:
            digest = media.store(content, private=True)
            planted[digest] = entry
        _fill(owner, entry, row, dict.fromkeys(empty, digest if empty else ""))
    return planted


def _fill(owner: psycopg.Connection, entry: Held, row: Model | None, files: dict[str, str]) -> None:
    assert row
    known = {lookup.partition("__")[0] for other in MAP if other.model == entry.model for lookup in other.via}
    texts = {name: MARKER for name in entry.fields if name not in known} | files
    for name, text in texts.items():
        column = entry.table._meta.get_field(name)
        table, place = entry.table._meta.db_table, column.column
        owner.execute(f'UPDATE "{table}" SET "{place}" = %s WHERE id = %s', [_typed(column, text), row.pk])


def _typed(column: Field, text: str) -> object:
    if column.get_internal_type() == "JSONField":
        return psycopg.types.json.Jsonb([text] if column.default is list else {"planted": text})
    if column.get_internal_type() == "UUIDField":
        return uuid.uuid4()
    return text[: column.max_length or len(text)]


def _make(owner: psycopg.Connection, entry: Held, person: Person) -> None:
    lookup, name = next(pair for pair in entry.via.items() if getattr(person, pair[1]))
    known = getattr(person, name)
    _ensure(owner, entry.table, lookup, known if isinstance(known, str) else known[0], entry.only)


def _ensure(
    owner: psycopg.Connection, model: type[Model], lookup: str, value: object, only: object = ()
) -> object:
    """The key of a row of the model that the look-up finds, made where there is none."""
    listed = lookup.endswith("__in") or lookup == "in"
    if lookup in {"in", ""}:
        return value
    if not only:
        found = (
            QuerySet(model)
            .filter(**{lookup: [value] if listed else value})
            .values_list("pk", flat=True)
            .first()
        )
        if found is not None:
            return found
    first, _, rest = lookup.partition("__")
    values = {
        column.column: _ordinary(owner, column)
        for column in model._meta.local_concrete_fields
        if not column.primary_key
    }
    column = model._meta.get_field(first)
    if column.is_relation:
        values[column.column] = _ensure(owner, column.related_model, rest, value)
    elif column.get_internal_type() == "JSONField":
        values[column.column] = psycopg.types.json.Jsonb({rest.partition("__")[0]: value})
    else:
        values[column.column] = value
    for narrowing, wanted in dict(only).items():
        _narrow(model, values, narrowing, wanted)
    names = ", ".join(f'"{name}"' for name in values)
    slots = ", ".join(["%s"] * len(values))
    insert = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({slots}) RETURNING id'
    made = owner.execute(insert, list(values.values())).fetchone()
    assert made
    return made[0]


def _narrow(model: type[Model], values: dict[str, object], narrowing: str, wanted: object) -> None:
    first, _, rest = narrowing.partition("__")
    column = model._meta.get_field(first)
    if column.is_relation:
        return
    if rest == "isnull":
        values[column.column] = None if wanted else _LONG_AGO
    else:
        values[column.column] = wanted[0] if rest == "in" else wanted


def _ordinary(owner: psycopg.Connection, column: Field) -> object:
    """Any value that the column takes; moments are over, so that nothing is under way."""
    if column.is_relation:
        if column.null:
            return None
        found = QuerySet(column.related_model).values_list("pk", flat=True).first()
        return found if found is not None else _ensure_any(owner, column.related_model)
    kinds = {
        "UUIDField": uuid.uuid4(), "DateTimeField": _LONG_AGO, "DateField": _LONG_AGO.date(), "BooleanField": False,
        "BinaryField": uuid.uuid4().bytes,
        "JSONField": psycopg.types.json.Jsonb(column.get_default() if column.has_default() else {}),
    }  # fmt: skip
    kind = column.get_internal_type()
    if column.null and kind.endswith("IntegerField"):
        return None
    if kind in kinds:
        return kinds[kind]
    if kind in {"CharField", "TextField", "EmailField"}:
        return uuid.uuid4().hex[: column.max_length or 32] if column.unique else ""
    return 0


def _ensure_any(owner: psycopg.Connection, model: type[Model]) -> object:
    """A row of a model that refers to nobody."""
    values = {
        column.column: _ordinary(owner, column)
        for column in model._meta.local_concrete_fields
        if not column.primary_key
    }
    names, slots = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
    made = owner.execute(
        f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({slots}) RETURNING id', list(values.values())
    ).fetchone()
    assert made
    return made[0]
