"""Jobs: every name that is deferred is a task's, with its arguments, of the same app or one below."""

from __future__ import annotations

import ast
import tomllib

from tests.shape.reading import ROOT, Module, arguments, calls, functions, modules, of_apps

OPTIONS = {"lock", "after", "key"}  # the queue's own, not the task's


def named(function: ast.FunctionDef) -> str:
    """The name under which a task is registered; nothing where the function is none."""
    for node in function.decorator_list:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"task", "sweep"}:
            return str(ast.literal_eval(node.args[0]))
    return ""


def tasks() -> dict[str, tuple[Module, ast.FunctionDef]]:
    return {named(f): (module, f) for module in of_apps("tasks") for f in functions(module)}


def deferred() -> list[tuple[Module, str, set[str]]]:
    """Who defers which name with which arguments."""
    return [
        (module, call.args[0].value, {str(keyword.arg) for keyword in call.keywords} - OPTIONS)
        for module in modules()
        for name, call in calls(module.tree)
        if name.rpartition(".")[2] in {"defer", "defer_once"} and call.args
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    ]


def depth() -> dict[str, int]:
    """How far down the layers a package stands, by import-linter's own table."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return {name.strip(" ()"): row for row, layer in enumerate(layers) for name in layer.split("|")}


def test_everything_in_tasks_is_a_task_of_its_own_app() -> None:
    wrong = [f"{m.place}: {f.name}" for name, (m, f) in tasks().items() if name != f"{m.app}.{f.name}"]
    assert not wrong, wrong


def test_a_task_calls_one_service() -> None:
    wrong = [
        name
        for name, (_, function) in tasks().items()
        if len({called for called, _ in calls(function) if called.startswith("services.")}) != 1
    ]
    assert not wrong, wrong


def test_what_is_deferred_is_a_task_with_these_arguments() -> None:
    known = {named(function): arguments(function) for module in modules() for function in functions(module)}
    wrong = [f"{m.place}: {name} {given}" for m, name, given in deferred() if known.get(name) != given]
    assert deferred()
    assert not wrong, wrong


def test_work_is_deferred_to_the_own_app_or_to_one_below() -> None:
    row = depth()
    wrong = [
        f"{m.place}: {name}"
        for m, name, _ in deferred()
        if m.app != name.partition(".")[0] and row[m.app] >= row[name.partition(".")[0]]
    ]
    assert not wrong, wrong


def test_every_task_is_a_sweep_or_is_deferred_by_somebody() -> None:
    wanted = {name for _, name, _ in deferred()}
    idle = [
        name
        for name, (_, function) in tasks().items()
        if name not in wanted and not any(called == "sweep" for called, _ in calls(function))
    ]
    assert not idle, idle


def test_seconds_are_the_last_field_of_a_sweep_s_cron() -> None:
    crons = {
        name: str(ast.literal_eval(keyword.value)).split()
        for name, (_, function) in tasks().items()
        for called, call in calls(function)
        if called == "sweep"
        for keyword in call.keywords
        if keyword.arg == "cron"
    }
    wrong = [name for name, cron in crons.items() if len(cron) == 6 and cron[:5] != ["*"] * 5]
    assert crons
    assert not wrong, wrong
