"""When a store is open: its hours by weekday and on single days, in its own zone (STO-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comptoir.core.calendar import local_date

_AHEAD = 60  # days in which the next opening is looked for
Span = tuple[time, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours of a store: `week` begins on Monday, `days` are those on which others hold, none being closed."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    closed_on: date | None = None  # from this day on for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether it is open, and the next moment at which that changes; None where it opens no more soon."""

    open: bool
    changes_at: datetime | None


def hours_on(hours: Hours, *, day: date) -> tuple[Span, ...]:
    """What it is open on a day."""
    if hours.closed_on is not None and day >= hours.closed_on:
        return ()
    return hours.days.get(day, hours.week[day.weekday()])


def standing(hours: Hours, *, at: datetime) -> Standing:
    """Open or not at a moment: open from the first second of a span up to, and not including, its last minute's end."""
    today = local_date(at, zone=hours.zone)
    for ahead in range(_AHEAD):
        day = today + timedelta(days=ahead)
        for opens, closes in hours_on(hours, day=day):
            begins, ends = _moment(day, opens, hours.zone), _moment(day, closes, hours.zone)
            if begins <= at < ends:
                return Standing(open=True, changes_at=ends)
            if at < begins:
                return Standing(open=False, changes_at=begins)
    return Standing(open=False, changes_at=None)


def read_spans(text: str) -> tuple[Span, ...]:
    """Hours as they are written, "10:00-13:00, 14:00-19:00"; blank is closed. Raises ValueError where they cannot be.

    They stand in order and apart, and are whole quarters of an hour: pages that say "open now" are made anew on these.
    """
    spans = tuple(_span(part) for part in text.split(",") if part.strip())
    edges = [edge for span in spans for edge in span]
    if any(later <= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
        raise ValueError(f"hours overlap or run backwards: {text}")
    return spans


def _span(text: str) -> Span:
    opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    if opens.minute % 15 or closes.minute % 15:
        raise ValueError(f"hours are whole quarters: {text}")
    return opens, closes


def _moment(day: date, when: time, zone: str) -> datetime:
    return datetime.combine(day, when, tzinfo=ZoneInfo(zone))
