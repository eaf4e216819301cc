"""Dates: business days, public holidays, local days and their ends.

A day is counted in the zone it is lived in; an `until` is the last whole second in which a thing is still allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)
_SATURDAY_SUNDAY = frozenset({5, 6})
# Where the library has no nationwide list that a carrier would follow, the part most parcels go to.
_USUAL_REGION = {"GB": "ENG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCalendar:
    """The days on which nothing moves: `closed` dates and `weekend` weekdays (Monday is 0)."""

    closed: frozenset[date]
    weekend: frozenset[int]


def is_business_day(day: date, *, calendar: BusinessCalendar) -> bool:
    """Whether things move on this day (DEL-03)."""
    return day.weekday() not in calendar.weekend and day not in calendar.closed


def add_business_days(start: date, *, days: int, calendar: BusinessCalendar) -> date:
    """The date `days` business days after `start`, counted from the day after it; none leaves `start` as it is."""
    day = start
    for _ in range(days):
        day += _ONE_DAY
        while not is_business_day(day, calendar=calendar):
            day += _ONE_DAY
    return day


def next_business_day(day: date, *, calendar: BusinessCalendar) -> date:
    """The day itself where it is a business day, or else the first one after it (A-01)."""
    while not is_business_day(day, calendar=calendar):
        day += _ONE_DAY
    return day


def local_date(at: datetime, *, zone: str) -> date:
    """The date on the wall of a time zone at this moment."""
    return at.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, *, zone: str) -> datetime:
    """The first moment of a day in a time zone, also where midnight is skipped or comes twice."""
    midnight = datetime.combine(day, time(0), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC).astimezone(ZoneInfo(zone))


def end_of_day_after(start_date: date, *, days: int, zone: str) -> datetime:
    """The last whole second of day `days`, `start_date` being day 0, in a time zone; clock changes are minded."""
    after = start_of_day(start_date + timedelta(days=days + 1), zone=zone)
    return (after.astimezone(UTC) - _ONE_SECOND).astimezone(ZoneInfo(zone))


def within(at: datetime, *, since: datetime, until: datetime | None) -> bool:
    """Whether a moment lies in a half-open period: `since` is in it, `until` is not, None never ends."""
    return since <= at and (until is None or at < until)


def not_after(at: datetime, *, until: datetime) -> bool:
    """Whether a thing allowed until this last whole second still is: fractions of that second count as it."""
    return at.replace(microsecond=0) <= until


def add_months(start: date, *, months: int) -> date:
    """The same day some months later, or the last day of that month where it is shorter."""
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=start.day - 1), following - _ONE_DAY)


def _rests(country: str) -> holidays.HolidayBase | None:
    """The calendar of a country, none where the library has none; only that country's module is loaded."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=1024)
def public_holidays(country: str, region: str, years: tuple[int, ...]) -> frozenset[date]:
    """The public holidays of a country, with those of a region where it is known; none for an unknown country."""
    known = _rests(country)
    if known is None:
        return frozenset()
    part = region if region in known.subdivisions else _USUAL_REGION.get(country)
    return frozenset(holidays.country_holidays(country, subdiv=part, years=years))


@lru_cache(maxsize=256)
def weekend_of(country: str) -> frozenset[int]:
    """The weekdays on which a country rests; Saturday and Sunday where nothing else is known."""
    known = _rests(country)
    return _SATURDAY_SUNDAY if known is None else frozenset(known.weekend)


@lru_cache(maxsize=1024)
def business_calendar(country: str, region: str, year: int) -> BusinessCalendar:
    """The calendar of a place for what starts in a year and ends by the end of the next."""
    return BusinessCalendar(
        closed=public_holidays(country, region, (year, year + 1)), weekend=weekend_of(country)
    )


def month_of(text: str) -> tuple[date, date]:
    """First and last day of a month written as 2026-11; ValueError for anything else."""
    first = date.fromisoformat(f"{text}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return first, after - timedelta(days=1)
