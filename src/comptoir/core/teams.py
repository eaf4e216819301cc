"""Who in the house answers for a case, and by when (CLM-06, ORD-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from comptoir.core.actors import Role
from comptoir.core.calendar import business_calendar
from comptoir.core.policy import HousePolicy
from comptoir.core.working_hours import WorkingHours, add_working_time, working_time

# Ours: a usual time of answers is told once so many were measured.
LEAST_ANSWERS = 20


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
    """By when a question should be answered, on the clock of the house's working hours."""
    within = timedelta(hours=policy.answers.within)
    return add_working_time(asked_at, time=within, hours=working_hours(policy))


def time_to_answer(*, asked_at: datetime, answered_at: datetime, policy: HousePolicy) -> timedelta:
    """How much working time of the house passed before an answer: the same clock as `answer_by` is on."""
    return working_time(since=asked_at, until=answered_at, hours=working_hours(policy))


def usual_time(measured: Sequence[timedelta]) -> timedelta | None:
    """In how much working time half of the questions were answered lately; None where too few were measured to say so."""
    return sorted(measured)[(len(measured) - 1) // 2] if len(measured) >= LEAST_ANSWERS else None


def working_hours(policy: HousePolicy) -> WorkingHours:
    """The hours in which letters are answered, without the public holidays of the house's country."""
    country = policy.house.entity.country
    return WorkingHours(
        openings=policy.answers.hours,
        zone=policy.house.time_zone,
        rests_on=lambda day: day in business_calendar(country, "", day.year).closed,
    )
