"""What the desk looks at of money: authorisations by when they lapse, disputes with what speaks for us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.cases.queries.orders import OrderView, order_view
from comptoir.core.calendar import local_date, start_of_day
from comptoir.core.facts import PieceState
from comptoir.core.policy import HousePolicy
from comptoir.core.screening import marks_reached
from comptoir.fulfilment import queries as fulfilment
from comptoir.journal import queries as journal
from comptoir.journal.queries import JournalEntry
from comptoir.notices import queries as notices
from comptoir.notices.queries import SentMail
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments

if TYPE_CHECKING:
    from comptoir.payments.models import Dispute, Payment, Renewal
    from comptoir.payments.queries import FraudMonth

_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationView:
    """An authorisation that stands, with what it is still for; `held` is what can be taken of it, in minor units."""

    order_number: str
    order_state: str
    method: str
    held: int
    currency: str
    capture_before: datetime
    to_leave: tuple[tuple[str, int], ...]  # piece and how many of it have not left
    packed: bool
    asked_at: datetime | None  # since when the customer is asked to pay again
    replaced: bool  # another payment stands in its place and it is being released


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """A dispute as the desk shows it; amounts in minor units."""

    id: UUID
    order_number: str
    reason: str
    amount: int
    withdrawn: int
    currency: str
    state: str
    authentication: str
    answer_by: datetime | None
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """A month of card payments, its share of fraud reports and disputes, and how many marks that has reached (C-16)."""

    known: FraudMonth
    share: Decimal | None  # None where nothing was settled
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundView:
    """A refund that a second member of staff decides (C-13); `due_at` is when the law wants it paid."""

    id: UUID
    order_number: str
    amount: int
    currency: str
    basis: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the order says for us: who paid and proved it, what left and arrived, what the customer was told and when."""

    dispute: DisputeView
    order: OrderView
    mails: tuple[SentMail, ...]
    timeline: tuple[JournalEntry, ...]


def authorisations() -> tuple[AuthorisationView, ...]:
    """The authorisations that stand, the first to lapse first."""
    asked = {renewal.lapsing_id: renewal for renewal in payments.renewals()[: 2 * _SHOWN]}
    rows = (_authorisation(payment, asked.get(payment.pk)) for payment in payments.authorisations()[:_SHOWN])
    return tuple(row for row in rows if row is not None)


def _authorisation(payment: Payment, renewal: Renewal | None) -> AuthorisationView | None:
    order = orders.order_by_number(number=payment.order_number)
    if order is None or payment.capture_before is None:
        return None
    facts = {piece.id: piece.state for piece in fulfilment.order_facts(order=order).pieces}
    waiting = [
        piece
        for piece in orders.pieces_of(order_id=order.pk)
        if facts[str(piece.public_id)] in (PieceState.ORDERED, PieceState.PACKED)
    ]
    return AuthorisationView(
        order_number=order.number,
        order_state=order.state,
        method=payment.method,
        held=payment.authorised - payment.captured - payment.capturing,
        currency=payment.currency,
        capture_before=payment.capture_before,
        to_leave=tuple(Counter(f"{piece.name}, {piece.colour}, {piece.size}" for piece in waiting).items()),
        packed=any(facts[str(piece.public_id)] is PieceState.PACKED for piece in waiting),
        asked_at=renewal.asked_at if renewal and renewal.state == "waiting" else None,
        replaced=renewal is not None and renewal.state == "renewed",
    )


def fraud_watch(*, policy: HousePolicy, at: datetime) -> tuple[WatchView, ...]:
    """The last twelve months, the latest first, held against the marks of the policy."""
    zone = policy.house.time_zone
    today = local_date(at, zone=zone)
    since = start_of_day(date(today.year - 1, today.month, 1), zone=zone)
    months = payments.fraud_months(since=since, zone=zone)
    return tuple(_watched(known, policy.watch.values()) for known in months)


def _watched(known: FraudMonth, marks: Iterable[Decimal]) -> WatchView:
    events = known.reports + known.disputes
    return WatchView(
        known=known,
        share=round(Decimal(events) / known.settled, 5) if known.settled else None,
        reached=marks_reached(events=events, settled=known.settled, marks=marks),
    )


def waiting_refunds(*, refund_id: UUID | None = None) -> tuple[RefundView, ...]:
    """Refunds that wait for a second member of staff, the first that is due first; one of them where it is named."""
    rows = payments.refunds_waiting()
    if refund_id:
        rows = rows.filter(public_id=refund_id)
    return tuple(
        RefundView(
            id=row.public_id,
            order_number=row.payment.order_number,
            amount=row.amount,
            currency=row.payment.currency,
            basis=row.basis,
            asked_by=row.asked_by,
            asked_at=row.requested_at,
            due_at=row.due_at,
        )
        for row in rows[:_SHOWN]
    )


def disputes(*, order_number: str = "") -> tuple[DisputeView, ...]:
    """Disputes, those that want an answer first; of one order where it is named."""
    rows = payments.disputes_of(order_number=order_number) if order_number else payments.disputes()
    return tuple(_dispute(row) for row in rows[:_SHOWN])


def evidence(*, dispute_id: UUID, at: datetime) -> Evidence | None:
    """All that is known of a disputed order; None for a dispute that is not ours."""
    dispute = payments.dispute_by_id(public_id=dispute_id)
    order = orders.order_by_number(number=dispute.payment.order_number) if dispute else None
    if dispute is None or order is None:
        return None
    return Evidence(
        dispute=_dispute(dispute),
        order=order_view(order=order, viewer="advisor", at=at),
        mails=notices.messages_for_order(number=order.number),
        timeline=journal.entries_for_order(number=order.number),
    )


def _dispute(row: Dispute) -> DisputeView:
    return DisputeView(
        id=row.public_id,
        order_number=row.payment.order_number,
        reason=row.reason,
        amount=row.amount,
        withdrawn=row.withdrawn,
        currency=row.payment.currency,
        state=row.state,
        authentication=row.authentication,
        answer_by=row.answer_by,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
    )
