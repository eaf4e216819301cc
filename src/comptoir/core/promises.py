"""Whether the dates that were promised hold: what is late or silent before the customer asks, and what was kept (DEL-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from comptoir.core.calendar import add_business_days, business_calendar, local_date
from comptoir.core.delivery import preparation_on
from comptoir.core.policy import HousePolicy

# Ours: business days of the destination after which a carrier that says nothing is asked.
SILENT_DAYS = 3


class Trouble(StrEnum):
    """What a person should look at before the customer asks."""

    LATE = "parcel_late"  # the promised dates are over and it has not arrived
    SILENT = "parcel_silent"  # the carrier has not been heard of it for days
    UNSENT = "order_unsent"  # what prepares it has taken longer than it should


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A parcel on its way, or the pieces of an order that have not left: `shipped_at` is then None.

    `latest` is the last promised date, `zone` and the destination those of the delivery address.
    """

    ordered_at: datetime
    latest: date
    country: str
    region: str
    zone: str
    shipped_at: datetime | None = None
    heard_at: datetime | None = None  # the carrier's last word


def trouble_of(journey: Journey, *, policy: HousePolicy, at: datetime) -> Trouble | None:
    """What is wrong with a journey at a moment, days counted where they are lived; None where all is well."""
    if journey.shipped_at is None:
        ready = ready_by(journey.ordered_at, policy=policy)
        return Trouble.UNSENT if local_date(at, zone=policy.house.time_zone) > ready else None
    today = local_date(at, zone=journey.zone)
    if today > journey.latest:
        return Trouble.LATE
    heard = local_date(max(journey.shipped_at, journey.heard_at or journey.shipped_at), zone=journey.zone)
    there = business_calendar(journey.country, journey.region, heard.year)
    return Trouble.SILENT if today > add_business_days(heard, days=SILENT_DAYS, calendar=there) else None


def ready_by(ordered_at: datetime, *, policy: HousePolicy) -> date:
    """The last day on which an order leaves the house if its dates are to hold (DEL-02), in the house's zone."""
    ordered_on = local_date(ordered_at, zone=policy.house.time_zone)
    preparation, _peak = preparation_on(ordered_on, policy=policy)
    house = business_calendar(policy.house.entity.country, "", ordered_on.year)
    return add_business_days(ordered_on, days=preparation.most, calendar=house)
