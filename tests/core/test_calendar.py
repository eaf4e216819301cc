"""Days, business days and the last second of a day, wherever it is lived."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.calendar import (
    BusinessCalendar,
    add_business_days,
    add_months,
    business_calendar,
    end_of_day_after,
    is_business_day,
    local_date,
    next_business_day,
    not_after,
    public_holidays,
    start_of_day,
    weekend_of,
    within,
)
from comptoir.core.zones import ZONES

FRANCE = business_calendar("FR", "", 2026)


@pytest.mark.rule("DEL-03")
@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 22), 1, date(2026, 11, 23)),  # Sunday, then Monday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday, over the weekend
        (date(2026, 4, 30), 1, date(2026, 5, 4)),  # 1 May is a Friday
        (date(2026, 7, 13), 1, date(2026, 7, 15)),  # 14 July
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year's end
        (date(2026, 12, 24), 3, date(2026, 12, 30)),  # Christmas on a Friday
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
    ],
)
def test_business_days_skip_weekends_and_public_holidays(start: date, days: int, end: date) -> None:
    assert add_business_days(start, days=days, calendar=FRANCE) == end


@given(start=st.dates(date(2026, 1, 1), date(2026, 12, 31)), days=st.integers(1, 20))
def test_business_days_can_be_counted_back(start: date, days: int) -> None:
    end = add_business_days(start, days=days, calendar=FRANCE)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_business_day(day, calendar=FRANCE) for day in between) == days
    assert is_business_day(end, calendar=FRANCE)


def test_a_day_of_rest_moves_on_to_the_next_business_day() -> None:
    assert next_business_day(date(2026, 5, 1), calendar=FRANCE) == date(2026, 5, 4)
    assert next_business_day(date(2026, 5, 4), calendar=FRANCE) == date(2026, 5, 4)


@pytest.mark.rule("DEL-03")
def test_holidays_follow_the_place_and_an_unknown_place_has_none() -> None:
    assert date(2026, 11, 26) in public_holidays("US", "", (2026,))
    assert date(2026, 11, 27) in public_holidays("US", "CA", (2026,))
    assert date(2026, 11, 27) not in public_holidays("US", "NY", (2026,))
    assert date(2026, 4, 6) in public_holidays("GB", "", (2026,))  # Easter Monday, not kept in Scotland
    assert date(2026, 11, 3) in public_holidays("JP", "13", (2026,))
    assert public_holidays("XX", "", (2026,)) == frozenset()
    assert public_holidays("FR", "nowhere", (2026,)) == public_holidays("FR", "", (2026,))


@pytest.mark.rule("DEL-03")
def test_the_weekend_is_the_countrys_own() -> None:
    assert weekend_of("FR") == {5, 6}
    assert weekend_of("SA") == {4, 5}
    assert weekend_of("XX") == {5, 6}
    sunday = BusinessCalendar(closed=frozenset(), weekend=weekend_of("SA"))
    assert is_business_day(date(2026, 11, 22), calendar=sunday)


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize(
    ("zone", "start", "days", "until"),
    [
        ("Europe/Paris", date(2026, 11, 23), 14, "2026-12-07T23:59:59+01:00"),
        ("Europe/Paris", date(2026, 3, 15), 14, "2026-03-29T23:59:59+02:00"),  # the day clocks go forward
        ("Europe/Paris", date(2026, 10, 11), 14, "2026-10-25T23:59:59+01:00"),  # the day they go back
        ("Europe/Paris", date(2026, 11, 23), 0, "2026-11-23T23:59:59+01:00"),
        ("America/New_York", date(2026, 10, 18), 14, "2026-11-01T23:59:59-05:00"),
        ("Asia/Tokyo", date(2026, 12, 20), 14, "2027-01-03T23:59:59+09:00"),
        ("Pacific/Auckland", date(2026, 9, 13), 14, "2026-09-27T23:59:59+13:00"),
        ("America/Santiago", date(2026, 9, 5), 0, "2026-09-05T23:59:59-04:00"),  # midnight is skipped
        ("America/Santiago", date(2026, 4, 4), 0, "2026-04-04T23:59:59-04:00"),  # the last hour comes twice
        ("Asia/Beirut", date(2026, 3, 28), 0, "2026-03-28T23:59:59+02:00"),  # midnight is skipped
    ],
)
def test_a_day_ends_with_its_last_second_in_its_own_zone(
    zone: str, start: date, days: int, until: str
) -> None:
    assert end_of_day_after(start, days=days, zone=zone).isoformat() == until


@given(
    start=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    days=st.integers(0, 40),
    zone=st.sampled_from(sorted(ZONES)),
)
def test_one_second_after_the_end_it_is_the_next_day_everywhere(start: date, days: int, zone: str) -> None:
    end = end_of_day_after(start, days=days, zone=zone)
    following = start + timedelta(days=days + 1)
    assert local_date(end, zone=zone) == following - timedelta(days=1)
    after = (end.astimezone(UTC) + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert after == start_of_day(following, zone=zone)
    assert local_date(after, zone=zone) == following


def test_half_open_periods_hold_their_start_and_not_their_end() -> None:
    noon, one = datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 13, tzinfo=UTC)
    assert within(noon, since=noon, until=one)
    assert not within(one, since=noon, until=one)
    assert within(one, since=noon, until=None)
    assert not within(noon, since=one, until=None)


def test_the_whole_last_second_is_allowed() -> None:
    until = datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC)
    assert not_after(until.replace(microsecond=999999), until=until)
    assert not not_after(until + timedelta(seconds=1), until=until)


@pytest.mark.rule("STO-02")
@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 10, 31), 24, date(2028, 10, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months=months) == end
