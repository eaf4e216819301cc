"""Reads of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F, QuerySet

from comptoir.cases.models import Case, Turn
from comptoir.cases.queries.contacts import ContactView, contact_view
from comptoir.cases.queries.reconciling import root_of
from comptoir.core.lifecycles import CaseState
from comptoir.core.promises import Trouble
from comptoir.core.teams import Team, TurnKind

# Causes of the cases about promised dates begin so.
PROMISE = "promise:"
_WRITES = frozenset({*Trouble, "parcel_returned"})
_MOST = 200


class Shelf(StrEnum):
    """Which cases of a team somebody looks at."""

    OPEN = "open"  # our turn
    MINE = "mine"
    NOBODY = "nobody"  # our turn, and nobody has it
    WAITING = "waiting"  # the customer's turn
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """One thing said in a case. `strange_sender` is where a mail came from that is not the customer's address."""

    id: int
    at: datetime
    author: str
    text: str
    kind: TurnKind
    quoted: str
    strange_sender: str
    photographs: tuple[str, ...]
    left_out: tuple[str, ...]


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
    team: Team
    taken_by: str  # an actor's id; blank where nobody has it
    due_at: datetime | None
    merged_into: UUID | None
    turns: tuple[TurnView, ...]
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

    @property
    def last_said(self) -> str:
        """The last thing that its customer said, or what it was opened with."""
        written = [turn.text for turn in self.turns if turn.kind is TurnKind.IN]
        return (written or [turn.text for turn in self.turns[:1]] or [""])[-1]

    @property
    def read_until(self) -> int:
        """The last turn that is shown."""
        return max((turn.id for turn in self.turns), default=0)


def open_cases(*, order_number: str = "") -> tuple[CaseView, ...]:
    """Cases that wait for us, oldest first; those of one order where it is named."""
    rows = _cases().filter(state=CaseState.OPEN).order_by("opened_at")
    if order_number:
        rows = rows.filter(order_number=order_number)
    return tuple(view_of(row) for row in rows[:_MOST])


def shelved_cases(*, shelf: Shelf, team: Team | None, by: str) -> tuple[CaseView, ...]:
    """The cases of a team, or of all, on a shelf; those that are due first come first. `by` is who looks at their own."""
    rows = _shelf(shelf, team, by)
    newest = shelf is Shelf.RESOLVED
    ordered = (
        rows.order_by("-resolved_at")
        if newest
        else rows.order_by(F("due_at").asc(nulls_last=True), "opened_at")
    )
    return tuple(view_of(row) for row in ordered[:_MOST])


def count_shelves(*, team: Team | None, by: str) -> dict[Shelf, int]:
    """How many cases lie on each shelf, but for those that are over."""
    return {shelf: _shelf(shelf, team, by).count() for shelf in Shelf if shelf is not Shelf.RESOLVED}


def _shelf(shelf: Shelf, team: Team | None, by: str) -> QuerySet[Case]:
    rows = _cases().filter(merged_into__isnull=True)
    if team:
        rows = rows.filter(team=team)
    match shelf:
        case Shelf.OPEN:
            return rows.filter(state=CaseState.OPEN)
        case Shelf.MINE:
            return rows.filter(taken_by=by).exclude(state=CaseState.RESOLVED)
        case Shelf.NOBODY:
            return rows.filter(state=CaseState.OPEN, taken_by="")
        case Shelf.WAITING:
            return rows.filter(state=CaseState.WAITING)
        case Shelf.RESOLVED:
            return rows.filter(state=CaseState.RESOLVED)


def case_view(*, case_id: UUID) -> CaseView | None:
    """One case."""
    row = _cases().filter(public_id=case_id).first()
    return view_of(row) if row else None


def case_by_number(*, number: str) -> CaseView | None:
    """One case, by its number."""
    row = _cases().filter(number=number).first()
    return view_of(row) if row else None


def cases_of(*, emails: list[str]) -> tuple[CaseView, ...]:
    """Everything that somebody wrote to us about, the newest first."""
    rows = _cases().filter(contact__email__in=emails, merged_into__isnull=True)
    return tuple(view_of(row) for row in rows.order_by("-opened_at")[:_MOST])


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("contact", "merged_into").prefetch_related("turns")


def view_of(case: Case) -> CaseView:
    """A case as the desk shows it."""
    contact = contact_view(case.contact) if hasattr(case, "contact") else None
    turns = sorted(case.turns.all(), key=lambda turn: (turn.at, turn.pk))
    return CaseView(
        id=case.public_id,
        number=case.number,
        kind=case.kind,
        cause=case.cause,
        order_number=case.order_number,
        state=case.state,
        opened_at=case.opened_at,
        team=Team(case.team),
        taken_by=case.taken_by,
        due_at=case.due_at,
        merged_into=case.merged_into.public_id if case.merged_into else None,
        turns=tuple(_turn(turn, contact.email if contact else "") for turn in turns),
        contact=contact,
    )


def _turn(turn: Turn, known: str) -> TurnView:
    return TurnView(
        id=turn.pk,
        at=turn.at,
        author=turn.author,
        text=turn.text,
        kind=TurnKind(turn.kind),
        quoted=turn.quoted,
        strange_sender=turn.sender if turn.sender.lower() != known.lower() else "",
        photographs=tuple(turn.photographs),
        left_out=tuple(turn.left_out),
    )
