"""Reads of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comptoir.cases.models import Case
from comptoir.cases.queries.contacts import ContactView, contact_view
from comptoir.cases.queries.reconciling import root_of
from comptoir.core.lifecycles import CaseState
from comptoir.core.promises import Trouble

# Causes of the cases about promised dates begin so.
PROMISE = "promise:"
_WRITES = frozenset({*Trouble, "parcel_lost", "parcel_returned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the desk shows it."""

    id: UUID
    number: str
    kind: str
    cause: str
    order_number: str
    state: str
    opened_at: datetime
    turns: tuple[tuple[datetime, str, str], ...]  # when, who, what
    contact: ContactView | None  # who wrote, where it came by the contact form

    @property
    def has_letter(self) -> bool:
        """Whether a message to the customer belongs to it, ready to be sent (DEL-06)."""
        return self.kind in _WRITES

    @property
    def letter_key(self) -> str:
        """What that message is sent under, once."""
        return f"trouble:{self.cause}"

    @property
    def parcel_id(self) -> UUID | None:
        """The parcel that it is about, where it is about one that has left."""
        about_parcel = self.has_letter and self.kind != Trouble.UNSENT
        return UUID(root_of(cause=self.cause).rpartition(":")[2]) if about_parcel else None


def open_cases(*, order_number: str = "") -> tuple[CaseView, ...]:
    """Cases that wait for us, oldest first; those of one order where it is named."""
    rows = _cases().filter(state=CaseState.OPEN).order_by("opened_at")
    if order_number:
        rows = rows.filter(order_number=order_number)
    return tuple(view_of(row) for row in rows[:200])


def case_view(*, case_id: UUID) -> CaseView | None:
    """One case."""
    row = _cases().filter(public_id=case_id).first()
    return view_of(row) if row else None


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("contact").prefetch_related("turns")


def view_of(case: Case) -> CaseView:
    """A case as the desk shows it."""
    return CaseView(
        id=case.public_id,
        number=case.number,
        kind=case.kind,
        cause=case.cause,
        order_number=case.order_number,
        state=case.state,
        opened_at=case.opened_at,
        turns=tuple((turn.at, turn.author, turn.text) for turn in case.turns.all()),
        contact=contact_view(case.contact) if hasattr(case, "contact") else None,
    )
