"""The core is plain Python: of the standard library it takes what has no clock, no chance and no outside."""

from __future__ import annotations

import ast
import re
import sys

from comptoir.core.reasons import Reason
from comptoir.infra.sentences import SENTENCES
from tests.shape.reading import modules

PLAIN = {
    "__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "hashlib", "itertools", "math", "operator", "re", "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip
# `holidays` reckons public holidays from tables of its own.
PACKAGES = {"comptoir", "holidays"}
CLOCKS = {"now", "today", "utcnow"}


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


CORE = [module for module in modules() if module.app == "core"]


def test_the_core_imports_only_what_is_plain() -> None:
    wrong = {module.place: imported(module.tree) - PLAIN - PACKAGES for module in CORE}
    assert {place: names for place, names in wrong.items() if names} == {}
    assert sys.stdlib_module_names >= PLAIN


def test_the_core_asks_nobody_for_the_time() -> None:
    found = [
        f"{module.place}:{node.lineno}"
        for module in CORE
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ]
    assert not found, found


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


def test_every_reason_is_given_by_something() -> None:
    given = {
        node.attr
        for module in modules()
        if module.place != "core/reasons.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Reason"
    }
    idle = [reason.name for reason in Reason if reason.name not in given]
    assert not idle, idle


def test_sentences_are_filled_in_by_name() -> None:
    for sentence in SENTENCES.values():
        assert "%" not in re.sub(r"%\(\w+\)s", "", sentence)
