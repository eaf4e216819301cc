"""The dock's table: what was ticked of each piece and photographed, and the verdicts that follow (RET-04, RET-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.grading import (
    Check,
    Destination,
    Finding,
    Grade,
    can_go,
    check_grade,
    grade_piece,
)
from comptoir.core.lifecycles import AcceptanceState, ReceptionState
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.core.returns import Verdict
from comptoir.infra import i18n
from comptoir.infra.db import owns_transaction
from comptoir.infra.evidence import MOST_PHOTOGRAPHS
from comptoir.infra.i18n import gettext as _
from comptoir.returns import queries
from comptoir.returns.models import Return, ReturnPiece
from comptoir.returns.services.inspecting import CannotJudge, VerdictIn, give_verdicts
from comptoir.returns.services.locking import lock_return, note_return

_OPEN = (AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON)


@owns_transaction
def keep_grade(
    *,
    return_id: UUID,
    piece: UUID,
    findings: Mapping[Check, Finding],
    note: str,
    photographs: Sequence[str],
    destination: Destination | None,
    actor: Actor,
    at: datetime,
) -> None:
    """RET-04: keep what was ticked of a piece; nothing is decided yet. Photographs (digests) are added to those there are.

    Refusals: CannotJudge.
    """
    parcel = lock_return(return_id=return_id)
    row = _row(parcel, piece)
    grade = _grade(parcel, row, findings)
    if destination is not None and isinstance(
        decision := can_go(grade=grade, destination=destination), Refused
    ):
        raise CannotJudge(decision)
    row.findings = {str(check): str(finding) for check, finding in findings.items()}
    row.note, row.destination = note.strip()[:200], destination or ""
    row.photographs = list(dict.fromkeys([*row.photographs, *photographs]))[:MOST_PHOTOGRAPHS]
    row.save(update_fields=["findings", "note", "destination", "photographs"])
    data: dict[str, object] = {
        "piece": str(piece),
        "findings": row.findings,
        "photographs": row.photographs,
        "destination": row.destination,
    }
    note_return(parcel=parcel, verb="piece_graded", actor=actor, rule="RET-04", data=data, at=at)


@owns_transaction
def finish_grading(*, return_id: UUID, refer: Sequence[UUID], actor: Actor, at: datetime) -> None:
    """RET-06: the verdicts that follow from the checklists, of all pieces that came; `refer` are handed to a person.

    A piece that is already with a person stays there. Refusals: CannotJudge, and then nothing is decided.
    """
    parcel = lock_return(return_id=return_id)
    rows = [row for row in queries.return_pieces(parcel=parcel) if _is_on_table(row)]
    if not rows:
        raise CannotJudge(Refused(rule="RET-10", reason=Reason.NOTHING_CHOSEN, field="pieces"))
    give_verdicts(
        parcel=parcel,
        verdicts=[_verdict(parcel, row, refer=row.piece.public_id in refer) for row in rows],
        actor=actor,
        at=at,
    )


@owns_transaction
def decide_piece(
    *,
    return_id: UUID,
    piece: UUID,
    verdict: Verdict,
    reason: str,
    destination: Destination | None,
    actor: Actor,
    at: datetime,
) -> None:
    """RET-10: a person decides on a piece that was handed over; a refusal says why. Refusals: CannotJudge."""
    parcel = lock_return(return_id=return_id)
    row = _row(parcel, piece)
    if row.acceptance != AcceptanceState.NEEDS_PERSON:
        raise CannotJudge(Refused(rule="RET-10", reason=Reason.ALREADY_JUDGED))
    grade = _grade(parcel, row, queries.findings_of(row))
    decision = check_grade(grade=grade, verdict=verdict, photographs=len(row.photographs), by_person=True)
    goes = destination or Destination(row.destination or grade.destinations[0])
    if isinstance(decision, Refused):
        raise CannotJudge(decision)
    if isinstance(allowed := can_go(grade=grade, destination=goes), Refused):
        raise CannotJudge(allowed)
    said = VerdictIn(piece=piece, verdict=verdict, reason=reason, destination=goes)
    give_verdicts(parcel=parcel, verdicts=[said], actor=actor, at=at)


def fault_words() -> dict[Check, str]:
    """What is wrong where a check found a fault, as its customer reads it."""
    return {
        Check.LABELS: _("A label is missing or cut off."),
        Check.UNWORN: _("The piece has been worn."),
        Check.UNWASHED: _("The piece has been washed."),
        Check.CLEAN: _("The piece is stained or smells."),
        Check.WHOLE: _("The piece is damaged."),
        Check.SOLES: _("The soles show that the shoes were worn outside."),
        Check.BOX: _("The shoe box is missing or damaged."),
        Check.PACKAGING: _("The original packaging is missing."),
    }


def _verdict(parcel: Return, row: ReturnPiece, *, refer: bool) -> VerdictIn:
    grade = _grade(parcel, row, queries.findings_of(row))
    verdict = Verdict.NEEDS_PERSON if refer else grade.verdict or Verdict.ACCEPTED
    decision = check_grade(grade=grade, verdict=verdict, photographs=len(row.photographs), by_person=False)
    if isinstance(decision, Refused):
        raise CannotJudge(decision)
    return VerdictIn(
        piece=row.piece.public_id,
        verdict=verdict,
        reason=_reason(parcel, row, grade),
        destination=Destination(row.destination or grade.destinations[0]),
    )


def _reason(parcel: Return, row: ReturnPiece, grade: Grade) -> str:
    """What is wrong, in the customer's language, with what the dock wrote."""
    with i18n.speaking(parcel.order.language, parcel.order.country):
        words = fault_words()
        said = [*(words[fault] for fault in grade.faults), row.note]
    return " ".join(text for text in said if text)[:300]


def _grade(parcel: Return, row: ReturnPiece, findings: Mapping[Check, Finding]) -> Grade:
    kind = queries.kinds_of(rows=[row])[row.piece.sku]
    return grade_piece(kind=kind, findings=findings, basis=Basis(parcel.basis))


def _is_on_table(row: ReturnPiece) -> bool:
    return row.reception == ReceptionState.RECEIVED and row.acceptance == AcceptanceState.PENDING


def _row(parcel: Return, piece: UUID) -> ReturnPiece:
    rows = {row.piece.public_id: row for row in queries.return_pieces(parcel=parcel)}
    row = rows.get(piece)
    if row is None:
        raise CannotJudge(Refused(rule="RET-10", reason=Reason.NOT_EXPECTED, field="piece"))
    if row.reception != ReceptionState.RECEIVED:
        raise CannotJudge(Refused(rule="RET-10", reason=Reason.NOT_RECEIVED_BACK))
    if row.acceptance not in _OPEN:
        raise CannotJudge(Refused(rule="RET-10", reason=Reason.ALREADY_JUDGED))
    return row
