"""The statutory right to withdraw from the contract, which stands beside the house's own returns (A-01 to A-11).

It needs no reason and may be used before anything is sent. Where a market's law gives no such right there is none.
The parcel of a withdrawal is handed in like that of a return (`returns.hand_in_by`, RET-15). `terms` are those of the
delivery country, dated at the order.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from comptoir.core.calendar import (
    business_calendar,
    end_of_day_after,
    local_date,
    next_business_day,
    not_after,
)
from comptoir.core.decisions import Allowed, Decision, NeedsPerson, Refused
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.lifecycles import OrderState
from comptoir.core.reasons import Reason

_NO_CONTRACT = {
    OrderState.AWAITING_PAYMENT: Reason.NOT_PLACED,
    OrderState.ABANDONED: Reason.NOT_PLACED,
    OrderState.CANCELLED: Reason.ALREADY_CANCELLED,
}

_NOTHING_TO_WITHDRAW = {
    PieceState.CANCELLED: Reason.PIECE_CANCELLED,
    PieceState.LOST: Reason.PIECE_LOST,
    PieceState.REFUNDED: Reason.ALREADY_REFUNDED,
    PieceState.REPLACED: Reason.PIECE_REPLACED,
    PieceState.RETURN_ACCEPTED: Reason.ALREADY_RETURNED,
}


def withdrawal_until(
    *, order: OrderFacts, terms: EffectiveTerms, piece: PieceFacts | None = None
) -> datetime | None:
    """The last second of the right, in the zone of the delivery address; None until the last piece arrived (A-01).

    Of one `piece` it is that of the order as it was placed, and of a piece that was sent again its own.
    """
    received_at = order.received_with(piece) if piece else order.last_received_at
    if received_at is None or terms.withdrawal_days is None:
        return None
    received_on = local_date(received_at, zone=order.zone)
    until = end_of_day_after(received_on, days=terms.withdrawal_days, zone=order.zone)
    if not terms.next_working_day:
        return until
    calendar = business_calendar(order.country, "", until.year)
    working_day = next_business_day(until.date(), calendar=calendar)
    return end_of_day_after(working_day, days=0, zone=order.zone)


def can_withdraw(
    *, order: OrderFacts, terms: EffectiveTerms, at: datetime, piece: PieceFacts | None = None
) -> Decision:
    """A-01: from the contract on, parcel sent or not, until the last day. Personalised pieces have no such right (A-11)."""
    if terms.withdrawal_days is None:
        return Refused(rule=None, reason=Reason.NO_WITHDRAWAL_HERE)
    if reason := _NO_CONTRACT.get(OrderState(order.state)):
        return Refused(rule="A-01", reason=reason)
    until = withdrawal_until(order=order, terms=terms, piece=piece)
    if until and not not_after(at, until=until):
        return Refused(rule="A-01", reason=Reason.WITHDRAWAL_OVER, until=until, values=(("until", until),))
    if all(piece.personalised for piece in order.pieces):
        return Refused(rule="A-11", reason=Reason.PERSONALISED)
    return Allowed(rule="A-01", until=until, values=(("days", terms.withdrawal_days),))


def can_withdraw_piece(
    *, piece: PieceFacts, order: OrderFacts, terms: EffectiveTerms, at: datetime
) -> Decision:
    """A-08, A-11: one piece of the order. A house verdict against it does not end the right: a person looks."""
    if reason := _NOTHING_TO_WITHDRAW.get(piece.state):
        return Refused(rule="A-01", reason=reason)
    decision = can_withdraw(order=order, terms=terms, at=at, piece=piece)
    if not isinstance(decision, Allowed):
        return decision
    if piece.personalised:
        return Refused(rule="A-11", reason=Reason.PERSONALISED)
    if piece.state is PieceState.RETURN_REFUSED:
        return NeedsPerson(rule="A-10", reason=Reason.ALREADY_JUDGED, until=decision.until)
    return decision


def withdrawable(*, order: OrderFacts, terms: EffectiveTerms, at: datetime) -> tuple[str, ...]:
    """The pieces (ids) that a withdrawal of the whole order covers: what is chosen unless the shopper chooses less (A-08)."""
    return tuple(
        piece.id
        for piece in order.pieces
        if isinstance(can_withdraw_piece(piece=piece, order=order, terms=terms, at=at), Allowed)
    )


def withdrawal_refund_due_by(*, stated_at: datetime, zone: str, terms: EffectiveTerms) -> datetime:
    """The last second in which the money is back in time, counted from the statement (A-05)."""
    return end_of_day_after(local_date(stated_at, zone=zone), days=terms.refund_days, zone=zone)


def refund_payable_from(
    *, order: OrderFacts, pieces: Collection[str], stated_at: datetime, proofs: Collection[datetime]
) -> datetime | None:
    """From when the house may no longer wait with the refund (A-05); None while it may.

    `proofs` are the moments at which the goods came back or were shown to be on their way; what never left waits for
    nothing.
    """
    waiting = (PieceState.ORDERED, PieceState.PACKED)
    if all(piece.state in waiting for piece in order.pieces if piece.id in pieces):
        return stated_at
    return max(stated_at, min(proofs)) if proofs else None
