"""How long personal data is kept, when a request is due, and what an erasure waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.privacy import (
    TERMS,
    About,
    Datum,
    ErasureFacts,
    Hindrance,
    Keep,
    RequestKind,
    Use,
    Waits,
    check_about,
    check_extension,
    due_by,
    hindrances,
    kept_after,
    kept_until,
    over_before,
)
from comptoir.core.reasons import Reason


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


@pytest.mark.rule("B-02")
def test_two_months_more_count_from_the_ask() -> None:
    assert due_by(asked_at=day(2026, 11, 23), extended=True) == day(2027, 2, 23)
    assert due_by(asked_at=day(2026, 11, 30), extended=True) == day(2027, 2, 28)


@pytest.mark.rule("B-02")
@pytest.mark.parametrize(
    ("words", "is_extended", "late", "reasons"),
    [
        ("Much to do.", False, timedelta(0), []),
        ("Much to do.", False, timedelta(microseconds=1), [Reason.EXTENDED_TOO_LATE]),
        ("Much to do.", True, timedelta(0), [Reason.EXTENDED_ALREADY]),
        (" ", False, timedelta(0), [Reason.FIELD_MISSING]),
    ],
)
def test_an_extension_has_a_reason_and_comes_once_within_the_month(
    words: str, *, is_extended: bool, late: timedelta, reasons: list[Reason]
) -> None:
    due = day(2026, 12, 23)
    found = check_extension(words=words, due_at=due, is_extended=is_extended, at=due + late)
    assert [no.reason for no in found] == reasons


@pytest.mark.rule("B-04")
@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("kind", "wish", "about", "missing"),
    [
        (RequestKind.ACCESS, "", About(), []),
        (RequestKind.RECTIFICATION, "x", About(), ["datum", "wrong", "right"]),
        (RequestKind.RECTIFICATION, "", About(datum=Datum.NAME, wrong="Jean", right=" "), ["right"]),
        (RequestKind.RECTIFICATION, "", About(datum=Datum.NAME, wrong="Jean", right="Jeanne"), []),
        (RequestKind.OBJECTION, "x", About(), ["use"]),
        (RequestKind.OBJECTION, "", About(use=Use.LETTERS), []),
        (RequestKind.OBJECTION, "", About(use=Use.OTHER), ["wish"]),
    ],
)
def test_a_request_says_what_it_is_about(
    kind: RequestKind, wish: str, about: About, missing: list[str]
) -> None:
    assert [no.field for no in check_about(kind=kind, wish=wish, about=about)] == missing


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
