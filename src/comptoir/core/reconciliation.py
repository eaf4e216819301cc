"""Where the provider's report and our ledger say different things of the same money (C-12).

Both are lists of movements: a capture, a refund, a dispute. Within an order, a kind and a currency equal amounts belong
together, the oldest first; what is left over on one side, or on both, is a difference. Pure bookkeeping: the house
decides with people what to do about one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest


class DifferenceKind(StrEnum):
    """How the two books differ."""

    MISSING_HERE = "missing_here"  # the provider moved it, our ledger does not know
    MISSING_THERE = "missing_there"  # our ledger says so, the provider does not
    AMOUNT_DIFFERS = "amount_differs"
    DOUBLE = "double"  # the same amount once more on one side
    NO_ORDER = "no_order"  # we hold money of an order that we do not have, or that was never placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One movement of money as one of the books has it, in minor units; `reference` is its id in that book."""

    reference: str
    kind: str
    order: str  # blank where the provider names a payment that is not ours
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference, with what each side says; an amount of a side that says nothing is 0."""

    kind: DifferenceKind
    moved: str
    order: str
    currency: str
    theirs: int
    ours: int
    reference: str  # of the provider where it has one, else of our ledger
    at: datetime


def compare(
    *,
    theirs: Iterable[Moved],
    ours: Iterable[Moved],
    orders: frozenset[str],
    since: datetime,
    until: datetime,
) -> tuple[Difference, ...]:
    """The differences dated from `since` to before `until`; movements around the period are only there to be matched.

    `orders` are the orders that were placed. Money of any other is a difference of its own, until all of it was given back.
    """
    groups: dict[tuple[str, str, str], tuple[list[Moved], list[Moved]]] = defaultdict(lambda: ([], []))
    for side, moves in enumerate((theirs, ours)):
        for move in moves:
            groups[move.order, move.kind, move.currency][side].append(move)
    held = _held(groups)
    found = [
        difference
        for (order, _, currency), (there, here) in sorted(groups.items())
        for difference in _differences(there, here, astray=order not in orders and held[order, currency] != 0)
    ]
    return tuple(difference for difference in found if since <= difference.at < until)


def _held(
    groups: Mapping[tuple[str, str, str], tuple[list[Moved], list[Moved]]],
) -> dict[tuple[str, str], int]:
    """What our book says was taken of each order and not given back; below zero where only the refund is in sight."""
    held: dict[tuple[str, str], int] = defaultdict(int)
    for (order, kind, currency), (_, here) in groups.items():
        held[order, currency] += (1 if kind == "capture" else -1) * sum(move.amount for move in here)
    return held


def _differences(there: Sequence[Moved], here: Sequence[Moved], *, astray: bool) -> list[Difference]:
    more_there, more_here = _surplus(there, here), _surplus(here, there)
    found = [
        _difference(their, our, again=_again(their, our, there, here))
        for their, our in zip_longest(more_there, more_here)
    ]
    if astray and here:
        found.append(_alone(min(here, key=_by_time)))
    return found


def _surplus(moves: Sequence[Moved], others: Sequence[Moved]) -> list[Moved]:
    """What one side has of each amount beyond the other's, the latest of them, by time."""
    left = [move.amount for move in others]
    surplus = []
    for move in sorted(moves, key=_by_time):
        if move.amount in left:
            left.remove(move.amount)
        else:
            surplus.append(move)
    return surplus


def _again(their: Moved | None, our: Moved | None, there: Sequence[Moved], here: Sequence[Moved]) -> bool:
    """Whether a surplus of one side is an amount that the other has too, only not so often."""
    if their is not None and our is not None:
        return False
    alone, others = (their, here) if their is not None else (our, there)
    return alone is not None and alone.amount in {move.amount for move in others}


def _difference(their: Moved | None, our: Moved | None, *, again: bool) -> Difference:
    shown = their or our
    if shown is None:
        raise ValueError("a difference has at least one side")
    if their is not None and our is not None:
        kind = DifferenceKind.AMOUNT_DIFFERS
    elif again:
        kind = DifferenceKind.DOUBLE
    else:
        kind = DifferenceKind.MISSING_HERE if their is not None else DifferenceKind.MISSING_THERE
    return Difference(
        kind=kind,
        moved=shown.kind,
        order=shown.order,
        currency=shown.currency,
        theirs=their.amount if their else 0,
        ours=our.amount if our else 0,
        reference=shown.reference,
        at=shown.at,
    )


def _alone(move: Moved) -> Difference:
    return Difference(
        kind=DifferenceKind.NO_ORDER,
        moved=move.kind,
        order=move.order,
        currency=move.currency,
        theirs=0,
        ours=move.amount,
        reference=move.reference,
        at=move.at,
    )


def _by_time(move: Moved) -> tuple[datetime, str]:
    return move.at, move.reference
