"""May this order still be called back, until when and how (ORD-03)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from comptoir.core.calendar import not_after
from comptoir.core.decisions import Allowed, Decision, NeedsPerson, Refused, Values
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.lifecycles import OrderState
from comptoir.core.policy import HousePolicy
from comptoir.core.reasons import Reason

Caller = Literal["advisor", "shopper"]


class Stopping(StrEnum):
    """What became of asking the preparation team to stop an order: tried, not guaranteed."""

    ASKED = "asked"
    STOPPED = "stopped"
    TOO_LATE = "too_late"


_NEVER_OPEN = {
    OrderState.AWAITING_PAYMENT: Reason.NOT_PLACED,
    OrderState.ABANDONED: Reason.NOT_PLACED,
    OrderState.CANCELLED: Reason.ALREADY_CANCELLED,
}


def cancellable_until(*, order: OrderFacts, policy: HousePolicy) -> datetime | None:
    """The last second in which the order can be cancelled; None while a hold keeps its confirmation off.

    The minutes run from the placing, or from the confirmation where that came later (ORD-03).
    """
    if order.held:
        return None
    begun = max(order.placed_at, order.confirmed_at or order.placed_at).astimezone(UTC)
    until = begun.replace(microsecond=0) + timedelta(minutes=policy.checkout.cancellation_minutes)
    return until.astimezone(ZoneInfo(order.zone))


def kept_until(*, order: OrderFacts, policy: HousePolicy) -> datetime | None:
    """The last second before the preparation team has the order; None while it is held.

    That is the end of the cancellation time, unless the house releases orders sooner.
    """
    until = cancellable_until(order=order, policy=policy)
    sooner = timedelta(minutes=policy.checkout.cancellation_minutes - policy.checkout.kept_minutes)
    return until - sooner if until else None


def can_cancel(*, order: OrderFacts, policy: HousePolicy, at: datetime, by: Caller) -> Decision:
    """ORD-03. `values` say `how`: advisor, self (where the market lets the shopper) or phone, with the number to call.

    Where the preparation team has the order already, it is asked to stop it: `team` is among the values then.
    """
    if reason := _NEVER_OPEN.get(OrderState(order.state)):
        return Refused(rule="ORD-03", reason=reason)
    until = cancellable_until(order=order, policy=policy)
    if order.stop == Stopping.ASKED:
        return NeedsPerson(rule="ORD-03", reason=Reason.STOP_ASKED)
    if order.stop == Stopping.TOO_LATE:
        return Refused(rule="ORD-03", reason=Reason.STOP_TOO_LATE)
    if until and not not_after(at, until=until):
        return Refused(
            rule="ORD-03", reason=Reason.CANCELLATION_OVER, until=until, values=(("until", until),)
        )
    how = _how(order=order, policy=policy, by=by)
    if _may_be_stopped(order, policy):
        return Allowed(rule="ORD-03", until=until, values=(*how, ("team", "asked")))
    if order.state != OrderState.PLACED or order.parcel_leaving:
        return Refused(rule="ORD-03", reason=Reason.ALREADY_RELEASED, until=until)
    return Allowed(rule="ORD-03", until=until, values=how)


def _may_be_stopped(order: OrderFacts, policy: HousePolicy) -> bool:
    """Whether the preparation team has the order sooner than it must, and all of it is still here."""
    here = {PieceState.ORDERED, PieceState.PACKED, PieceState.CANCELLED}
    sooner = policy.checkout.kept_minutes < policy.checkout.cancellation_minutes
    return sooner and order.state == OrderState.RELEASED and {piece.state for piece in order.pieces} <= here


def decide_cancellation(*, order: OrderFacts, policy: HousePolicy, at: datetime, by: Caller) -> Decision:
    """What the cancelling verb obeys: as `can_cancel`, but a shopper who has to phone is refused and told the number."""
    decision = can_cancel(order=order, policy=policy, at=at, by=by)
    if not isinstance(decision, Allowed) or ("how", "phone") not in decision.values:
        return decision
    if decision.until is None:
        return Refused(rule="ORD-03", reason=Reason.BY_PHONE_WHILE_HELD, values=decision.values)
    values = (*decision.values, ("until", decision.until))
    return Refused(rule="ORD-03", reason=Reason.BY_PHONE, until=decision.until, values=values)


def _how(*, order: OrderFacts, policy: HousePolicy, by: Caller) -> Values:
    if by == "advisor":
        return (("how", "advisor"),)
    market = policy.market(order.country)
    if market and market.self_cancellation:
        return (("how", "self"),)
    return (("how", "phone"), ("phone", policy.house.phone))
