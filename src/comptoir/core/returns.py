"""Returns of online orders: which piece may come back, until when, and what a verdict needs (RET)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from comptoir.core.actors import Actor, ActorKind, Role, may_act_as
from comptoir.core.calendar import end_of_day_after, local_date, not_after
from comptoir.core.decisions import Allowed, Decision, NeedsPerson, Refused
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState
from comptoir.core.lifecycles import AcceptanceState, OrderState, ReceptionState, ReturnState
from comptoir.core.policy import HousePolicy
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis

# A piece in one of these states cannot be returned, whenever it is asked.
_NOT_RETURNABLE: dict[PieceState, tuple[str, Reason]] = {
    PieceState.CANCELLED: ("RET-01", Reason.PIECE_CANCELLED),
    PieceState.LOST: ("RET-01", Reason.PIECE_LOST),
    PieceState.REFUNDED: ("RET-01", Reason.ALREADY_REFUNDED),
    PieceState.REPLACED: ("A-12", Reason.PIECE_REPLACED),
    PieceState.RETURN_REGISTERED: ("RET-13", Reason.RETURN_OPEN),
    PieceState.RETURN_RECEIVED: ("RET-13", Reason.RETURN_OPEN),
    PieceState.RETURN_ACCEPTED: ("RET-01", Reason.ALREADY_RETURNED),
    PieceState.RETURN_REFUSED: ("RET-06", Reason.ALREADY_JUDGED),
}


_COMING_BACK_OR_GONE = frozenset(
    {
        PieceState.CANCELLED,
        PieceState.LOST,
        PieceState.REFUNDED,
        PieceState.REPLACED,
        PieceState.RETURN_REGISTERED,
        PieceState.RETURN_RECEIVED,
        PieceState.RETURN_ACCEPTED,
    }
)


class Verdict(StrEnum):
    """What the warehouse says of a piece that came back (RET-10)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NEEDS_PERSON = "needs_person"


class HeldChoice(StrEnum):
    """What becomes of a refused piece, as its customer wishes (RET-06); none of it is destruction (A-36)."""

    SEND_BACK = "send_back"
    COLLECT = "collect"
    GIVE_UP = "give_up"  # left to the house, for recycling


def choose_by(*, refused_at: datetime, days: int, zone: str) -> datetime:
    """The last second in which the customer says what becomes of a refused piece; then a person decides (RET-06)."""
    return end_of_day_after(local_date(refused_at, zone=zone), days=days, zone=zone)


def return_until(
    *, order: OrderFacts, policy: HousePolicy, piece: PieceFacts | None = None
) -> datetime | None:
    """The last second in which a return can be registered; None while a part of the order has not arrived (RET-01).

    A `piece` that was sent again has days of its own (A-12).
    """
    received_at = order.received_with(piece) if piece else order.received_at
    if received_at is None:
        return None
    received_on = local_date(received_at, zone=order.zone)
    return end_of_day_after(received_on, days=policy.returns.days, zone=order.zone)


def can_return(*, piece: PieceFacts, order: OrderFacts, policy: HousePolicy, at: datetime) -> Decision:
    """RET-01, RET-05. A piece that has arrived may come back at once; the days run from the order's last parcel."""
    if order.state in (OrderState.AWAITING_PAYMENT, OrderState.ABANDONED):
        return Refused(rule="RET-01", reason=Reason.NOT_PLACED)
    if piece.state in _NOT_RETURNABLE:
        rule, reason = _NOT_RETURNABLE[piece.state]
        return Refused(rule=rule, reason=reason)
    if piece.personalised:
        return Refused(rule="RET-05", reason=Reason.PERSONALISED)
    if piece.gift:
        return Refused(rule="A-50", reason=Reason.GIFT_GOES_ALONG)
    days = policy.returns.days
    if piece.state is not PieceState.DELIVERED:
        return Refused(rule="RET-01", reason=Reason.NOT_RECEIVED_YET, values=(("days", days),))
    until = return_until(piece=piece, order=order, policy=policy)
    if until and not not_after(at, until=until):
        return Refused(
            rule="RET-01", reason=Reason.RETURN_WINDOW_OVER, until=until, values=(("until", until),)
        )
    return Allowed(rule="RET-01", until=until, values=(("days", days),))


def check_return(
    *, order: OrderFacts, chosen: Collection[str], policy: HousePolicy, at: datetime
) -> tuple[Refused, ...]:
    """Every reason why these pieces (ids) cannot be registered together; empty where they can (RET-07)."""
    if not chosen:
        return (Refused(rule="RET-07", reason=Reason.NOTHING_CHOSEN, field="pieces"),)
    if set(chosen) - {piece.id for piece in order.pieces}:
        return (Refused(rule="RET-07", reason=Reason.PIECE_NOT_HERE, field="pieces"),)
    decisions = (
        can_return(piece=piece, order=order, policy=policy, at=at)
        for piece in order.pieces
        if piece.id in chosen
    )
    return tuple(decision for decision in decisions if isinstance(decision, Refused))


def gifts_along(*, order: OrderFacts, leaving: Collection[str]) -> frozenset[str]:
    """The gifts (ids) that go with these pieces: all that are still there, once nothing that was bought is (A-50)."""
    bought = (piece for piece in order.pieces if not piece.gift)
    if any(piece.id not in leaving and piece.state not in _COMING_BACK_OR_GONE for piece in bought):
        return frozenset()
    gifts = (piece for piece in order.pieces if piece.gift)
    return frozenset(piece.id for piece in gifts if piece.state not in _COMING_BACK_OR_GONE)


def hand_in_by(*, registered_at: datetime, zone: str, policy: HousePolicy) -> datetime:
    """The last second in which the parcel of a timely return may be handed in (RET-15)."""
    return end_of_day_after(local_date(registered_at, zone=zone), days=policy.returns.hand_in_days, zone=zone)


def judge_hand_in(
    *, registered_at: datetime, handed_in_at: datetime, zone: str, policy: HousePolicy
) -> Decision:
    """RET-15: a parcel handed in in time is accepted; for a later one a person decides."""
    until = hand_in_by(registered_at=registered_at, zone=zone, policy=policy)
    if not_after(handed_in_at, until=until):
        return Allowed(rule="RET-15", until=until)
    return NeedsPerson(rule="RET-15", reason=Reason.HANDED_IN_LATE, until=until, values=(("until", until),))


def refund_due_by(*, confirmed_at: datetime, zone: str, policy: HousePolicy) -> datetime:
    """The last second in which the refund of a confirmed return is in time (RET-11)."""
    return end_of_day_after(local_date(confirmed_at, zone=zone), days=policy.returns.refund_days, zone=zone)


def can_cancel_return(*, state: ReturnState, basis: Basis, actor: Actor) -> Decision:
    """RET-13: only an advisor, and only while the parcel has not been sent. What the law takes back stays (A-08)."""
    if actor.kind is not ActorKind.STAFF or not may_act_as(actor.role, (Role.ADVISOR,)):
        return Refused(rule="RET-13", reason=Reason.NOT_ALLOWED)
    if basis is Basis.STATUTORY_WITHDRAWAL:
        return Refused(rule="A-08", reason=Reason.WITHDRAWAL_STANDS)
    if state is ReturnState.REGISTERED:
        return Allowed(rule="RET-13")
    sent = state in (ReturnState.SENT, ReturnState.RECEIVED)
    return Refused(rule="RET-13", reason=Reason.RETURN_SENT if sent else Reason.RETURN_NOT_OPEN)


def can_judge(
    *, reception: ReceptionState, acceptance: AcceptanceState, verdict: Verdict, reason: str
) -> Decision:
    """RET-10, RET-06: a verdict falls once, on a piece that was received, and a refusal says why."""
    if reception is not ReceptionState.RECEIVED:
        return Refused(rule="RET-10", reason=Reason.NOT_RECEIVED_BACK)
    if acceptance in (AcceptanceState.ACCEPTED, AcceptanceState.REFUSED):
        return Refused(rule="RET-10", reason=Reason.ALREADY_JUDGED)
    if verdict is Verdict.REFUSED and not reason.strip():
        return Refused(rule="RET-06", reason=Reason.VERDICT_WANTS_REASON, field="reason")
    return Allowed(rule="RET-10")
