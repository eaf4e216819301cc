"""Where a parcel is, by what was scanned of it, and which change its customer is written about (DEL-06, DEL-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from comptoir.core.calendar import local_date
from comptoir.core.lifecycles import ParcelState

# Ours: news older than this is none any more.
_FRESH = timedelta(days=1)


class Stage(StrEnum):
    """How far a parcel is, as its customer sees it; the middle ones are also what a scan says."""

    LABELLED = "labelled"  # packed, and still with the house
    HANDED_OVER = "handed_over"
    UNDER_WAY = "in_transit"
    AT_CUSTOMS = "at_customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"
    AT_POINT = "at_point"
    REDIRECTED = "redirected"
    DELAYED = "exception"
    DAMAGED = "damaged"
    REFUSED = "refused"
    COMING_BACK = "coming_back"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


BACKWARDS = frozenset({Stage.REFUSED, Stage.COMING_BACK})
# Where it is not with its receiver and should be, once its dates are over.
_MAY_BE_LATE = frozenset({Stage.HANDED_OVER, Stage.UNDER_WAY, Stage.DELAYED, Stage.DAMAGED, Stage.AT_CUSTOMS})
# Shipping, delivery and what is damaged have letters of their own; about what is lost or brought back a person writes.
_TOLD = BACKWARDS | {
    Stage.AT_CUSTOMS,
    Stage.OUT_FOR_DELIVERY,
    Stage.ATTEMPTED,
    Stage.AT_POINT,
    Stage.REDIRECTED,
    Stage.DELAYED,
}
_ENDS = {
    ParcelState.DELIVERED: Stage.DELIVERED,
    ParcelState.RETURNED: Stage.RETURNED,
    ParcelState.LOST: Stage.LOST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the customer was written about last, by the moment of its scan."""

    stage: Stage
    seen_at: datetime


def stage_of(*, state: ParcelState, seen: Sequence[str]) -> Stage:
    """How far a parcel is: `seen` is what was scanned of it, in the order in which it happened."""
    if state in _ENDS:
        return _ENDS[state]
    if state is not ParcelState.SHIPPED:
        return Stage.LABELLED
    stage = Stage(seen[-1]) if seen else Stage.HANDED_OVER
    if stage is Stage.UNDER_WAY and any(status in BACKWARDS for status in seen):
        return Stage.COMING_BACK
    return stage


def is_late(stage: Stage, *, latest: date, zone: str, at: datetime) -> bool:
    """Whether the promised dates are over where it is awaited, and it is not there (DEL-16)."""
    return stage in _MAY_BE_LATE and local_date(at, zone=zone) > latest


def is_news(stage: Stage, *, seen_at: datetime, told: Told | None, at: datetime) -> bool:
    """Whether the customer is written about a stage: a real change, later than what was told, and not stale (DEL-10)."""
    if stage not in _TOLD or at - seen_at > _FRESH:
        return False
    if told is None:
        return True
    same = stage is told.stage or {stage, told.stage} <= BACKWARDS
    return not same and seen_at > told.seen_at
