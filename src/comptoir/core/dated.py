"""Rows of law that hold from a day until the day before another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Protocol, TypeVar

from comptoir.core.reading import Problem, Table


class Dated(Protocol):
    """A row in force from `since` until the day before `until`; without `until` it still is."""

    @property
    def since(self) -> date:
        """Its first day."""

    @property
    def until(self) -> date | None:
        """The first day on which it no longer holds."""


Row = TypeVar("Row", bound=Dated)


def holds(row: Dated, *, on: date) -> bool:
    """Whether a row is in force on a day."""
    return row.since <= on and (row.until is None or on < row.until)


def read_until(table: Table) -> date | None:
    """The end of a row that is read, which must lie after its beginning."""
    until = table.day("until") if table.has("until") else None
    if until and until <= table.day("since"):
        table.problem("until", "is not after “since”")
    return until


def overlaps(
    path: str, rows: Iterable[tuple[str, Row]], *, subject: Callable[[Row], Hashable]
) -> Iterator[Problem]:
    """Rows, by their number in the file, that say something of the same subject for the same day."""
    by_subject: dict[Hashable, list[tuple[str, Row]]] = defaultdict(list)
    for number, row in rows:
        by_subject[subject(row)].append((number, row))
    for same in by_subject.values():
        for (_, one), (number, other) in combinations(same, 2):
            meets = (one.until is None or other.since < one.until) and (
                other.until is None or one.since < other.until
            )
            if meets:
                yield Problem(path=f"{path}.{number}", message="overlaps another row of the same thing")
