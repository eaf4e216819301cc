"""Reads of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comptoir.cases.models import Case
from comptoir.cases.queries.contacts import ContactView, contact_view
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
    contact: ContactView | None  # who wrote, where it came by the contact form


def open_cases(*, order_number: str = "") -> tuple[CaseView, ...]:
    """Cases that wait for us, oldest first; those of one order where it is named."""
    rows = _cases().filter(state=CaseState.OPEN).order_by("opened_at")
    if order_number:
        rows = rows.filter(order_number=order_number)
    return tuple(_view(row) for row in rows[:200])


def case_view(*, case_id: UUID) -> CaseView | None:
    """One case."""
    row = _cases().filter(public_id=case_id).first()
    return _view(row) if row else None


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("contact").prefetch_related("turns")


def _view(case: Case) -> CaseView:
    return CaseView(
        id=case.public_id,
        number=case.number,
        kind=case.kind,
        order_number=case.order_number,
        state=case.state,
        opened_at=case.opened_at,
        turns=tuple((turn.at, turn.author, turn.text) for turn in case.turns.all()),
        contact=contact_view(case.contact) if hasattr(case, "contact") else None,
    )
