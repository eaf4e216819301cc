"""What comes back teaches: which products come back for a reason more often than their kind does (PRD-05).

A share of few pieces says little. A product stands out only where even the least share that its pieces leave likely
is above the usual one: Wilson's lower bound (1927), one chance in two hundred of being wrong about one that is usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

_SURE = 2.576
_LEAST_BACK = 3  # fewer may be one customer's order
_LEAST_SENT = 50  # of the kind; with fewer, the whole house is what is usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many pieces of a product arrived in a time, and how many of these came back or were claimed, by reason."""

    style: str
    category: str
    arrived: int
    back: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A product that stands out: `count` of `arrived` pieces for a reason, where `usual` is the share of the others."""

    style: str
    category: str
    reason: str
    count: int
    arrived: int
    usual: Decimal

    @property
    def share(self) -> Decimal:
        """Of the pieces that arrived, from 0 to 1."""
        return Decimal(self.count) / self.arrived


def least_share(*, count: int, of: int) -> float:
    """The least share that `count` of `of` pieces leaves likely, from 0 to 1."""
    square, share = _SURE**2, count / of
    spread = _SURE * sqrt(share * (1 - share) / of + square / (4 * of**2))
    return max(0.0, (share + square / (2 * of) - spread) / (1 + square / of))


def find_lessons(tallies: Sequence[Tally]) -> tuple[Lesson, ...]:
    """The products that stand out, each with its reason; those furthest above the usual first."""
    found = [
        Lesson(
            style=one.style,
            category=one.category,
            reason=reason,
            count=count,
            arrived=one.arrived,
            usual=usual,
        )
        for one in tallies
        for reason, count in one.back.items()
        if count >= _LEAST_BACK
        and least_share(count=count, of=one.arrived) > (usual := _usual(tallies, besides=one, reason=reason))
    ]
    return tuple(sorted(found, key=lambda lesson: (lesson.usual - lesson.share, lesson.style, lesson.reason)))


def _usual(tallies: Sequence[Tally], *, besides: Tally, reason: str) -> Decimal:
    """The share of the other products of its category, or of the house where these are few."""
    others = [one for one in tallies if one.style != besides.style]
    kind = [one for one in others if one.category == besides.category]
    compared = kind if sum(one.arrived for one in kind) >= _LEAST_SENT else others
    arrived = sum(one.arrived for one in compared)
    back = sum(one.back.get(reason, 0) for one in compared)
    return Decimal(back) / arrived if arrived else Decimal(0)
