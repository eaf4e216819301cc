"""Calling an order back: money, stock and codes return to where they were, in one transaction (ORD-03)."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import Actor, ActorKind
from comptoir.core.cancellation import Caller, decide_cancellation
from comptoir.core.decisions import Allowed, NeedsPerson, Refused
from comptoir.core.lifecycles import OrderState
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.drops import services as drops
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries
from comptoir.orders.models import Order
from comptoir.orders.services.moving import mark_cancelled
from comptoir.payments import services as payments
from comptoir.promotions import services as promotions
from comptoir.stock import services as stock


class CannotCancel(NotPossible):
    """The order is not to be called back any more, and why."""


@owns_transaction
def cancel_order(*, order_number: str, actor: Actor, reason: str, at: datetime) -> Order:
    """ORD-03: call an order back in its time: void or refund, stock and codes freed, a mail. Refusals: CannotCancel."""
    order = queries.lock_order(number=order_number)
    cancel_locked(order=order, actor=actor, reason=reason, at=at)
    return order


@joins_transaction
def cancel_locked(*, order: Order, actor: Actor, reason: str, at: datetime) -> None:
    """As `cancel_order`, of an order that the caller has locked; one that the warehouse has is refused."""
    policy = markets.policy_version(number=order.policy_version)
    facts = queries.order_facts(
        order=order, pieces=(), states={}, delivered={}, held=queries.is_held(order_id=order.pk)
    )
    if order.state == OrderState.RELEASED:
        raise CannotCancel(Refused(rule="ORD-03", reason=Reason.ALREADY_RELEASED))
    match decide_cancellation(order=facts, policy=policy, at=at, by=caller_of(actor=actor)):
        case Refused() as refusal:
            raise CannotCancel(refusal)
        case Allowed() | NeedsPerson():
            undo_order(
                order=order,
                rule="ORD-03",
                basis=Basis.CANCEL_BEFORE_DISPATCH,
                reason=reason,
                actor=actor,
                at=at,
            )


def caller_of(*, actor: Actor) -> Caller:
    """Who calls an order back."""
    return "advisor" if actor.kind is ActorKind.STAFF else "shopper"


@joins_transaction
def undo_order(*, order: Order, rule: str, basis: Basis, reason: str, actor: Actor, at: datetime) -> None:
    """Take back an order nothing of which has left: the order must be locked."""
    plan = queries.plan_undoing(number=order.number)
    left = mark_cancelled(order=order, rule=rule, reason=reason, actor=actor, at=at)
    money, amount = _return_money(order=order, plan=plan, basis=basis, actor=actor, at=at)
    promotions.free_codes(order_number=order.number, at=at)
    drops.free_turns(order_number=order.number, at=at)
    stock.free_pieces(pieces=[piece.public_id for piece in left], at=at)
    party = queries.delivery_party(order_id=order.pk)
    if party is None:
        return
    notices.send(
        kind="order_cancelled",
        to=party.email,
        language=order.language,
        country=order.country,
        key=f"order_cancelled:{order.number}",
        facts={
            "order": queries.summary_of(order=order),
            "money": money,
            "amount": amount,
            "checked": rule == "PAY-12",
        },
        order_number=order.number,
        at=at,
    )


def _return_money(
    *, order: Order, plan: queries.Undoing, basis: Basis, actor: Actor, at: datetime
) -> tuple[str, int]:
    """Void what was only authorised, give back what was taken; what it was and how much, for the mail."""
    cause = f"cancel:{order.public_id}"
    for tender, rest in plan.refunds.items():
        payments.request_refund(tender=tender, amount=rest, cause=cause, basis=basis, actor=actor, at=at)
    payments.release_rest(order_number=order.number, cause=cause, actor=actor, at=at)
    return ("refunded", plan.refunded) if plan.refunds else ("voided", plan.voided)
