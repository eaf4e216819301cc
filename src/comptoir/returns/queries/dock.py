"""Reads of the returns dock: what a code means, what a return still wants, strays, refused pieces that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q, QuerySet

from comptoir.catalogue import queries as catalogue
from comptoir.core.grading import Check, Finding, Grade, PieceKind, checks_of, grade_piece, kind_of
from comptoir.core.lifecycles import AcceptanceState, ReceptionState
from comptoir.core.numbers import Series, check_number
from comptoir.core.refunds import Basis
from comptoir.fulfilment import queries as fulfilment
from comptoir.orders import queries as orders
from comptoir.returns.models import HeldPiece, Return, ReturnPiece, Stray, Withdrawal

if TYPE_CHECKING:
    from collections.abc import Sequence

_TO_JUDGE = (AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToGrade:
    """A piece on the dock's table: its checklist, what was ticked so far, and what that comes to."""

    id: UUID
    sku: str
    kind: PieceKind
    checks: tuple[Check, ...]
    findings: dict[Check, Finding]
    grade: Grade
    note: str
    photographs: tuple[str, ...]
    destination: str
    acceptance: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayView:
    """What came and belongs to nothing known; `return_number` is the parcel in which it lay."""

    id: UUID
    code: str
    contents: str
    photographs: tuple[str, ...]
    found_at: datetime
    found_by: str
    return_id: UUID | None
    return_number: str
    order_number: str
    settled_at: datetime | None
    settled_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A refused piece in the house, with its return, its reason and its clock."""

    return_id: UUID
    return_number: str
    order_number: str
    piece: UUID
    name: str
    sku: str
    reason: str
    asked_at: datetime
    choose_by: datetime
    choice: str
    label_wanted: bool
    label_url: str  # blank while the carrier owes the label
    label_failure: str
    tracking_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement of withdrawal on which a person acts, with the orders that its e-mail placed."""

    id: UUID
    name: str
    contract: str
    email: str
    received_at: datetime
    outcome: str
    order_number: str
    orders: tuple[str, ...]


def statements_for_person() -> tuple[StatementRow, ...]:
    """Statements that match no order, or not all of which the law covers, the oldest first (A-08)."""
    rows = Withdrawal.objects.filter(outcome__in=["person", "partly"]).select_related("order")
    return tuple(
        StatementRow(
            id=row.public_id,
            name=row.name,
            contract=row.contract,
            email=row.email,
            received_at=row.received_at,
            outcome=row.outcome,
            order_number=row.order.number if row.order else "",
            orders=tuple(known.number for known in orders.orders_of_email(email=row.email))[:5],
        )
        for row in rows.order_by("received_at")
    )


def returns_by_code(*, code: str) -> tuple[UUID, ...]:
    """The returns that a code on a parcel can mean: its own number, the label's, or the order's; the open ones first."""
    text = code.strip().upper()[:60]
    if not text:
        return ()
    meant = Q(label__tracking_number=text)
    if number := check_number(text, series=Series.RETURN):
        meant |= Q(number=number)
    if number := check_number(text):
        meant |= Q(order__number=number)
    rows = Return.objects.filter(meant).order_by(F("closed_at").desc(nulls_first=True), "-id")
    return tuple(rows.values_list("public_id", flat=True)[:20])


def pieces_to_grade(*, return_id: UUID) -> tuple[ToGrade, ...]:
    """The pieces of a return that came and whose verdict is not final."""
    rows = ReturnPiece.objects.filter(
        parcel__public_id=return_id, reception=ReceptionState.RECEIVED, acceptance__in=_TO_JUDGE
    )
    known = list(rows.select_related("piece", "parcel").order_by("piece__position"))
    kinds = kinds_of(rows=known)
    return tuple(_to_grade(row, kinds[row.piece.sku]) for row in known)


def kinds_of(*, rows: Sequence[ReturnPiece]) -> dict[str, PieceKind]:
    """What each SKU is to the dock, by its category."""
    skus = {row.piece.sku for row in rows}
    categories = catalogue.categories_of(skus=skus)
    return {sku: kind_of(category=categories.get(sku, "")) for sku in skus}


def findings_of(row: ReturnPiece) -> dict[Check, Finding]:
    """What was ticked of a piece."""
    return {Check(check): Finding(finding) for check, finding in row.findings.items()}


def open_strays() -> tuple[StrayView, ...]:
    """What came and has found no place yet, the oldest first."""
    return _strays(Stray.objects.filter(settled_at__isnull=True))


def strays_in(*, return_id: UUID) -> tuple[StrayView, ...]:
    """What lay in the parcel of a return and did not belong there, and what was matched to it later."""
    return _strays(Stray.objects.filter(Q(parcel__public_id=return_id) | Q(matched__public_id=return_id)))


def held_pieces() -> tuple[HeldRow, ...]:
    """Refused pieces in the house: those whose customers have chosen first, then by when they are to choose."""
    rows = HeldPiece.objects.filter(settled_at__isnull=True).select_related(
        "row__parcel__order", "row__piece", "label"
    )
    return tuple(_held(row) for row in rows.order_by(F("chosen_at").asc(nulls_last=True), "choose_by", "id"))


def held_to_remind(*, at: datetime) -> list[int]:
    """Refused pieces whose customers have said nothing and are to be reminded now."""
    rows = HeldPiece.objects.filter(choice="", settled_at__isnull=True, reminded_at__isnull=True)
    return list(rows.filter(remind_at__lte=at).values_list("pk", flat=True))


def next_reminder_at() -> datetime | None:
    """When the next reminder falls due."""
    rows = HeldPiece.objects.filter(choice="", settled_at__isnull=True, reminded_at__isnull=True)
    return rows.order_by("remind_at").values_list("remind_at", flat=True).first()


def held_unanswered(*, at: datetime) -> tuple[HeldRow, ...]:
    """Refused pieces whose customers have let the last day pass: a person decides."""
    rows = HeldPiece.objects.filter(choice="", settled_at__isnull=True, choose_by__lt=at)
    return tuple(_held(row) for row in rows.select_related("row__parcel__order", "row__piece", "label"))


def _to_grade(row: ReturnPiece, kind: PieceKind) -> ToGrade:
    findings = findings_of(row)
    return ToGrade(
        id=row.piece.public_id,
        sku=row.piece.sku,
        kind=kind,
        checks=checks_of(kind=kind),
        findings=findings,
        grade=grade_piece(kind=kind, findings=findings, basis=Basis(row.parcel.basis)),
        note=row.note,
        photographs=tuple(row.photographs),
        destination=row.destination,
        acceptance=row.acceptance,
        why=row.verdict_reason,
    )


def _strays(rows: QuerySet[Stray]) -> tuple[StrayView, ...]:
    return tuple(
        StrayView(
            id=row.public_id,
            code=row.code,
            contents=row.contents,
            photographs=tuple(row.photographs),
            found_at=row.found_at,
            found_by=row.found_by,
            return_id=row.parcel.public_id if row.parcel else None,
            return_number=row.parcel.number if row.parcel else "",
            order_number=row.parcel.order.number if row.parcel else "",
            settled_at=row.settled_at,
            settled_as=row.settled_as,
        )
        for row in rows.select_related("parcel__order").order_by("found_at", "id")
    )


def _held(held: HeldPiece) -> HeldRow:
    row, label = held.row, held.label
    token = orders.link_token(row.parcel.order)
    return HeldRow(
        return_id=row.parcel.public_id,
        return_number=row.parcel.number,
        order_number=row.parcel.order.number,
        piece=row.piece.public_id,
        name=row.piece.name,
        sku=row.piece.sku,
        reason=row.verdict_reason,
        asked_at=held.asked_at,
        choose_by=held.choose_by,
        choice=held.choice,
        label_wanted=label is not None,
        label_url=fulfilment.label_url(label=label, token=token) if label else "",
        label_failure=label.failure if label else "",
        tracking_number=label.tracking_number if label else "",
    )
