"""The tables: states held to their machines, tables that only grow held by triggers, nothing that happens by itself."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.special import RunSQL
from django.db.models import CheckConstraint, Model

from comptoir.core import claims, lifecycles, mailings
from tests.shape.reading import PRODUCT, committed, modules
from tests.shape.test_services import STATES

MODELS = [model for model in apps.get_models() if model.__module__.startswith("comptoir.")]
MACHINES = [
    value
    for value in (*vars(lifecycles).values(), claims.CLAIM, mailings.MAILING)
    if isinstance(value, lifecycles.Machine)
]
CARD_DATA = re.compile(r"card_?number|card_holder|\bcvc\b|\bcvv\b", re.IGNORECASE)
BY_ITSELF = {"django.dispatch", "django.db.models.signals", "django.core.signals"}


def allowed_states(model: type[Model], field: str) -> frozenset[str] | None:
    """The values that the database lets into a state field."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and len(constraint.condition) == 1:
            looked_up, values = constraint.condition.children[0]
            if looked_up == f"{field}__in":
                return frozenset(values)
    return None


def state_fields() -> list[tuple[type[Model], str]]:
    return [(m, field.name) for m in MODELS for field in m._meta.local_fields if field.name in STATES]


def test_every_state_is_held_to_a_machine_by_the_database() -> None:
    machines = [frozenset(type(machine.start)) for machine in MACHINES]
    wrong = [(m.__name__, field) for m, field in state_fields() if allowed_states(m, field) not in machines]
    assert not wrong, wrong


def test_every_machine_moves_something() -> None:
    moved = {allowed_states(model, field) for model, field in state_fields()}
    idle = [machine.name for machine in MACHINES if frozenset(type(machine.start)) not in moved]
    assert not idle, idle


def test_tables_that_only_grow_have_their_triggers_from_the_first() -> None:
    loaded = MigrationLoader(None).disk_migrations.values()
    statements = [op.sql for m in loaded for op in m.operations if isinstance(op, RunSQL)]
    missing = [
        trigger
        for model in MODELS
        if getattr(model, "append_only", False)
        for trigger in (f'"{model._meta.db_table}_append_only"', f'"{model._meta.db_table}_no_truncate"')
        if not any(f"CREATE TRIGGER {trigger}" in str(sql) for sql in statements)
    ]
    assert not missing, missing


def test_models_do_nothing_by_themselves() -> None:
    overriding = [m.__name__ for m in MODELS if {"save", "delete", "clean", "full_clean"} & set(vars(m))]
    ordered = [model.__name__ for model in MODELS if model._meta.ordering]
    assert (overriding, ordered) == ([], [])


def test_nothing_listens_to_signals() -> None:
    found = [
        module.place
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module in BY_ITSELF
    ]
    assert not found, found


@pytest.mark.rule("PAY-04")
def test_nothing_has_a_place_for_card_data() -> None:
    found = [
        f"{path.relative_to(PRODUCT)}: {card.group()}"
        for path in committed()
        if path.is_relative_to(PRODUCT) and path.suffix in {".py", ".html", ".js"}
        if (card := CARD_DATA.search(path.read_text(encoding="utf-8")))
    ]
    assert not found, found
