"""The house's own places: stores, concessions, outlets; and the sales that run in a country."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from comptoir.core.opening import Hours, read_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStore:
    """A place of the house; `kind` is own, concession or outlet. Its days are counted in `zone`."""

    code: str
    slug: str
    name: str
    kind: str
    zone: str
    line1: str
    postal_code: str
    city: str
    country: str
    phone: str
    latitude: float
    longitude: float
    services: tuple[str, ...]
    hours: Hours

    @property
    def closed_on(self) -> date | None:
        """The day from which it is closed for good."""
        return self.hours.closed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePeriod:
    """A sale in the stores of a country, its last day included."""

    country: str
    starts_on: date
    ends_on: date


def house_stores(*, kind: str = "") -> tuple[HouseStore, ...]:
    """The places as the profile lists them, all or those of a kind."""
    places, _sales = _read(Path(settings.PROFILE) / "stores.toml")
    return tuple(place for place in places if kind in {"", place.kind})


def sale_period(*, country: str, on: date) -> SalePeriod | None:
    """The sale that runs in the stores of a country on a day."""
    _places, sales = _read(Path(settings.PROFILE) / "stores.toml")
    running = (sale for sale in sales if sale.country == country and sale.starts_on <= on <= sale.ends_on)
    return next(running, None)


@functools.lru_cache(maxsize=4)
def _read(path: Path) -> tuple[tuple[HouseStore, ...], tuple[SalePeriod, ...]]:
    data = tomllib.loads(path.read_text())
    return (
        tuple(_store(row) for row in data["stores"]),
        tuple(SalePeriod(**row) for row in data.get("sales", ())),
    )


def _store(row: Mapping[str, Any]) -> HouseStore:
    """A store as the profile writes it."""
    hours = Hours(
        zone=row["zone"],
        week=tuple(read_spans(day) for day in row["hours"]),
        days=MappingProxyType(
            {date.fromisoformat(day): read_spans(text) for day, text in row.get("days", {}).items()}
        ),
        closed_on=row.get("closed_on"),
    )
    plain = {name: row[name] for name in HouseStore.__dataclass_fields__ if name in row}
    return HouseStore(**{**plain, "services": tuple(row["services"]), "hours": hours})
