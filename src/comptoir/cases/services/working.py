"""Whose a case is, and whose turn: taken, handed over, put together with another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.cases import queries
from comptoir.cases.models import Case, Contact, IncomingMail, Turn
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import CASE, CaseState, Event, advance
from comptoir.core.numbers import Series, check_number, show_number
from comptoir.core.reasons import Reason
from comptoir.core.teams import Team, TurnKind, answer_by
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.markets import queries as markets


class CaseStands(NotPossible):
    """Nothing can be done with the case as it is: it is over, merged, or was written in meanwhile."""


@joins_transaction
def lock_case(*, case_id: UUID) -> Case:
    """The case under its lock; one that goes on as another, or does not exist, is refused. Refusals: CaseStands."""
    rows = locked(Case.objects.filter(public_id=case_id), kind="case")
    if not rows:
        raise CaseStands(Refused(rule=None, reason=Reason.NOT_FOUND))
    _refuse_merged(rows[0])
    return rows[0]


@owns_transaction
def take_case(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Somebody looks after a case from now on; whoever had it before sees who. Refusals: CaseStands."""
    case = lock_case(case_id=case_id)
    if case.taken_by == actor.id:
        return
    case.taken_by = actor.id
    case.save(update_fields=["taken_by"])
    note_case(case=case, verb="case_taken", actor=actor, at=at)


@owns_transaction
def leave_case(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Nobody in particular looks after a case any more. Refusals: CaseStands."""
    case = lock_case(case_id=case_id)
    if case.taken_by:
        case.taken_by = ""
        case.save(update_fields=["taken_by"])
        note_case(case=case, verb="case_left", actor=actor, at=at)


@owns_transaction
def hand_over(*, case_id: UUID, team: Team, text: str, actor: Actor, at: datetime) -> None:
    """Another team goes on with a case, and reads why; its clock begins anew (CLM-06). Refusals: CaseStands."""
    case = lock_case(case_id=case_id)
    if case.state == CaseState.RESOLVED:
        raise CaseStands(Refused(rule=None, reason=Reason.CASE_OVER))
    if case.team == team:
        return
    case.team, case.taken_by = team, ""
    case.due_at = answer_by(asked_at=at, policy=markets.current_policy(at=at))
    case.save(update_fields=["team", "taken_by", "due_at"])
    Turn.objects.create(case=case, at=at, author=actor.id, text=text, kind=TurnKind.MOVE)
    note_case(case=case, verb="case_handed_over", actor=actor, at=at, data={"team": team})


@owns_transaction
def trust_sender(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Somebody vouches that a mail is from whom it says: its case has the order of that address (D2-06). Refusals: CaseStands."""
    case = lock_case(case_id=case_id)
    number = queries.order_unproved(case=case)
    if case.state == CaseState.RESOLVED:
        raise CaseStands(Refused(rule=None, reason=Reason.CASE_OVER))
    if number is None:
        raise CaseStands(Refused(rule="D2-06", reason=Reason.NOT_FOUND))
    case.order_number = number
    case.save(update_fields=["order_number"])
    note_case(case=case, verb="case_sender_trusted", actor=actor, at=at)


@owns_transaction
def note_in_case(*, case_id: UUID, text: str, actor: Actor, at: datetime) -> None:
    """A note among ourselves; the customer never reads it. Refusals: CaseStands."""
    case = lock_case(case_id=case_id)
    Turn.objects.create(case=case, at=at, author=actor.id, text=text, kind=TurnKind.NOTE)


@owns_transaction
def merge_case(*, case_id: UUID, into: str, actor: Actor, at: datetime) -> None:
    """Two cases about one thing become one thread under the number `into`; both numbers lead to it. Refusals: CaseStands."""
    kept = Case.objects.filter(number=check_number(into, series=Series.CASE) or "").first()
    if kept is None or kept.public_id == case_id:
        raise CaseStands(Refused(rule=None, reason=Reason.NOT_FOUND, field="into"))
    both = locked(Case.objects.filter(public_id__in=[case_id, kept.public_id]), kind="case")
    for row in both:
        _refuse_merged(row)
    case, kept = sorted(both, key=lambda row: row.public_id != case_id)
    if CaseState.RESOLVED in (case.state, kept.state):
        raise CaseStands(Refused(rule=None, reason=Reason.CASE_OVER))
    if _customers_differ(case, kept):
        raise CaseStands(Refused(rule=None, reason=Reason.CASE_OF_ANOTHER, field="into"))
    for rows in (Turn.objects.filter(case=case), IncomingMail.objects.filter(case=case)):
        rows.update(case=kept)
    if not Contact.objects.filter(case=kept).exists():
        Contact.objects.filter(case=case).update(case=kept)
    kept.due_at = min(filter(None, (case.due_at, kept.due_at)), default=None)
    kept.order_number = kept.order_number or case.order_number
    kept.save(update_fields=["due_at", "order_number"])
    case.state, case.resolved_at = advance(CASE, CaseState(case.state), Event.RESOLVE), at
    case.merged_into, case.due_at = kept, None
    case.save(update_fields=["state", "resolved_at", "merged_into", "due_at"])
    note_case(case=case, verb="case_merged", actor=actor, at=at, data={"into": kept.number})


def _customers_differ(case: Case, kept: Case) -> bool:
    """Whether two people wrote, and not about one order that is proved to be theirs."""
    rows = Contact.objects.filter(case__in=[case, kept]).values_list("email", flat=True)
    one_order = case.order_number and case.order_number == kept.order_number
    return len({email.lower() for email in rows}) > 1 and not one_order


@joins_transaction
def ask_again(*, case: Case, at: datetime) -> None:
    """The customer has written: it is our turn, also where the case was over."""
    if case.state != CaseState.OPEN:
        case.state = advance(CASE, CaseState(case.state), Event.ANSWER)
    case.resolved_at = None
    case.due_at = case.due_at or answer_by(asked_at=at, policy=markets.current_policy(at=at))
    case.save(update_fields=["state", "resolved_at", "due_at"])


@joins_transaction
def note_case(
    *, case: Case, verb: str, actor: Actor, at: datetime, data: dict[str, object] | None = None
) -> None:
    """Write down what happened to a case."""
    journal.record(
        verb=verb,
        subject_kind="case",
        subject_id=case.public_id,
        order_number=case.order_number,
        actor=actor,
        data={"kind": case.kind, **(data or {})},
        at=at,
    )


def _refuse_merged(case: Case) -> None:
    if case.merged_into:
        number = (("number", show_number(case.merged_into.number)),)
        raise CaseStands(Refused(rule=None, reason=Reason.CASE_MERGED, values=number))
