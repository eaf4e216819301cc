"""Two books of the same money: nothing differs in a clean house, and every difference is found, once, under its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.reconciliation import Moved, compare

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SINCE, UNTIL = AT - timedelta(days=3), AT + timedelta(days=1)
ORDERS = frozenset({"A", "B", "C"})


def moved(amount: int, *, order: str = "A", kind: str = "capture", day: int = 0, book: str = "t") -> Moved:
    return Moved(
        reference=f"{book}-{order}-{kind}-{amount}-{day}",
        kind=kind,
        order=order,
        amount=amount,
        currency="EUR",
        at=AT + timedelta(days=day),
    )


def differences(theirs: list[Moved], ours: list[Moved]) -> list[tuple[str, int, int]]:
    found = compare(theirs=theirs, ours=ours, orders=ORDERS, since=SINCE, until=UNTIL)
    return [(difference.kind, difference.theirs, difference.ours) for difference in found]


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("theirs", "ours", "found"),
    [
        ([moved(100)], [moved(100)], []),
        ([moved(100), moved(100)], [moved(100), moved(100)], []),
        ([moved(100)], [], [("missing_here", 100, 0)]),
        ([], [moved(100)], [("missing_there", 0, 100)]),
        ([moved(100)], [moved(90)], [("amount_differs", 100, 90)]),
        ([moved(100), moved(100, day=-1)], [moved(100)], [("double", 100, 0)]),
        ([moved(100)], [moved(100), moved(100, day=-1)], [("double", 0, 100)]),
        ([moved(100, kind="refund")], [moved(100)], [("missing_there", 0, 100), ("missing_here", 100, 0)]),
        ([moved(100, order="Z")], [moved(100, order="Z")], [("no_order", 0, 100)]),
        (late := [moved(100, order="Z"), moved(100, order="Z", kind="refund")], late, []),  # given back
        (
            kept := [moved(100, order="Z"), moved(60, order="Z", kind="refund")],
            kept,
            [("no_order", 0, 100), ("no_order", 0, 60)],
        ),
        ([moved(100, order="")], [], [("missing_here", 100, 0)]),
        ([moved(100, day=-4)], [], []),  # before the period
        ([moved(100, day=-4)], [moved(100, day=-3)], []),  # matched across its limit
    ],
)
def test_each_difference_has_its_name(
    theirs: list[Moved], ours: list[Moved], found: list[tuple[str, int, int]]
) -> None:
    assert differences(theirs, ours) == found


movements = st.lists(
    st.builds(
        moved,
        st.integers(1, 4),
        order=st.sampled_from("ABC"),
        kind=st.sampled_from(("capture", "refund")),
        day=st.integers(-2, 0),
    ),
    max_size=12,
)


@pytest.mark.rule("C-12")
@given(movements, st.randoms(use_true_random=False))
def test_the_same_movements_in_any_order_are_no_difference(moves: list[Moved], random) -> None:
    ours = [replace(move, reference=f"ours{place}") for place, move in enumerate(moves)]
    random.shuffle(ours)
    assert differences(moves, ours) == []


@pytest.mark.rule("C-12")
@given(movements, movements)
def test_what_differs_accounts_for_all_of_the_distance_between_the_books(
    theirs: list[Moved], ours: list[Moved]
) -> None:
    found = differences(theirs, ours)
    apart = sum(move.amount for move in theirs) - sum(move.amount for move in ours)
    assert sum(there - here for _, there, here in found) == apart
