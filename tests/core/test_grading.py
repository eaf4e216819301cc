"""The checklist of the dock: what a list comes to, and what may be said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Allowed, Refused
from comptoir.core.grading import (
    Check,
    Destination,
    Finding,
    PieceKind,
    check_grade,
    checks_of,
    grade_piece,
    kind_of,
)
from comptoir.core.refunds import Basis
from comptoir.core.returns import Verdict

HOUSE = Basis.COMMERCIAL_RETURN


def ticked(kind: PieceKind, **wrong: Finding) -> dict[Check, Finding]:
    return {check: wrong.get(check, Finding.FINE) for check in checks_of(kind=kind)}


@pytest.mark.rule("RET-04")
def test_shoes_are_looked_at_for_soles_and_box_and_garments_for_washing() -> None:
    shoes, garment = checks_of(kind=kind_of(category="shoes")), checks_of(kind=kind_of(category="knitwear"))
    assert {Check.SOLES, Check.BOX} <= set(shoes)
    assert {Check.SOLES, Check.BOX}.isdisjoint(garment)
    assert Check.UNWASHED in garment
    assert all(Check.LABELS in checks_of(kind=kind) for kind in PieceKind)


@pytest.mark.rule("RET-04", "RET-06")
@pytest.mark.parametrize(
    ("wrong", "verdict"),
    [
        ({}, Verdict.ACCEPTED),
        ({"unworn": Finding.FAULT}, Verdict.REFUSED),
        ({"labels": Finding.FAULT}, Verdict.REFUSED),
        ({"packaging": Finding.FAULT}, Verdict.NEEDS_PERSON),
        ({"packaging": Finding.FAULT, "clean": Finding.FAULT}, Verdict.REFUSED),
        ({"unworn": Finding.UNSURE}, Verdict.NEEDS_PERSON),
        ({"unworn": Finding.UNSURE, "clean": Finding.FAULT}, Verdict.NEEDS_PERSON),
    ],
)
def test_the_verdict_follows_from_the_list(wrong: dict[str, Finding], verdict: Verdict) -> None:
    findings = ticked(PieceKind.GARMENT, **wrong)
    assert grade_piece(kind=PieceKind.GARMENT, findings=findings, basis=HOUSE).verdict is verdict


@pytest.mark.rule("A-10")
def test_under_the_laws_withdrawal_a_fault_is_for_a_person() -> None:
    findings = ticked(PieceKind.GARMENT, unworn=Finding.FAULT)
    grade = grade_piece(kind=PieceKind.GARMENT, findings=findings, basis=Basis.STATUTORY_WITHDRAWAL)
    assert grade.verdict is Verdict.NEEDS_PERSON
    no = check_grade(grade=grade, verdict=Verdict.REFUSED, photographs=1, by_person=False)
    assert isinstance(no, Refused)
    assert isinstance(
        check_grade(grade=grade, verdict=Verdict.REFUSED, photographs=1, by_person=True), Allowed
    )


@pytest.mark.rule("RET-04", "RET-06")
@pytest.mark.parametrize(
    ("wrong", "verdict", "photographs", "reason"),
    [
        ({"unworn": Finding.FAULT}, Verdict.REFUSED, 0, "fault_wants_photograph"),
        ({"unworn": Finding.FAULT}, Verdict.ACCEPTED, 1, "for_a_person"),
        ({}, Verdict.REFUSED, 1, "no_fault_found"),
        (None, Verdict.ACCEPTED, 0, "checklist_open"),
    ],
)
def test_a_verdict_that_does_not_follow_is_refused(
    wrong: dict[str, Finding] | None, verdict: Verdict, photographs: int, reason: str
) -> None:
    findings = {} if wrong is None else ticked(PieceKind.GARMENT, **wrong)
    grade = grade_piece(kind=PieceKind.GARMENT, findings=findings, basis=HOUSE)
    decision = check_grade(grade=grade, verdict=verdict, photographs=photographs, by_person=False)
    assert isinstance(decision, Refused)
    assert decision.reason == reason


@pytest.mark.rule("A-36")
@given(
    kind=st.sampled_from(PieceKind),
    basis=st.sampled_from(Basis),
    said=st.dictionaries(st.sampled_from(Check), st.sampled_from(Finding)),
)
def test_every_piece_has_a_place_and_none_with_a_fault_is_sold_as_new(
    kind: PieceKind, basis: Basis, said: dict[Check, Finding]
) -> None:
    grade = grade_piece(kind=kind, findings=said, basis=basis)
    assert grade.destinations
    assert (Destination.STOCK in grade.destinations) is (not grade.faults)
    handed_over = check_grade(grade=grade, verdict=Verdict.NEEDS_PERSON, photographs=0, by_person=False)
    assert isinstance(handed_over, Allowed)
    assert (grade.verdict is None) is bool(grade.open)
