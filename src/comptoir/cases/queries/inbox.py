"""Reads of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.cases.models import Case
from comptoir.core.lifecycles import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the desk shows it."""

    id: UUID
    number: str
    kind: str
    order_number: str
    state: str
    opened_at: datetime
    turns: tuple[tuple[datetime, str, str], ...]  # when, who, what


def open_cases(*, order_number: str = "") -> tuple[CaseView, ...]:
    """Cases that wait for us, oldest first; those of one order where it is named."""
    rows = Case.objects.filter(state=CaseState.OPEN).prefetch_related("turns").order_by("opened_at")
    if order_number:
        rows = rows.filter(order_number=order_number)
    return tuple(_view(row) for row in rows[:200])


def case_view(*, case_id: UUID) -> CaseView | None:
    """One case."""
    row = Case.objects.filter(public_id=case_id).prefetch_related("turns").first()
    return _view(row) if row else None


def _view(case: Case) -> CaseView:
    return CaseView(
        id=case.public_id,
        number=case.number,
        kind=case.kind,
        order_number=case.order_number,
        state=case.state,
        opened_at=case.opened_at,
        turns=tuple((turn.at, turn.author, turn.text) for turn in case.turns.all()),
    )
