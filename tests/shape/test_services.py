"""The verbs: one mark each, called by keyword, told the time; locks in one place, states by their tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.shape.reading import arguments, calls, exported, modules, of_apps

MARKS = {"owns_transaction", "joins_transaction", "spans_transactions"}
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete",
}  # fmt: skip
STATES = {"state", "reception", "acceptance"}
# Loading what the house sells is no event in its life: what is loaded carries its own dates.
LOADERS = ("load_", "arrange_", "refresh_")


def marks(function: ast.FunctionDef) -> list[str]:
    return [mark for node in function.decorator_list if (mark := ast.unparse(node)) in MARKS]


def writes(function: ast.FunctionDef) -> bool:
    """Whether it writes rows itself."""
    called = [name for name, _ in calls(function)]
    return any(name.endswith(".save") or is_write(name) for name in called)


def is_write(called: str) -> bool:
    """Whether what is called writes: `Order.objects.filter(…).update`."""
    return ".objects" in called and called.rpartition(".")[2] in WRITES


def assigned(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The (target, value) pairs of an assignment, also of `a.state, a.at = x, y`."""
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=True)
        else:
            yield target, node.value


def test_every_verb_wears_exactly_one_mark_and_what_wears_none_only_answers() -> None:
    wrong = [
        f"{module.place}: {function.name} wears {marks(function)}"
        for module, function in exported("services")
        if len(marks(function)) > 1 or (not marks(function) and writes(function))
    ]
    assert not wrong, wrong


def test_marks_are_worn_inside_the_app_too_where_rows_are_written() -> None:
    wrong = [
        f"{module.place}: {function.name}"
        for module in of_apps("services")
        for function in module.tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if writes(function) and len(marks(function)) != 1
    ]
    assert not wrong, wrong


def test_verbs_are_called_by_keyword() -> None:
    wrong = [
        f"{module.place}: {function.name}"
        for module, function in exported("services")
        if function.args.posonlyargs or function.args.args or function.args.vararg
    ]
    assert not wrong, wrong


def test_verbs_that_write_are_told_the_time() -> None:
    wrong = [
        f"{module.place}: {function.name}"
        for module, function in exported("services")
        if writes(function) and "at" not in arguments(function) and not function.name.startswith(LOADERS)
    ]
    assert not wrong, wrong


def test_rows_are_locked_in_one_place() -> None:
    found = [
        module.place
        for module in modules()
        for name, _ in calls(module.tree)
        if name.endswith(".select_for_update")
    ]
    assert found == ["infra/db.py"]


def test_a_state_moves_through_its_table_only() -> None:
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign)
        for target, value in assigned(node)
        if isinstance(target, ast.Attribute) and target.attr in STATES
        if not ast.unparse(value).startswith("advance(")
    ]
    assert not wrong, wrong


def test_states_are_not_changed_by_the_way() -> None:
    wrong = [
        f"{module.place}:{call.lineno}"
        for module in modules()
        for name, call in calls(module.tree)
        if name.endswith(".update") and STATES & {keyword.arg for keyword in call.keywords}
    ]
    assert not wrong, wrong
