"""Proves that the marks on tests are earned: with a rule of the core broken, a test that carries its id must fail.

Each row of `tools/mutations.py` is tried in a process of its own, in which the module is loaded with its text changed;
no file is touched. Name rules to try theirs only. Prints a table; 1 when a change went unnoticed.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from unittest import mock

import pytest

from mutations import MUTATIONS, Mutation
from rules_page import RULES, marks_in

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "core"
OUTCOMES: dict[int, str] = {
    pytest.ExitCode.OK: "NOT NOTICED",
    pytest.ExitCode.TESTS_FAILED: "noticed",
    pytest.ExitCode.NO_TESTS_COLLECTED: "NO TEST",
}


class ChangedLoader(SourceFileLoader):
    """Loads a module with one piece of its text replaced."""

    def __init__(self, name: str, path: str, mutation: Mutation) -> None:
        super().__init__(name, path)
        self.mutation = mutation

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text, past any stored bytecode."""
        path = self.get_filename(fullname)
        text = Path(path).read_text(encoding="utf-8")
        return compile(text.replace(self.mutation.old, self.mutation.new), path, "exec", dont_inherit=True)


class ChangedFinder(MetaPathFinder):
    """Finds the one module that is to be changed."""

    def __init__(self, mutation: Mutation) -> None:
        self.mutation = mutation

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own place, with a loader that changes it; None for every other module."""
        if fullname != f"comptoir.core.{self.mutation.where}":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = ChangedLoader(fullname, spec.origin, self.mutation)
        return spec


def change(mutation: Mutation) -> None:
    """Let this process see the mutated module or profile file from now on."""
    if mutation.where.endswith(".toml"):
        read_text = Path.read_text

        def read_changed(self: Path, encoding: str | None = None, errors: str | None = None) -> str:
            text = read_text(self, encoding=encoding, errors=errors)
            return text.replace(mutation.old, mutation.new) if self.name == mutation.where else text

        mock.patch.object(Path, "read_text", read_changed).start()
    else:
        sys.meta_path.insert(0, ChangedFinder(mutation))


class OnlyRules:
    """Keeps the tests that carry one of these ids."""

    def __init__(self, rules: frozenset[str]) -> None:
        self.rules = rules

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop every other test."""
        items[:] = [
            item for item in items if any(self.rules & {*mark.args} for mark in item.iter_markers("rule"))
        ]


def run_tests(rules: frozenset[str]) -> int:
    """Run the core's tests of these rules, with nothing of pytest's that they do not need; its exit code."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(TESTS.glob("test_*.py"))}
    files = [str(path) for path, text in texts.items() if any(rule in text for rule in rules)]
    if not files:
        return int(pytest.ExitCode.NO_TESTS_COLLECTED)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = "-x -q -o addopts= -p _hypothesis_pytestplugin --hypothesis-profile=prove --confcutdir"
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        return int(pytest.main([*files, *options.split(), str(TESTS)], [OnlyRules(rules)]))


def attempt(mutation: Mutation) -> str:
    """What became of one row."""
    change(mutation)
    return OUTCOMES.get(run_tests(frozenset({mutation.rule})), "BROKEN")


def place(mutation: Mutation) -> Path:
    """The file that a row changes."""
    if mutation.where.endswith(".toml"):
        return ROOT / "profile" / mutation.where
    return ROOT / "src" / "comptoir" / "core" / f"{mutation.where}.py"


def stale(mutation: Mutation) -> bool:
    """Whether the text that a row wants to replace does not stand exactly once in its file."""
    return place(mutation).read_text(encoding="utf-8").count(mutation.old) != 1


def undeclared() -> list[str]:
    """The decided rules whose mark stands on a test of the core, and for which there is no row."""
    texts = [path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py")]
    marked = {rule for text in texts for rule in marks_in(text)}
    return sorted(
        rule for rule in marked - {row.rule for row in MUTATIONS} if rule in RULES and RULES[rule].decided
    )


def try_rows(rows: Sequence[Mutation]) -> int:
    """Try these rows and print what became of each; how many were noticed."""
    noticed = 0
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes=2, maxtasksperchild=1) as pool:
        if pool.apply(run_tests, (frozenset(row.rule for row in rows),)) != pytest.ExitCode.OK:
            print("The tests of these rules fail as they are.")
            return 0
        for row, outcome in zip(rows, pool.imap(attempt, rows), strict=True):
            written = f"{row.old.strip()} → {row.new.strip() or 'nothing'}".replace("\n", " ")
            print(f"{row.rule:<8} {outcome:<12} {place(row).name}: {written}", flush=True)
            noticed += outcome == OUTCOMES[pytest.ExitCode.TESTS_FAILED]
    return noticed


def main(arguments: list[str] | None = None) -> int:
    """Try every row, or those of the named rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", help="rule ids; all when none is named")
    wanted = parser.parse_args(arguments).rules
    rows = [row for row in MUTATIONS if not wanted or row.rule in wanted]
    problems = [
        f"{row.rule}: {place(row).name} does not hold once: {row.old!r}" for row in rows if stale(row)
    ]
    if not wanted:
        problems += [f"{rule}: marked on tests, but no row breaks it" for rule in undeclared()]
    noticed = try_rows(rows)
    for problem in problems:
        print(problem)
    print(f"{noticed} of {len(rows)} changes noticed, {len({row.rule for row in rows})} rules.")
    return 1 if problems or noticed < len(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
