"""The statement of a refund: each cent with its rule, from the plan by which the money went, and where each part is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from comptoir.core.lifecycles import AcceptanceState, ReceptionState, ReturnState
from comptoir.core.refunds import Basis, LineKind
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.returns.models import Return
from comptoir.returns.queries.reading import (
    OPEN,
    ReturnView,
    order_facts,
    refund_plan,
    refunds_of,
    return_pieces,
    return_view,
)

if TYPE_CHECKING:
    from comptoir.payments.models import Effect

_WARN_BEFORE = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One amount in minor units, the tax inside it, the piece it is for and the rule behind it."""

    kind: LineKind
    amount: int
    tax: int
    piece: str  # its name; blank for what is of the whole order
    rule: str
    planned: bool  # the piece is still to be judged


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLeg:
    """What one payment gives back, and where that stands; `reference` is the provider's, for the bank."""

    method: str
    amount: int
    state: str
    due_at: datetime | None
    done_at: datetime | None
    reference: str
    ending: str = ""  # of the bank account, where it goes by transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundStatement:
    """Why each cent of a return goes back and where it goes; the lines add up to `total`."""

    return_number: str
    currency: str
    basis: Basis
    zone: str
    lines: tuple[StatementLine, ...]
    legs: tuple[StatementLeg, ...]
    due_at: datetime | None

    @property
    def total(self) -> int:
        """What goes back for all of it, pieces still to be judged taken as good."""
        return sum(line.amount for line in self.lines)


def refund_statement(*, return_id: UUID) -> RefundStatement | None:
    """The statement of a return for customer and advisor alike; None where there is no such return."""
    row = Return.objects.select_related("order").filter(public_id=return_id).first()
    if row is None:
        return None
    names = {str(piece.public_id): piece.name for piece in orders.pieces_of(order_id=row.order_id)}
    given = [line for statement in row.statements for line in statement["lines"]]
    return RefundStatement(
        return_number=row.number,
        currency=row.order.currency,
        basis=Basis(row.basis),
        zone=row.order.zone,
        lines=(
            *(_line(line, names, planned=False) for line in given),
            *(_line(line, names, planned=True) for line in _planned(row)),
        ),
        legs=statement_legs(refunds=refunds_of(parcel=row), due_at=row.refund_by),
        due_at=row.refund_by,
    )


def statement_legs(*, refunds: Iterable[Effect], due_at: datetime | None) -> tuple[StatementLeg, ...]:
    """Where each part of the money is."""
    return tuple(
        StatementLeg(
            method=payments.method_of(refund=effect),
            amount=effect.amount,
            state=effect.state,
            due_at=due_at,
            done_at=effect.done_at,
            reference=effect.provider_ref,
            ending=payments.ending_of(refund=effect),
        )
        for effect in refunds
    )


def refunds_due(*, at: datetime) -> tuple[ReturnView, ...]:
    """Returns whose money is to be with the customer within three days, or should be already, and is not (A-05, RET-11).

    A withdrawal whose parcel the carrier has not seen may wait.
    """
    rows = Return.objects.filter(refund_by__lte=at + _WARN_BEFORE).exclude(state=ReturnState.CANCELLED)
    came = rows.filter(Q(sent_at__isnull=False) | Q(received_at__isnull=False))
    views = (return_view(return_id=row) for row in came.values_list("public_id", flat=True))
    return tuple(view for view in views if view and _is_owed(view))


def _is_owed(view: ReturnView) -> bool:
    """Whether something is still to go back: a refund under way, or a piece that is not judged."""
    to_judge = any(
        piece.acceptance in {AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON}
        and piece.reception != ReceptionState.MISSING
        for piece in view.pieces
    )
    return view.refund_amount > 0 and (to_judge or view.refunded_at is None)


def _planned(row: Return) -> list[dict[str, Any]]:
    """The lines of what would go back for the pieces still to be judged."""
    if row.state not in OPEN:
        return []
    waiting = [
        str(one.piece.public_id)
        for one in return_pieces(parcel=row)
        if one.acceptance in {AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON}
        and one.reception != ReceptionState.MISSING
    ]
    if not waiting:
        return []
    facts = order_facts(order=row.order)
    plan = refund_plan(order=row.order, facts=facts, pieces=waiting, basis=Basis(row.basis))
    return [asdict(line) for line in plan.lines]


def _line(line: dict[str, Any], names: dict[str, str], *, planned: bool) -> StatementLine:
    return StatementLine(
        kind=LineKind(line["kind"]),
        amount=line["amount"],
        tax=line["tax"],
        piece=names.get(line["piece"], ""),
        rule=line["rule"] or "",
        planned=planned,
    )
