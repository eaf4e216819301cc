"""Who in the house answers for a case, and by when (CLM-06, ORD-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from comptoir.core.actors import Role
from comptoir.core.calendar import (
    BusinessCalendar,
    add_business_days,
    business_calendar,
    end_of_day_after,
    is_business_day,
    local_date,
)
from comptoir.core.policy import HousePolicy

# Ours: business days of the house after which a case that waits for us is overdue.
ANSWER_DAYS = 1
# Ours: a time is told to customers once so many answers were measured, and holds for so many in a hundred.
LEAST_ANSWERS = 20
_MOST_OF_THEM = 80


class Team(StrEnum):
    """Whose work a case is."""

    ADVISORS = "advisors"
    QUALITY = "quality"
    WAREHOUSE = "warehouse"
    FINANCE = "finance"
    STORES = "stores"
    PRIVACY = "privacy"


class TurnKind(StrEnum):
    """Who says something in a case to whom."""

    NOTE = "note"  # among ourselves
    IN = "in"  # what a customer wrote
    OUT = "out"  # what we answered
    MOVE = "move"  # handed over, merged, taken


# The team of a role, by the role's word; every other role looks at all of them.
_TEAMS = {
    Role.ADVISOR: Team.ADVISORS,
    Role.SENIOR_ADVISOR: Team.ADVISORS,
    Role.WAREHOUSE: Team.WAREHOUSE,
    Role.QUALITY: Team.QUALITY,
    Role.FINANCE: Team.FINANCE,
    Role.DATA_PROTECTION: Team.PRIVACY,
}
_KINDS = {
    "label_failed": Team.WAREHOUSE,
    "document_invalid": Team.FINANCE,
    "refund_waits": Team.FINANCE,
    "transfer_waits": Team.FINANCE,
    "refund_late": Team.FINANCE,
}


def team_of_role(role: Role) -> Team | None:
    """The team that somebody works in; None for who looks at all of them."""
    return _TEAMS.get(role)


def team_for(*, kind: str) -> Team:
    """Whose a case of a kind is when it is opened."""
    if kind.startswith("books_"):
        return Team.FINANCE
    return _KINDS.get(kind, Team.ADVISORS)


def answer_by(*, asked_at: datetime, policy: HousePolicy) -> datetime:
    """The last second in which an answer is in time, by the house's business days and zone."""
    zone = policy.house.time_zone
    asked_on = local_date(asked_at, zone=zone)
    last = add_business_days(asked_on, days=ANSWER_DAYS, calendar=_calendar(policy, asked_on))
    return end_of_day_after(last, days=0, zone=zone)


def days_to_answer(*, asked_at: datetime, answered_at: datetime, policy: HousePolicy) -> int:
    """How many business days of the house passed before an answer: 0 on the day of the question or before the next one."""
    zone = policy.house.time_zone
    asked_on, answered_on = local_date(asked_at, zone=zone), local_date(answered_at, zone=zone)
    calendar = _calendar(policy, asked_on)
    days, day = 0, asked_on
    while day < answered_on:
        day = date.fromordinal(day.toordinal() + 1)
        days += is_business_day(day, calendar=calendar)
    return days


def usual_days(measured: Sequence[int]) -> int | None:
    """In how many business days four of five questions were answered lately; None where too few were measured to say so."""
    if len(measured) < LEAST_ANSWERS:
        return None
    return sorted(measured)[-(-len(measured) * _MOST_OF_THEM // 100) - 1]


def _calendar(policy: HousePolicy, day: date) -> BusinessCalendar:
    return business_calendar(policy.house.entity.country, "", day.year)
