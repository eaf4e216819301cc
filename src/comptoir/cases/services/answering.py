"""Answers to customers: written by a person, sent in their language, in one thread (ORD-08)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.cases import queries
from comptoir.cases.models import Case, Turn
from comptoir.cases.queries import Writer
from comptoir.cases.services.working import CaseStands, lock_case, note_case
from comptoir.core.actors import Actor
from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import CASE, CaseState, Event, advance
from comptoir.core.numbers import show_number
from comptoir.core.reasons import Reason
from comptoir.core.teams import TurnKind
from comptoir.infra.db import owns_transaction
from comptoir.markets import queries as markets
from comptoir.notices import services as notices


@owns_transaction
def answer_case(*, case_id: UUID, text: str, read_until: int, actor: Actor, at: datetime) -> None:
    """Write to the customer of a case; from then on it is their turn. `read_until` is the last turn that was read.

    Refusals: CaseStands, where it is over, where nobody is known, where somebody wrote in it meanwhile.
    """
    case = lock_case(case_id=case_id)
    writer = queries.writer_of(case=case)
    if refused := _why_not(case, text, read_until):
        raise CaseStands(refused)
    if writer is None:
        raise CaseStands(Refused(rule=None, reason=Reason.NOBODY_TO_WRITE_TO))
    turn = Turn.objects.create(case=case, at=at, author=actor.id, text=text, kind=TurnKind.OUT)
    if case.state == CaseState.OPEN:
        case.state = advance(CASE, CaseState(case.state), Event.WAIT)
    case.due_at, case.answered_at = None, case.answered_at or at
    case.taken_by = case.taken_by or actor.id
    case.save(update_fields=["state", "due_at", "answered_at", "taken_by"])
    note_case(case=case, verb="case_answered", actor=actor, at=at)
    _mail(case, turn, writer, at)


def _why_not(case: Case, text: str, read_until: int) -> Refused | None:
    if case.state == CaseState.RESOLVED:
        return Refused(rule=None, reason=Reason.CASE_OVER)
    if not text.strip():
        return Refused(rule=None, reason=Reason.FIELD_MISSING, field="text", values=(("field", "text"),))
    if raw := [name for name in queries.names_in(text=text) if name in queries.NAMES]:
        return Refused(rule="I18N-02", reason=Reason.NAME_EMPTY, field="text", values=(("name", raw[0]),))
    if queries.last_turn(case_id=case.pk) != read_until:
        return Refused(rule=None, reason=Reason.CASE_MOVED)
    return None


def _mail(case: Case, turn: Turn, writer: Writer, at: datetime) -> None:
    policy = markets.current_policy(at=at)
    terms = markets.letter_terms(
        policy=policy,
        country=writer.country,
        language=writer.language,
        on=local_date(at, zone=policy.house.time_zone),
    )
    notices.send(
        kind="case_answer",
        to=writer.email,
        language=writer.language,
        country=writer.country,
        key=f"case_answer:{turn.pk}",
        facts={
            "case": {"number": show_number(case.number)},
            "paragraphs": [line.strip() for line in turn.text.splitlines() if line.strip()],
            "reply_to": queries.thread_address(case=case),
            "terms": terms,
        },
        order_number=case.order_number,
        at=at,
    )
