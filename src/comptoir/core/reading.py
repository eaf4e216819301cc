"""Reads decoded TOML or JSON into typed values and gathers every problem with its dotted path and, given the text, its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from comptoir.core.money import exponent

Choice = TypeVar("Choice", bound=StrEnum)

_HEADER = re.compile(r"^\s*\[(?P<list>\[)?\s*(?P<path>[^\]]+?)\s*\]")
_ROW = re.compile(r"^\s*\{")
_KEY = re.compile(r"^\s*(?P<path>[A-Za-z0-9_.\-\"]+)\s*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where: a dotted path (`markets.FR.currency`, `peaks.0.first`) and a line, when the text was given."""

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path}: {self.message}"


class ProfileError(ValueError):
    """A profile file that cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def lines_of(text: str) -> dict[str, int]:
    """Where each dotted path of a TOML text is written: path to line number, counted from 1."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    rows = ""  # the last key of this table, whose value may be a list of one-line tables
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = header["path"].replace('"', "")
            if header["list"]:
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}.{counts[table]}"
            found.setdefault(table, number)
        elif rows and _ROW.match(line):
            counts[rows] = counts.get(rows, -1) + 1
            found.setdefault(f"{rows}.{counts[rows]}", number)
        elif key := _KEY.match(line):
            path = key["path"].replace('"', "")
            rows = f"{table}.{path}" if table else path
            found.setdefault(rows, number)
    return found


def located(problems: Iterable[Problem], *, text: str | None) -> tuple[Problem, ...]:
    """The problems with their lines: that of the path, or of the nearest thing around it that is written."""
    places = lines_of(text) if text is not None else {}
    return tuple(
        Problem(path=problem.path, message=problem.message, line=_line(problem.path, places))
        for problem in problems
    )


def _line(path: str, places: Mapping[str, int]) -> int | None:
    while path and path not in places:
        path = path.rpartition(".")[0]
    return places.get(path)


@dataclass(slots=True)
class Table:
    """One table of the data while it is read: every getter takes a key, notes a problem and goes on with a blank value."""

    data: Mapping[str, object]
    path: str
    problems: list[Problem]
    inherited: str = ""  # where a key that is not in `own` was written
    own: frozenset[str] | None = None
    _taken: set[str] = field(default_factory=set)

    def where(self, key: str) -> str:
        """The dotted path of a key."""
        path = self.inherited if self.own is not None and key not in self.own else self.path
        return f"{path}.{key}" if path else key

    def problem(self, key: str, message: str) -> None:
        """Notes that something is wrong with a key."""
        self.problems.append(Problem(path=self.where(key), message=message))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.data

    def _get(self, key: str) -> object:
        self._taken.add(key)
        if key not in self.data:
            self.problem(key, "is missing")
        return self.data.get(key)

    def _wrong(self, key: str, wanted: str) -> None:
        if key in self.data:
            self.problem(key, f"must be {wanted}")

    def text(self, key: str, *, pattern: str | None = None, blank: bool = False) -> str:
        """A text, not blank unless that is allowed, of a pattern if one is given."""
        value = self._get(key)
        if not isinstance(value, str) or not (value.strip() or blank):
            self._wrong(key, "a text")
            return ""
        if pattern and not re.fullmatch(pattern, value):
            self.problem(key, f"“{value}” does not look right")
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Yes or no."""
        if default is not None and not self.has(key):
            return default
        value = self._get(key)
        if not isinstance(value, bool):
            self._wrong(key, "true or false")
            return False
        return value

    def whole(self, key: str, *, least: int = 0) -> int:
        """A whole number, `least` or more."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self._wrong(key, f"a whole number, {least} or more")
            return least
        return value

    def number(self, key: str) -> Decimal:
        """An exact number written as a text ("0.20")."""
        value = self._get(key)
        try:
            number = Decimal(value) if isinstance(value, str) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            self._wrong(key, 'a number in quotes, such as "0.20"')
            return Decimal(0)
        return number

    def amount(self, key: str, *, currency: str) -> int:
        """Money as people write it ("10.00"), in minor units of the currency."""
        number = self.number(key)
        minor = number.scaleb(exponent(currency))
        if minor != int(minor):
            self.problem(key, f"has more decimals than {currency} has")
        return int(minor)

    def day(self, key: str) -> date:
        """A date, as TOML writes it or as a text."""
        value = self._get(key)
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else date.fromisoformat("")
        except ValueError:
            self._wrong(key, "a date such as 2026-12-31")
            return date.min

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a missing one is empty."""
        self._taken.add(key)
        value = self.data.get(key, ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            self._wrong(key, "a list of texts")
            return ()
        if len(set(value)) != len(value):
            self.problem(key, "names the same thing twice")
        return tuple(value)

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """One of the words of a list."""
        value = self.text(key)
        if value not in set(kind):
            self._wrong(key, "one of " + ", ".join(kind))
            return next(iter(kind))
        return kind(value)

    def choices(self, key: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Several words of a list."""
        values = self.texts(key)
        if any(value not in set(kind) for value in values):
            self.problem(key, "must be of " + ", ".join(kind))
        return tuple(kind(value) for value in values if value in set(kind))

    def table(self, key: str) -> Table:
        """A table inside this one."""
        value = self._get(key)
        if not isinstance(value, Mapping):
            self._wrong(key, "a table")
            value = {}
        return Table(data=value, path=self.where(key), problems=self.problems)

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Every table in a table, by key, or in a list, by number; a missing one is empty."""
        self._taken.add(key)
        value = self.data.get(key, {})
        if isinstance(value, (list, tuple)):
            value = {str(number): item for number, item in enumerate(value)}
        if not isinstance(value, Mapping):
            self._wrong(key, "a table")
            value = {}
        inside = Table(data=value, path=self.where(key), problems=self.problems)
        for name in value:
            yield name, inside.table(name)

    def done(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self.data:
            if key not in self._taken:
                self.problem(key, "is not known here")
