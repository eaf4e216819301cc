"""Makes docs/rules.md: every rule with its meaning, the code that decides it and the tests that prove it.

A rule without code or without a test is listed there as open, and that list may only shrink: the page is not written
with a longer one unless `--accept` is given (for a rule that is new). `--check` writes nothing and fails when the page
does not say what the code says.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "comptoir"
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "rules.md"
RULEBOOK = ROOT / "docs" / "rules.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a rule means; `help` is the help page that gives it where there is nothing to decide."""

    meaning: str
    help: str = ""

    @property
    def decided(self) -> bool:
        """Whether code decides it; or else it is information."""
        return not self.help


_BOOK = tomllib.loads(RULEBOOK.read_text(encoding="utf-8"))
CHAPTERS: Mapping[str, str] = _BOOK["chapters"]
RULES: Mapping[str, Rule] = {rule: Rule(**said) for rule, said in _BOOK["rules"].items()}

_ID = re.compile(rf"(?<![A-Z0-9-])(?:{'|'.join(CHAPTERS)})-\d\d\b")
_OPEN = re.compile(r"^- ([A-Z0-9]+-\d\d): ", re.MULTILINE)
_HEAD = """# The rules, what decides them and what proves them

This page is made from the code by `tools/rules_page.py`: do not edit it. The rules are in `docs/rules.toml`;
what decides a rule is the code that cites its id, what proves it the tests that carry its mark.
"""

Places = Mapping[str, Mapping[Path, set[str]]]


class _Citations(ast.NodeVisitor):
    """Collects the ids in the strings of a module, by the public function or class at its top that holds them."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = defaultdict(set)
        self._name = ""

    def visit(self, node: ast.AST) -> None:
        """Go down, remembering the outermost definition."""
        definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if definition and not self._name:
            self._name = node.name
            self.generic_visit(node)
            self._name = ""
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for rule in _ID.findall(node.value):
                self.found[rule].add("" if self._name.startswith("_") else self._name)
        self.generic_visit(node)


def marks_in(source: str) -> Iterator[str]:
    """The rule ids of every `pytest.mark.rule(…)` in a test module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            yield from (argument.value for argument in node.args if isinstance(argument, ast.Constant))


def deciders() -> Places:
    """Rule id to the modules that cite it and their public names."""
    places: dict[str, dict[Path, set[str]]] = defaultdict(dict)
    for path in sorted(SOURCES.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        citations = _Citations()
        citations.visit(ast.parse(path.read_text(encoding="utf-8")))
        for rule, names in citations.found.items():
            places[rule][path] = names - {""}
    return places


def proofs() -> Mapping[str, set[Path]]:
    """Rule id to the test modules that carry its mark."""
    places: dict[str, set[Path]] = defaultdict(set)
    for path in sorted(TESTS.rglob("test_*.py")):
        for rule in marks_in(path.read_text(encoding="utf-8")):
            places[rule].add(path)
    return places


def _link(path: Path, *, below: Path) -> str:
    return f"[{path.relative_to(below).as_posix()}](../{path.relative_to(ROOT).as_posix()})"


def _row(rule: str, *, code: Places, tests: Mapping[str, set[Path]]) -> str:
    cited = code.get(rule, {})
    decided = [
        " ".join([_link(path, below=SOURCES), *(f"`{name}`" for name in sorted(cited[path]))])
        for path in sorted(cited)
    ]
    if page := RULES[rule].help:
        decided.insert(0, f"told by the help page `{page}`")
    proved = [_link(path, below=TESTS) for path in sorted(tests.get(rule, ()))]
    return f"| {rule} | {RULES[rule].meaning} | {'<br>'.join(decided)} | {'<br>'.join(proved)} |"


def _lacks(rule: str, *, code: Places, tests: Mapping[str, set[Path]]) -> str:
    """What keeps a rule open; nothing where it is closed. What is only told needs no code."""
    missing = []
    if RULES[rule].decided and rule not in code:
        missing.append("no code")
    if rule not in tests:
        missing.append("no test")
    return ", ".join(missing)


def render() -> str:
    """The whole page."""
    code, tests = deciders(), proofs()
    lines = [_HEAD]
    for chapter, title in CHAPTERS.items():
        lines += [f"## {title}", "", "| id | meaning | decided by | proved by |", "| --- | --- | --- | --- |"]
        lines += [_row(rule, code=code, tests=tests) for rule in RULES if rule.rpartition("-")[0] == chapter]
        lines.append("")
    lines += ["## Open", "", "What no code decides yet, or no test proves. This list only gets shorter.", ""]
    gaps = {rule: _lacks(rule, code=code, tests=tests) for rule in RULES}
    lines += [f"- {rule}: {gap}" for rule, gap in gaps.items() if gap] or ["Nothing."]
    return "\n".join(lines) + "\n"


def newly_open(*, page: str, before: str) -> list[str]:
    """The rules that a page lists as open and the one before it did not."""
    known = set(_OPEN.findall(before))
    return [rule for rule in _OPEN.findall(page) if rule not in known]


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or check it; 1 when it is stale or its open list would grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when the page is stale")
    parser.add_argument(
        "--accept", action="store_true", help="let the open list grow, for a rule that is new"
    )
    options = parser.parse_args(arguments)
    page = render()
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else None
    grown = newly_open(page=page, before=before) if before is not None and not options.accept else []
    if grown:
        print(f"Open again, or new without code or test: {', '.join(grown)}.")
        return 1
    if options.check and page != before:
        print("docs/rules.md is stale: run tools/rules_page.py.")
        return 1
    if not options.check:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
