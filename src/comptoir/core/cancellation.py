"""May this order still be called back, until when and how (ORD-03)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from comptoir.core.calendar import not_after
from comptoir.core.decisions import Allowed, Decision, Refused, Values
from comptoir.core.facts import OrderFacts
from comptoir.core.lifecycles import OrderState
from comptoir.core.policy import HousePolicy
from comptoir.core.reasons import Reason

Caller = Literal["advisor", "shopper"]

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


def release_due_at(*, order: OrderFacts, policy: HousePolicy) -> datetime | None:
    """When the warehouse may have the order: the first second after the cancellation time; None while it is held."""
    until = cancellable_until(order=order, policy=policy)
    return until.astimezone(UTC) + timedelta(seconds=1) if until else None


def can_cancel(*, order: OrderFacts, policy: HousePolicy, at: datetime, by: Caller) -> Decision:
    """ORD-03. `values` say `how`: advisor, self (where the market lets the shopper) or phone, with the number to call."""
    if reason := _NEVER_OPEN.get(OrderState(order.state)):
        return Refused(rule="ORD-03", reason=reason)
    until = cancellable_until(order=order, policy=policy)
    if until and not not_after(at, until=until):
        return Refused(
            rule="ORD-03", reason=Reason.CANCELLATION_OVER, until=until, values=(("until", until),)
        )
    if order.state != OrderState.PLACED or order.parcel_leaving:
        return Refused(rule="ORD-03", reason=Reason.ALREADY_RELEASED, until=until)
    return Allowed(rule="ORD-03", until=until, values=_how(order=order, policy=policy, by=by))


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
