"""Which things go together: all of them, but for pairs that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def compatible_groups(things: Sequence[T], *, conflict: Callable[[T, T], bool]) -> Iterator[tuple[T, ...]]:
    """Every group to which nothing can be added, each in the order given; what is in no conflict is in all of them."""
    ways = [frozenset[int]()]
    for place, thing in enumerate(things):
        against = frozenset(before for before in range(place) if conflict(things[before], thing))
        grown = []
        for way in ways:
            grown += [way, (way - against) | {place}] if way & against else [way | {place}]
        ways = _largest(grown) if against else grown
    for places in sorted(map(sorted, ways)):
        yield tuple(things[place] for place in places)


def _largest(ways: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """Those that are not part of another."""
    distinct = set(ways)
    return [way for way in distinct if not any(way < other for other in distinct)]
