"""The clock of answers: working hours of the house, over nights, weekends, holidays and changes of the clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.teams import LEAST_ANSWERS, answer_by, time_to_answer, usual_time, working_hours
from comptoir.core.working_hours import (
    AnswerTerms,
    Opening,
    Weekday,
    WorkingHours,
    add_working_time,
    openings_in_words,
    working_time,
)
from tests.core.baskets import HOUSE

pytestmark = pytest.mark.rule("ORD-08", "CLM-06")
HOURS = working_hours(HOUSE)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
NIGHT = WorkingHours(
    openings=dict.fromkeys(Weekday, Opening(opens=time(0), closes=time(6))),
    zone="Europe/Paris",
    rests_on=lambda _day: False,
)
ANY_MOMENT = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
ANY_TIME = st.timedeltas(timedelta(0), timedelta(hours=200))
ANY_HOURS = st.sampled_from([HOURS, NIGHT])


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-20T17:30+01:00", "2026-11-23T17:30+01:00"),  # Friday, then Monday
        ("2026-11-23T09:00+01:00", "2026-11-23T18:00+01:00"),  # the whole of one day
        ("2026-11-23T08:59+01:00", "2026-11-23T18:00+01:00"),  # before the house opens
        ("2026-11-23T09:01+01:00", "2026-11-24T09:01+01:00"),
        ("2026-11-23T17:59:59+01:00", "2026-11-24T17:59:59+01:00"),
        ("2026-11-23T18:00+01:00", "2026-11-24T18:00+01:00"),  # closing is closed
        ("2026-11-21T12:00+01:00", "2026-11-23T18:00+01:00"),  # Saturday
        ("2026-03-27T17:30+01:00", "2026-03-30T17:30+02:00"),  # over the Sunday on which clocks go forward
        ("2026-10-23T17:30+02:00", "2026-10-26T17:30+01:00"),  # and back
        ("2026-04-30T17:30+02:00", "2026-05-04T17:30+02:00"),  # 1 May is a Friday
        ("2026-12-24T17:30+01:00", "2026-12-28T17:30+01:00"),  # Christmas is a Friday
        ("2026-12-31T17:30+01:00", "2027-01-04T17:30+01:00"),  # over the year's end
        ("2026-11-20T16:30+00:00", "2026-11-23T17:30+01:00"),  # the moment, in whatever zone it is written
    ],
)
def test_an_answer_is_due_after_one_usual_day_of_work(asked: str, due: str) -> None:
    known = answer_by(asked_at=datetime.fromisoformat(asked), policy=HOUSE)
    assert known.isoformat() == datetime.fromisoformat(due).isoformat()


def test_the_policy_says_how_long_and_when() -> None:
    saturday = {Weekday.SATURDAY: Opening(opens=time(10), closes=time(12))}
    policy = replace(HOUSE, answers=AnswerTerms(within=3, hours=saturday))
    known = answer_by(asked_at=datetime.fromisoformat("2026-11-20T17:30+01:00"), policy=policy)
    assert known.isoformat() == "2026-11-28T11:00:00+01:00"


@pytest.mark.parametrize(
    ("asked", "answered", "minutes"),
    [
        ("2026-11-20T17:30+01:00", "2026-11-23T09:30+01:00", 60),
        ("2026-11-20T17:30+01:00", "2026-11-22T12:00+01:00", 30),  # somebody answered on a Sunday
        ("2026-11-20T19:00+01:00", "2026-11-20T20:00+01:00", 0),
        ("2026-04-30T17:00+02:00", "2026-05-04T10:00+02:00", 120),
        ("2026-11-23T10:00+01:00", "2026-11-23T09:30+01:00", 0),
    ],
)
def test_an_answer_took_the_hours_that_were_worked_meanwhile(asked: str, answered: str, minutes: int) -> None:
    known = time_to_answer(
        asked_at=datetime.fromisoformat(asked), answered_at=datetime.fromisoformat(answered), policy=HOUSE
    )
    assert known == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("since", "hours"),
    [("2026-03-29T00:00+01:00", 5), ("2026-10-25T00:00+02:00", 7), ("2026-10-26T00:00+01:00", 6)],
)
def test_a_night_on_which_clocks_change_is_as_long_as_it_is(since: str, hours: int) -> None:
    start = datetime.fromisoformat(since)
    known = working_time(since=start, until=start + timedelta(hours=12), hours=NIGHT)
    assert known == timedelta(hours=hours)


@given(at=ANY_MOMENT, time=ANY_TIME, hours=ANY_HOURS)
def test_the_time_that_was_added_is_the_time_that_is_measured(
    at: datetime, time: timedelta, hours: WorkingHours
) -> None:
    end = add_working_time(at, time=time, hours=hours)
    assert end >= at
    assert working_time(since=at, until=end, hours=hours) == time


@given(at=ANY_MOMENT, first=ANY_TIME, second=ANY_TIME, hours=ANY_HOURS)
def test_twice_added_is_the_sum_added(
    at: datetime, first: timedelta, second: timedelta, hours: WorkingHours
) -> None:
    between = add_working_time(at, time=first, hours=hours)
    whole = add_working_time(at, time=first + second, hours=hours)
    assert add_working_time(between, time=second, hours=hours) == whole


@given(
    first=ANY_MOMENT,
    spans=st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), min_size=2, max_size=2),
    hours=ANY_HOURS,
)
def test_time_is_never_lost_nor_counted_twice(
    first: datetime, spans: list[timedelta], hours: WorkingHours
) -> None:
    middle = first + spans[0]
    last = middle + spans[1]
    before = working_time(since=first, until=middle, hours=hours)
    after = working_time(since=middle, until=last, hours=hours)
    assert before + after == working_time(since=first, until=last, hours=hours) <= last - first


def test_half_of_the_answers_took_no_longer_once_enough_were_measured() -> None:
    measured = [timedelta(hours=hours) for hours in range(LEAST_ANSWERS)]
    assert usual_time(measured[1:]) is None
    assert usual_time(measured[::-1]) == timedelta(hours=9)


def test_neighbouring_days_with_the_same_hours_are_told_as_one() -> None:
    long, short = Opening(opens=time(9), closes=time(18)), Opening(opens=time(10), closes=time(12))
    week = dict.fromkeys((Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY), long)
    known = openings_in_words({**week, Weekday.SATURDAY: short, Weekday.FRIDAY: long})
    assert list(known) == [(0, 1, long), (3, 4, long), (5, 5, short)]
