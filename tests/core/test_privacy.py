"""How long personal data is kept, when a request is due, and what an erasure waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.privacy import (
    TERMS,
    ErasureFacts,
    Hindrance,
    Keep,
    Waits,
    due_by,
    hindrances,
    kept_after,
    kept_until,
    over_before,
)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, 9, 30, tzinfo=UTC)


@pytest.mark.rule("ACC-11")
@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (day(2026, 11, 23), day(2026, 12, 23)),
        (day(2026, 1, 31), day(2026, 2, 28)),
        (day(2028, 1, 31), day(2028, 2, 29)),
        (day(2026, 12, 31), day(2027, 1, 31)),
    ],
)
def test_a_request_is_due_in_a_month(asked: datetime, due: datetime) -> None:
    assert due_by(asked_at=asked) == due


def test_books_are_kept_ten_years_from_the_end_of_the_year_and_claims_two_from_the_case() -> None:
    assert kept_until(keep=Keep.BOOKS, since=day(2026, 3, 1)) == datetime(2037, 1, 1, tzinfo=UTC)
    assert kept_until(keep=Keep.CLAIM, since=day(2026, 3, 1)) == day(2028, 3, 1)
    assert kept_after(issued={"B": day(2026, 3, 1), "A": day(2025, 3, 1)})[0].order_number == "A"


@given(keep=st.sampled_from(sorted(TERMS)), days=st.integers(0, 8000))
def test_what_counts_as_over_is_what_was_kept_until_before_now(keep: Keep, days: int) -> None:
    since = day(2026, 1, 15)
    at = since + timedelta(days=days)
    if since < over_before(keep=keep, at=at):
        assert kept_until(keep=keep, since=since) <= at
    if since > over_before(keep=keep, at=at) + timedelta(days=3):
        assert kept_until(keep=keep, since=since) > at


@pytest.mark.rule("ACC-08")
def test_an_erasure_waits_for_what_is_under_way_and_for_nothing_else() -> None:
    assert hindrances(facts=ErasureFacts()) == ()
    facts = ErasureFacts(orders=("M7K492QD3",), refunds=("M7K492QD3",), is_staff=True)
    assert hindrances(facts=facts) == (
        Waits(why=Hindrance.STAFF),
        Waits(why=Hindrance.ORDER, numbers=("M7K492QD3",)),
        Waits(why=Hindrance.REFUND, numbers=("M7K492QD3",)),
    )
