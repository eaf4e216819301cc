"""Calling an order back, also where the preparation team has it already: tried then, and not guaranteed (ORD-03)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from comptoir.core.actors import Actor
from comptoir.core.cancellation import Stopping, decide_cancellation
from comptoir.core.decisions import Allowed, Refused
from comptoir.core.lifecycles import OrderState, ParcelState
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.fulfilment import queries
from comptoir.fulfilment.models import Parcel, Stop
from comptoir.fulfilment.services.labels import empty_parcel
from comptoir.fulfilment.services.telling import tell
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services
from comptoir.orders.services import CannotCancel

if TYPE_CHECKING:
    from comptoir.orders.models import Order


class NoStopOpen(NotPossible):
    """Nobody asks to stop this order, or that was answered."""


@owns_transaction
def call_back_order(*, order_number: str, actor: Actor, reason: str, at: datetime) -> Stopping:
    """ORD-03: cancel an order in its time, or ask the preparation team to stop it where that has it. Refusals: CannotCancel.

    STOPPED: it is cancelled. ASKED: the answer comes later; until then nothing of it is packed or shipped.
    """
    order = orders.lock_order(number=order_number)
    if order.state != OrderState.RELEASED:
        orders_services.cancel_locked(order=order, actor=actor, reason=reason, at=at)
        return Stopping.STOPPED
    facts = queries.order_facts(order=order)
    if facts.stop == Stopping.ASKED:
        return Stopping.ASKED
    policy = markets.policy_version(number=order.policy_version)
    decision = decide_cancellation(
        order=facts, policy=policy, at=at, by=orders_services.caller_of(actor=actor)
    )
    leaving = Parcel.objects.filter(order=order, state__in=queries.CHARGED).exists()
    if not isinstance(decision, Allowed) or leaving:
        too_late = Refused(rule="ORD-03", reason=Reason.ALREADY_RELEASED)
        raise CannotCancel(decision if isinstance(decision, Refused) else too_late)
    Stop.objects.create(order=order, asked_by=actor.id, asked_at=at, reason=reason[:200])
    _note(order, "stop_asked", actor, reason, at)
    return Stopping.ASKED


@owns_transaction
def answer_stop(*, order_number: str, stopped: Stopping, actor: Actor, at: datetime) -> None:
    """The preparation team answers: STOPPED cancels the order with its money and its mail, TOO_LATE tells the customer.

    Refusals: NoStopOpen.
    """
    order = orders.lock_order(number=order_number)
    stop = Stop.objects.filter(order=order, answered_at__isnull=True).first()
    if stop is None or order.state != OrderState.RELEASED:
        raise NoStopOpen(Refused(rule="ORD-03", reason=Reason.NOT_FOUND))
    stop.stopped, stop.answered_by, stop.answered_at = stopped is Stopping.STOPPED, actor.id, at
    stop.save(update_fields=["stopped", "answered_by", "answered_at"])
    _note(order, f"stop_{Stopping.STOPPED if stop.stopped else Stopping.TOO_LATE}", actor, stop.reason, at)
    if not stop.stopped:
        tell(order=order, kind="stop_too_late", key=f"stop_too_late:{order.number}", facts={}, at=at)
        return
    packed = Parcel.objects.filter(order=order, state=ParcelState.PACKED)
    for parcel in packed.select_related("label", "order"):
        empty_parcel(parcel=parcel, actor=actor, reason=stop.reason, at=at)
    orders_services.undo_order(
        order=order,
        rule="ORD-03",
        basis=Basis.CANCEL_BEFORE_DISPATCH,
        reason=stop.reason,
        actor=actor,
        at=at,
    )


def _note(order: Order, verb: str, actor: Actor, reason: str, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="order",
        subject_id=str(order.public_id),
        order_number=order.number,
        actor=actor,
        rule="ORD-03",
        reason=reason,
        at=at,
    )
