"""The reads: they write nothing, lock under a name that says so, and time comes from outside."""

from __future__ import annotations

import ast
import re

from tests.shape.reading import PRODUCT, calls, exported, functions, modules, of_apps
from tests.shape.test_services import is_write

# The queue and the processes live in real time.
REAL_TIME = {"infra/queue.py"}
SQL_CLOCK = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp)\(\)|\bcurrent_(?:timestamp|date)\b", re.IGNORECASE
)


def test_queries_are_called_by_keyword_or_with_the_one_thing_they_are_about() -> None:
    wrong = [
        f"{module.place}: {function.name}"
        for module, function in exported("queries")
        if len(function.args.args) > 1 or function.args.vararg
    ]
    assert not wrong, wrong


def test_queries_write_nothing_but_the_row_that_they_lock() -> None:
    wrong = [
        f"{module.place}: {function.name}"
        for module in of_apps("queries")
        for function in functions(module)
        if not function.name.startswith("lock_")
        if any(is_write(name) for name, _ in calls(function))
    ]
    assert not wrong, wrong


def test_a_query_that_locks_says_so() -> None:
    wrong = [
        f"{module.place}: {function.name}"
        for module in of_apps("queries")
        for function in functions(module)
        if any(name in {"locked", "db.locked"} for name, _ in calls(function))
        if not function.name.lstrip("_").startswith("lock_")
    ]
    assert not wrong, wrong


def test_no_sql_tells_the_time() -> None:
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if module.place not in REAL_TIME
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value)
    ]
    made = [
        str(path.relative_to(PRODUCT))
        for path in PRODUCT.glob("*/migrations/*.py")
        if SQL_CLOCK.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong + made == []
