"""The house's own places: stores, concessions, outlets."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStore:
    """A place of the house; `kind` is own, concession or outlet."""

    name: str
    kind: str
    line1: str
    postal_code: str
    city: str
    country: str
    phone: str


def house_stores(*, kind: str = "") -> tuple[HouseStore, ...]:
    """The places as the profile lists them, all or those of a kind."""
    places = _stores(Path(settings.PROFILE) / "stores.toml")
    return tuple(place for place in places if kind in {"", place.kind})


@functools.lru_cache(maxsize=4)
def _stores(path: Path) -> tuple[HouseStore, ...]:
    rows = tomllib.loads(path.read_text())["stores"]
    names = HouseStore.__dataclass_fields__
    return tuple(HouseStore(**{name: row[name] for name in names}) for row in rows)
