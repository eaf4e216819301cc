"""The stores as the locator shows them: chosen, put on a drawn map, open or not (STO-06)."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel import dates

from comptoir.core.calendar import local_date
from comptoir.core.opening import Span, Standing, hours_on, standing
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.markets.queries import HouseStore

KINDS = ("own", "concession", "outlet")
_WIDTH, _HEIGHT, _EDGE = 480, 300, 40
_APART = 30  # degrees: stores on other sides of an ocean are not drawn together
_LEAST_DEGREES = 0.2  # a single store is not drawn as a point in nothing
_GRID = (0.1, 0.5, 1, 5, 10, 30)
_AHEAD = 28  # days in which other hours are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was asked for: a country's code, a kind, words; each may be blank."""

    country: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A row of a store's hours: its weekday or its date, and what it is open."""

    name: str
    spans: str
    today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store with what the page says of it now."""

    number: int
    store: HouseStore
    now: Standing
    week: tuple[Day, ...]
    days: tuple[Day, ...]  # on which other hours hold soon


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A store on the map, by its number in the list."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreMap:
    """The stores as they lie to each other, north above, over lines of latitude and longitude."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    meridians: tuple[tuple[float, str], ...]
    parallels: tuple[tuple[float, str], ...]


def choose(
    stores: Sequence[HouseStore], chosen: Chosen, *, first: str = "", at: datetime
) -> tuple[Place, ...]:
    """The stores that were asked for, by country and town, those of the country `first` before the others.

    Those that are closed for good are left out.
    """
    kept = [
        store
        for store in stores
        if store.closed_on is None or local_date(at, zone=store.zone) < store.closed_on
    ]
    kept = [
        store
        for store in kept
        if chosen.country in {"", store.country}
        and chosen.kind in {"", store.kind}
        and _plain(chosen.text) in _plain(f"{store.name} {store.line1} {store.postal_code} {store.city}")
    ]
    kept.sort(
        key=lambda store: (
            store.country != first,
            formats.country(store.country),
            store.city,
            store.kind != "own",
            store.name,
        )
    )
    return tuple(_place(number, store, at=at) for number, store in enumerate(kept, 1))


def place_of(store: HouseStore, *, at: datetime) -> Place:
    """One store."""
    return _place(1, store, at=at)


def kind_words() -> dict[str, str]:
    """The kinds of places."""
    return {"own": _("Our own store"), "concession": _("In a department store"), "outlet": _("Outlet")}


def service_words() -> dict[str, str]:
    """What a store does beside selling."""
    return {
        "alterations": _("Alterations"),
        "click_care": _("Care and repair"),
        "lift": _("Step-free"),
        "parking": _("Car park"),
    }


def standing_words(place: Place) -> str:
    """Open until when, or when it opens next, on the store's clock."""
    now = place.now
    if now.changes_at is None:
        return _("Closed")
    clock = formats.clock_time(now.changes_at, place.store.zone)
    if now.open:
        return _("Open now, until %(time)s") % {"time": clock}
    return _("Closed now. Opens %(day)s at %(time)s") % {
        "day": formats.day(now.changes_at, place.store.zone),
        "time": clock,
    }


def map_of(places: Sequence[Place]) -> StoreMap | None:
    """The map of these, or of the most of them that lie on one side of an ocean; None where there is none to draw."""
    if not places:
        return None
    places = max(_sides(places), key=len)
    west, east = _spread([place.store.longitude for place in places])
    south, north = _spread([_up(place.store.latitude) for place in places])
    scale = min((_WIDTH - 2 * _EDGE) / (east - west), (_HEIGHT - 2 * _EDGE) / (north - south))
    left = (_WIDTH - (east - west) * scale) / 2 - west * scale
    top = (_HEIGHT - (north - south) * scale) / 2 + north * scale
    step = next((one for one in _GRID if one * scale >= 70), _GRID[-1])
    return StoreMap(
        width=_WIDTH,
        height=_HEIGHT,
        dots=tuple(
            Dot(
                number=place.number,
                x=round(left + place.store.longitude * scale, 1),
                y=round(top - _up(place.store.latitude) * scale, 1),
            )
            for place in places
        ),
        meridians=tuple(
            (round(left + degree * scale, 1), _degrees(degree, "E", "W"))
            for degree in _lines(-left / scale, (_WIDTH - left) / scale, step)
        ),
        parallels=tuple(
            (round(top - _up(degree) * scale, 1), _degrees(degree, "N", "S"))
            for degree in _lines(_down((top - _HEIGHT) / scale), _down(top / scale), step)
        ),
    )


def _place(number: int, store: HouseStore, *, at: datetime) -> Place:
    today = local_date(at, zone=store.zone)
    names = dates.get_day_names("wide", locale=formats.locale())
    soon = [today + timedelta(days=ahead) for ahead in range(_AHEAD)]
    return Place(
        number=number,
        store=store,
        now=standing(store.hours, at=at),
        week=tuple(
            Day(name=names[day], spans=_spans(spans), today=day == today.weekday())
            for day, spans in enumerate(store.hours.week)
        ),
        days=tuple(
            Day(name=formats.full_day(day), spans=_spans(hours_on(store.hours, day=day)))
            for day in soon
            if day in store.hours.days
        ),
    )


def _sides(places: Sequence[Place]) -> list[list[Place]]:
    """The stores from west to east, parted where nothing lies between for long."""
    sides: list[list[Place]] = []
    for place in sorted(places, key=lambda place: place.store.longitude):
        if sides and place.store.longitude - sides[-1][-1].store.longitude < _APART:
            sides[-1].append(place)
        else:
            sides.append([place])
    return sides


def _spans(spans: Sequence[Span]) -> str:
    told = (
        f"{dates.format_time(opens, 'short', locale=formats.locale())}–"
        f"{dates.format_time(closes, 'short', locale=formats.locale())}"
        for opens, closes in spans
    )
    return ", ".join(told) or _("closed")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold().strip()


def _spread(values: Sequence[float]) -> tuple[float, float]:
    least, most = min(values), max(values)
    margin = max(0.0, (_LEAST_DEGREES - (most - least)) / 2)
    return least - margin, most + margin


def _up(latitude: float) -> float:
    """How far above the equator a latitude is drawn (Mercator), in degrees of longitude."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def _down(up: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(up))))


def _lines(least: float, most: float, step: float) -> list[float]:
    first = math.ceil(least / step)
    return [round(number * step, 1) for number in range(first, math.floor(most / step) + 1)]


def _degrees(degree: float, plus: str, minus: str) -> str:
    side = "" if not degree else plus if degree > 0 else minus
    return f"{abs(degree):g}° {side}".strip()
