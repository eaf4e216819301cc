"""The house's working hours, and the clock of answers that runs in them alone (ORD-08, CLM-06).

Hours are those on the wall of the house; a day on which clocks change is as long as it is, and on a public holiday of
the house's country nobody works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


class Weekday(StrEnum):
    """The days of a week, in their order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From when until when somebody works on a day: `opens` is in it, `closes` is not."""

    opens: time
    closes: time


def _usual_hours() -> Mapping[Weekday, Opening]:
    """Ours: Monday to Friday from nine to six."""
    return dict.fromkeys(_WEEK[:5], Opening(opens=time(9), closes=time(18)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTerms:
    """When the house reads and answers its letters, and in how many of those hours a question should be answered."""

    within: int = 9  # working hours; one usual day
    hours: Mapping[Weekday, Opening] = field(default_factory=_usual_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Openings by weekday in a time zone, on all days but those of rest."""

    openings: Mapping[Weekday, Opening]
    zone: str
    rests_on: Callable[[date], bool]

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """From when until when somebody works on a date, in UTC; None where nobody does."""
        opening = self.openings.get(_WEEK[day.weekday()])
        if opening is None or self.rests_on(day):
            return None
        zone = ZoneInfo(self.zone)
        opens, closes = (datetime.combine(day, at, tzinfo=zone) for at in (opening.opens, opening.closes))
        return opens.astimezone(UTC), closes.astimezone(UTC)

    def after(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of today's hours, then those of every later day, without end."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        while True:
            if (span := self.on(day)) and max(span[0], at) < span[1]:
                yield max(span[0], at.astimezone(UTC)), span[1]
            day += _ONE_DAY


def add_working_time(at: datetime, *, time: timedelta, hours: WorkingHours) -> datetime:
    """The first moment at which so much working time has passed, in the house's zone; none leaves `at` as it is."""
    zone, left = ZoneInfo(hours.zone), time
    if not left:
        return at.astimezone(zone)
    spans = hours.after(at)
    opens, closes = next(spans)
    while left > closes - opens:
        left -= closes - opens
        opens, closes = next(spans)
    return (opens + left).astimezone(zone)


def working_time(*, since: datetime, until: datetime, hours: WorkingHours) -> timedelta:
    """How much of the time between two moments was worked; none where `until` is not later."""
    passed = timedelta(0)
    if until <= since:
        return passed
    for opens, closes in hours.after(since):
        if until <= opens:
            break
        passed += min(until, closes) - opens
    return passed


def openings_in_words(openings: Mapping[Weekday, Opening]) -> Iterator[tuple[int, int, Opening]]:
    """Neighbouring days with the same hours as one: numbers of the first and last weekday (Monday is 0), and their hours."""
    days = [(number, openings[day]) for number, day in enumerate(_WEEK) if day in openings]
    runs = groupby(enumerate(days), key=lambda row: (row[1][0] - row[0], row[1][1]))
    for (_, opening), rows in runs:
        numbers = [number for _, (number, _) in rows]
        yield numbers[0], numbers[-1], opening
