"""The checklist of the returns dock: what is looked at in each kind of piece, and what may follow from it (RET-04).

A fault refuses a commercial return. Under the law's withdrawal it only lowers what is given back, by a person's reasoned
decision (A-10). Whatever is found, a piece has a place to go and is never destroyed (A-36).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.core.returns import Verdict


class PieceKind(StrEnum):
    """What a piece is to whoever checks it."""

    GARMENT = "garment"
    INTIMATE = "intimate"
    SHOES = "shoes"
    BAG = "bag"
    JEWELLERY = "jewellery"


class Check(StrEnum):
    """One thing that is looked at."""

    LABELS = "labels"
    UNWORN = "unworn"
    UNWASHED = "unwashed"
    CLEAN = "clean"
    WHOLE = "whole"
    SOLES = "soles"
    BOX = "box"
    PACKAGING = "packaging"


class Finding(StrEnum):
    """What was seen of it."""

    FINE = "fine"
    FAULT = "fault"
    UNSURE = "unsure"


class Destination(StrEnum):
    """Where an accepted piece goes; only what is in stock is sold as new."""

    STOCK = "stock"
    SECOND_CHOICE = "second_choice"
    ATELIER = "atelier"
    RECYCLING = "recycling"


_WORN = (Check.LABELS, Check.UNWORN, Check.UNWASHED, Check.CLEAN, Check.WHOLE)
_CHECKS: dict[PieceKind, tuple[Check, ...]] = {
    PieceKind.GARMENT: (*_WORN, Check.PACKAGING),
    PieceKind.INTIMATE: (*_WORN, Check.PACKAGING),
    PieceKind.SHOES: (Check.LABELS, Check.SOLES, Check.UNWORN, Check.CLEAN, Check.WHOLE, Check.BOX),
    PieceKind.BAG: (Check.LABELS, Check.UNWORN, Check.CLEAN, Check.WHOLE, Check.PACKAGING),
    PieceKind.JEWELLERY: (Check.LABELS, Check.WHOLE, Check.PACKAGING),
}
# The kinds by the categories of the shop; everything else is a garment.
_KINDS = {
    "shoes": PieceKind.SHOES,
    "bags": PieceKind.BAG,
    "small-leather-goods": PieceKind.BAG,
    "jewellery": PieceKind.JEWELLERY,
    "underwear": PieceKind.INTIMATE,
    "swimwear": PieceKind.INTIMATE,
}
# A piece can be as it was without these: a person decides, nobody is refused for them alone.
_FORGIVEN = frozenset({Check.BOX, Check.PACKAGING})
_MENDED = frozenset({Check.UNWASHED, Check.CLEAN, Check.WHOLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a checklist comes to: what is not answered yet, what is wrong, the verdict, and where the piece may go.

    `verdict` is None until every check is answered; the first destination is the one proposed.
    """

    open: tuple[Check, ...]
    faults: tuple[Check, ...]
    verdict: Verdict | None
    destinations: tuple[Destination, ...]


def kind_of(*, category: str) -> PieceKind:
    """What a piece of a category is to the dock."""
    return _KINDS.get(category, PieceKind.GARMENT)


def checks_of(*, kind: PieceKind) -> tuple[Check, ...]:
    """What is looked at, in the order in which it is (RET-04)."""
    return _CHECKS[kind]


def grade_piece(*, kind: PieceKind, findings: Mapping[Check, Finding], basis: Basis) -> Grade:
    """RET-04, RET-06: what was seen of a piece, and what follows from it; what is unsure is for a person."""
    checks = checks_of(kind=kind)
    unanswered = tuple(check for check in checks if check not in findings)
    faults = tuple(check for check in checks if findings.get(check) is Finding.FAULT)
    unsure = any(findings.get(check) is Finding.UNSURE for check in checks)
    verdict: Verdict | None = Verdict.ACCEPTED
    if unanswered:
        verdict = None
    elif unsure or (faults and basis is not Basis.COMMERCIAL_RETURN) or (faults and set(faults) <= _FORGIVEN):
        verdict = Verdict.NEEDS_PERSON
    elif faults:
        verdict = Verdict.REFUSED
    return Grade(open=unanswered, faults=faults, verdict=verdict, destinations=_destinations(faults))


def check_grade(*, grade: Grade, verdict: Verdict, photographs: int, by_person: bool) -> Decision:
    """Whether a verdict follows from a checklist; `by_person` is one who decides what the checklist leaves open.

    A fault that refuses a piece has a photograph (RET-06, A-10); handing over to a person is always allowed.
    """
    if verdict is Verdict.NEEDS_PERSON:
        return Allowed(rule="RET-10")
    if grade.open and not by_person:
        return Refused(rule="RET-04", reason=Reason.CHECKLIST_OPEN, field=grade.open[0])
    if verdict is Verdict.REFUSED and not grade.faults and not by_person:
        return Refused(rule="RET-06", reason=Reason.NO_FAULT_FOUND, field="verdict")
    if not by_person and verdict is not grade.verdict:
        return Refused(rule="RET-04", reason=Reason.FOR_A_PERSON, field="verdict")
    if verdict is Verdict.REFUSED and grade.faults and not photographs:
        return Refused(rule="RET-06", reason=Reason.FAULT_WANTS_PHOTOGRAPH, field="photographs")
    return Allowed(rule="RET-10")


def can_go(*, grade: Grade, destination: Destination) -> Decision:
    """A-36: whether an accepted piece may go there; one with a fault is not sold as new."""
    if destination in grade.destinations:
        return Allowed(rule="A-36")
    return Refused(rule="A-36", reason=Reason.NOT_SOLD_AS_NEW, field="destination")


def _destinations(faults: tuple[Check, ...]) -> tuple[Destination, ...]:
    if not faults:
        return tuple(Destination)
    if _MENDED & set(faults):
        return (Destination.ATELIER, Destination.SECOND_CHOICE, Destination.RECYCLING)
    return (Destination.SECOND_CHOICE, Destination.ATELIER, Destination.RECYCLING)
