"""Orders that the preparation team was asked to stop (ORD-03)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from comptoir.core.cancellation import Stopping
from comptoir.core.lifecycles import OrderState
from comptoir.fulfilment.models import Stop

_ANSWERS = {None: Stopping.ASKED, True: Stopping.STOPPED, False: Stopping.TOO_LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """A stop as pages show it; `answer` is a word of core Stopping."""

    order_number: str
    asked_by: str
    asked_at: datetime
    reason: str
    answer: str
    answered_at: datetime | None


def stop_of(*, order_id: int) -> str:
    """What became of asking to stop an order, as the rules see it; blank where nobody asked."""
    answers = list(Stop.objects.filter(order_id=order_id).values_list("stopped", flat=True))
    return _ANSWERS[answers[0]] if answers else ""


def stop_view(*, order_number: str) -> StopView | None:
    """The stop of an order."""
    return next(iter(_views(Stop.objects.filter(order__number=order_number))), None)


def open_stops(*, among: Collection[str] | None = None) -> tuple[StopView, ...]:
    """The stops that wait for their answer, the oldest first; of these orders (numbers), or of all."""
    rows = Stop.objects.filter(answered_at__isnull=True, order__state=OrderState.RELEASED)
    if among is not None:
        rows = rows.filter(order__number__in=among)
    return _views(rows.order_by("asked_at", "id"))


def _views(rows: QuerySet[Stop]) -> tuple[StopView, ...]:
    return tuple(
        StopView(
            order_number=row.order.number,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            reason=row.reason,
            answer=_ANSWERS[row.stopped],
            answered_at=row.answered_at,
        )
        for row in rows.select_related("order")
    )
