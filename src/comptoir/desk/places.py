"""Where links of letters to staff lead."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from comptoir.markets import queries as markets
from comptoir.people.services import LinkPlace


def link_place(path: str, *, at: datetime) -> LinkPlace:
    """A page of the desk, with the zone and the country of the house."""
    house = markets.current_policy(at=at).house
    return LinkPlace(site=settings.SITE_URL + path, zone=house.time_zone, country=house.entity.country)
