"""Good will: a price lowered afterwards by an advisor, within what is left of their envelope for the month (C-23).

Envelopes are counted in one currency, so that gestures in several add up: the policy says what an envelope is in each,
and amounts compare as these sums do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from comptoir.core.actors import Role
from comptoir.core.calendar import add_months, local_date
from comptoir.core.decisions import Refused
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState, TenderFacts
from comptoir.core.money import Money
from comptoir.core.policy import RefundTerms
from comptoir.core.reasons import Reason
from comptoir.core.refunds import GESTURE_RULE, NOT_LEFT

COUNTED_IN = "EUR"
ENVELOPES = (Role.ADVISOR, Role.SENIOR_ADVISOR)  # the roles that have one; admin acts as the last
_GIVEN_BACK = (PieceState.REFUNDED, PieceState.RETURN_ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """A gesture as somebody means it: of a piece (its id), of delivery where that is blank; None is no readable amount."""

    piece: str
    amount: int | None
    reason: str
    words: str  # for the customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What one person may give in a month (its first day), by currency, and has given, in cents of COUNTED_IN."""

    month: date
    sums: Mapping[str, Money]
    given: int

    @property
    def currency(self) -> str:
        """What it is counted in."""
        return COUNTED_IN

    @property
    def whole(self) -> int:
        """What the month began with."""
        return self.sums[COUNTED_IN].amount if self.sums else 0

    @property
    def left(self) -> int:
        """What is still to give; never below nothing, whatever the policy has become meanwhile."""
        return max(0, self.whole - self.given)

    @property
    def renews(self) -> date:
        """The day on which it is full again."""
        return add_months(self.month, months=1)

    def counted(self, amount: int, *, currency: str) -> int:
        """An amount in cents of COUNTED_IN, rounded up."""
        return -(-amount * self.whole // self.sums[currency].amount)

    def left_in(self, currency: str) -> Money:
        """What is still to give, in a currency, rounded down."""
        if not self.whole:
            return Money.zero(currency)
        return Money(int(Fraction(self.left * self.sums[currency].amount, self.whole)), currency)


def envelope_month(at: datetime, *, zone: str) -> date:
    """The first day of the month whose envelope is given from at this moment, in the zone of the house."""
    return local_date(at, zone=zone).replace(day=1)


def envelope_sums(role: Role | None, *, terms: RefundTerms) -> Mapping[str, Money]:
    """What the envelope of a role is, by currency; nothing for a role without one."""
    acts_as = Role.SENIOR_ADVISOR if role is Role.ADMIN else role
    return terms.goodwill.get(acts_as, {}) if acts_as in ENVELOPES else {}


def most_of(*, order: OrderFacts, piece: str) -> int:
    """What has been paid for a piece (its id), or for delivery, and has not gone back, in minor units."""
    if not piece:
        return order.delivery_paid - order.delivery_refunded
    return next((known.rest for known in order.pieces if known.id == piece), 0)


def check_gesture(
    gesture: Gesture,
    *,
    order: OrderFacts,
    refunded: Collection[str],
    tenders: Sequence[TenderFacts],
    disputed: bool,
    envelope: Envelope | None,
) -> tuple[Refused, ...]:
    """Everything that speaks against a gesture: what it is of, how much, and the envelope, unless that has kept its part
    aside already (C-23, C-15)."""
    return (
        *_said(gesture),
        *check_target(gesture.piece, order=order, refunded=refunded, disputed=disputed),
        *(_amount(gesture.amount, gesture.piece, order, tenders) if gesture.amount is not None else ()),
        *(_envelope(gesture.amount, order.currency, envelope) if gesture.amount and envelope else ()),
    )


def _no(reason: Reason, *values: tuple[str, Money | date | str], field: str | None = None) -> Refused:
    return Refused(rule=GESTURE_RULE, reason=reason, values=values, field=field)


def _said(gesture: Gesture) -> Iterator[Refused]:
    if gesture.amount is None or gesture.amount <= 0:
        yield _no(Reason.GESTURE_AMOUNT, field="amount")
    for name, text in (("reason", gesture.reason), ("words", gesture.words)):
        if not text.strip():
            yield _no(Reason.FIELD_MISSING, field=name)


def check_target(
    target: str, *, order: OrderFacts, refunded: Collection[str], disputed: bool
) -> tuple[Refused, ...]:
    """What speaks against a gesture of any amount on a piece (its id), or on delivery where that is blank."""
    piece = next((known for known in order.pieces if known.id == target), None)
    if target and piece is None:
        return (_no(Reason.NOT_FOUND),)
    no = _on_delivery(order) if piece is None else _on_piece(piece, refunded)
    frozen = [Refused(rule="C-15", reason=Reason.REFUND_DISPUTED)] if disputed else []
    return (*frozen, *([_no(no)] if no else []))


def _on_delivery(order: OrderFacts) -> Reason | None:
    if not order.delivery_paid:
        return Reason.GESTURE_FREE
    waits = all(known.state in NOT_LEFT for known in order.pieces)
    return Reason.GESTURE_NOT_CHARGED if waits else None


def _on_piece(piece: PieceFacts, refunded: Collection[str]) -> Reason | None:
    if piece.state in NOT_LEFT:
        return Reason.GESTURE_NOT_CHARGED
    if piece.state in _GIVEN_BACK or piece.id in refunded:
        return Reason.ALREADY_REFUNDED
    return None if piece.paid else Reason.GESTURE_FREE


def _amount(amount: int, piece: str, order: OrderFacts, tenders: Sequence[TenderFacts]) -> Iterator[Refused]:
    held = sum(max(0, tender.captured - tender.refunded) for tender in tenders)
    most = min(most_of(order=order, piece=piece), held)
    if amount > most:
        yield _no(Reason.GESTURE_TOO_LARGE, ("most", Money(most, order.currency)), field="amount")


def _envelope(amount: int, currency: str, envelope: Envelope) -> Iterator[Refused]:
    if not envelope.sums:
        yield _no(Reason.GESTURE_NO_ENVELOPE)
    elif envelope.counted(amount, currency=currency) > envelope.left:
        left, renews = envelope.left_in(currency), envelope.renews
        yield _no(Reason.GESTURE_ENVELOPE, ("left", left), ("renews", renews), field="amount")
