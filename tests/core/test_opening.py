"""STO-06: whether a store is open now, in its own zone, on ordinary days and others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.opening import Hours, Standing, hours_on, read_spans, standing

DAY = read_spans("10:00-13:00, 14:00-19:00")
PARIS = Hours(zone="Europe/Paris", week=(DAY,) * 6 + ((),), days={date(2026, 12, 25): ()})


def at(day: int, hour: int, minute: int = 0, second: int = 0, zone: str = "Europe/Paris") -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.rule("STO-06")
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Asia/Tokyo"])
def test_it_opens_in_the_first_second_and_is_closed_in_the_last_in_its_own_zone(zone: str) -> None:
    hours = replace(PARIS, zone=zone)
    opens, noon = at(23, 10, zone=zone), at(23, 13, zone=zone)
    assert standing(hours, at=opens - timedelta(seconds=1)) == Standing(open=False, changes_at=opens)
    assert standing(hours, at=opens) == Standing(open=True, changes_at=noon)
    assert standing(hours, at=noon - timedelta(seconds=1)) == Standing(open=True, changes_at=noon)
    assert standing(hours, at=noon) == Standing(open=False, changes_at=at(23, 14, zone=zone))


@pytest.mark.rule("STO-06")
def test_after_the_last_hour_of_saturday_it_opens_on_monday_and_a_holiday_is_stepped_over() -> None:
    assert standing(PARIS, at=at(28, 19)) == Standing(open=False, changes_at=at(30, 10))
    christmas = datetime(2026, 12, 24, 20, tzinfo=ZoneInfo("Europe/Paris"))
    assert standing(PARIS, at=christmas).changes_at == datetime(
        2026, 12, 26, 10, tzinfo=ZoneInfo("Europe/Paris")
    )


@pytest.mark.rule("STO-06")
def test_hours_are_those_of_the_wall_clock_on_the_day_the_clocks_change() -> None:
    sundays = replace(PARIS, week=(DAY,) * 7)
    opens = standing(sundays, at=datetime(2027, 3, 28, 0, tzinfo=UTC)).changes_at
    assert opens is not None
    assert opens.astimezone(UTC) == datetime(2027, 3, 28, 8, tzinfo=UTC)


@pytest.mark.rule("STO-06")
def test_a_store_that_closed_for_good_opens_no_more() -> None:
    gone = replace(PARIS, closed_on=date(2026, 11, 24))
    assert hours_on(gone, day=date(2026, 11, 23)) == DAY
    assert standing(gone, at=at(23, 19)) == Standing(open=False, changes_at=None)


@pytest.mark.parametrize(
    "text", ["19:00-10:00", "10:00-13:00, 12:00-19:00", "10:05-19:00", "10:00", "ten-two"]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_spans(text)
    assert read_spans("") == ()
    assert read_spans("10:00-19:00") == ((time(10), time(19)),)
