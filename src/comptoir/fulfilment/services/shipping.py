"""Shipping: the money first, then the parcel leaves (PAY-05). Nothing ships uncaptured (C-06)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.capture import CapturePlan, due_for_parcel, to_release
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import PARCEL, EffectState, Event, ParcelState, advance
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries
from comptoir.fulfilment.models import Parcel
from comptoir.fulfilment.services.labels import note_parcel
from comptoir.fulfilment.services.packing import lock_parcel, order_refusals
from comptoir.fulfilment.services.telling import tell_shipped
from comptoir.infra import queue
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import services as invoicing
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from comptoir.payments.gateways.base import ProviderUnreachable
from comptoir.stock import services as stock

if TYPE_CHECKING:
    from comptoir.orders.models import Order
    from comptoir.payments.models import Effect

_NOT_COVERED = "not_covered"


class ShipResult(StrEnum):
    """What became of the wish to ship."""

    SHIPPED = "shipped"
    CHARGING = "charging"  # the provider has not answered; it goes on by itself
    CAPTURE_FAILED = "capture_failed"  # back to packed


class CannotShip(NotPossible):
    """The parcel is not to be shipped, and why."""


@spans_transactions
def ship_parcel(*, parcel_id: UUID, actor: Actor, at: datetime) -> ShipResult:
    """Charge what the parcel is worth, then let it leave. Asking again ships nothing twice. Refusals: CannotShip."""
    with one_transaction():
        wanted = _begin(parcel_id, actor, at)
    for effect_id in wanted:
        _perform(effect_id, at)
    return settle_parcel(parcel_id=parcel_id, actor=actor, at=at)


@spans_transactions
def settle_parcel(*, parcel_id: UUID, actor: Actor, at: datetime) -> ShipResult:
    """Read what became of the charge of a parcel: let it leave, or take it back to packed. Nothing moves without an answer."""
    with one_transaction():
        parcel = lock_parcel(parcel_id=parcel_id)
        if parcel.state == ParcelState.CHARGING:
            _settle(parcel, actor, at)
    if parcel.state in queries.LEFT:
        return ShipResult.SHIPPED
    return ShipResult.CHARGING if parcel.state == ParcelState.CHARGING else ShipResult.CAPTURE_FAILED


def _begin(parcel_id: UUID, actor: Actor, at: datetime) -> list[int]:
    """Ask for the captures; returns the effects to perform."""
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state == ParcelState.VOIDED:
        raise CannotShip(Refused(rule=None, reason=Reason.PARCEL_NOT_PACKED))
    if parcel.state == ParcelState.PACKED:
        _refuse(parcel)
        _charge(parcel, actor, at)
    if parcel.state != ParcelState.CHARGING:
        return []
    return [effect.pk for effect in _effects(parcel) if effect.state == EffectState.REQUESTED]


def _refuse(parcel: Parcel) -> None:
    if refusals := order_refusals(order=parcel.order):
        raise CannotShip(*refusals)
    if parcel.label.state != EffectState.DONE:
        raise CannotShip(Refused(rule=None, reason=Reason.LABEL_PENDING))


def _charge(parcel: Parcel, actor: Actor, at: datetime) -> None:
    """Packed to charging, with the captures that core.capture finds due; a parcel that nothing covers stays packed."""
    plan = _plan(parcel, at)
    if plan.missing:
        parcel.capture_failure = _NOT_COVERED
        parcel.save(update_fields=["capture_failure"])
        note_parcel(
            parcel=parcel,
            verb="capture_failed",
            actor=actor,
            rule="PAY-05",
            reason=_NOT_COVERED,
            data={"missing": plan.missing, "currency": plan.currency},
            at=at,
        )
        return
    _drop_failed(parcel, actor, at)
    parcel.charges += 1
    parcel.state = advance(PARCEL, ParcelState.PACKED, Event.CHARGE)
    parcel.charging_at, parcel.capture_failure = at, ""
    parcel.delivery_share = _delivery_share(parcel)
    parcel.save()
    for leg in plan.legs:
        payments.request_capture(
            tender=leg.tender, amount=leg.amount, cause=_cause(parcel), final=leg.final, actor=actor, at=at
        )
    data: dict[str, object] = {"amount": plan.total, "ahead": plan.ahead, "currency": plan.currency}
    note_parcel(parcel=parcel, verb="parcel_charging", actor=actor, rule="PAY-05", data=data, at=at)


def _plan(parcel: Parcel, at: datetime) -> CapturePlan:
    order = parcel.order
    return due_for_parcel(
        order=queries.order_facts(order=order),
        parcel=[str(piece) for piece in queries.pieces_in(parcel=parcel)],
        charged=queries.pieces_charged(order_id=order.pk, states=queries.CHARGED, besides=parcel),
        tenders=payments_queries.tenders_for(order_number=order.number),
        methods=markets.policy_version(number=order.policy_version).methods,
        at=at,
    )


def _cause(parcel: Parcel) -> str:
    """Each time a parcel goes to be charged is an intent of its own (C-10)."""
    return f"parcel:{parcel.public_id}:{parcel.charges}"


def _effects(parcel: Parcel) -> list[Effect]:
    effects = payments_queries.effects_of(order_number=parcel.order.number)
    return list(effects.filter(kind="capture", cause=_cause(parcel)))


def _drop_failed(parcel: Parcel, actor: Actor, at: datetime) -> None:
    for effect in _effects(parcel):
        if effect.state == EffectState.FAILED:
            payments.drop_effect(effect=effect, actor=actor, at=at)


def _delivery_share(parcel: Parcel) -> int:
    """The order's delivery charge goes with the first parcel that is charged (PAY-05)."""
    others = Parcel.objects.filter(order=parcel.order, state__in=queries.CHARGED).exclude(pk=parcel.pk)
    return 0 if others.filter(delivery_share__gt=0).exists() else parcel.order.delivery_paid


def _perform(effect_id: int, at: datetime) -> None:
    try:
        payments.perform_effect(effect_id=effect_id, at=at)
    except ProviderUnreachable:
        return  # the effect's own job tries again, and the sweep settles the parcel


def _settle(parcel: Parcel, actor: Actor, at: datetime) -> None:
    effects = _effects(parcel)
    failed = [effect for effect in effects if effect.state == EffectState.FAILED]
    if failed:
        _take_back(parcel, failed[0].failure, actor, at)
    elif _covered(parcel):
        _leave(parcel, sum(effect.amount for effect in effects), actor, at)


def _covered(parcel: Parcel) -> bool:
    """I-8: what the provider confirmed covers everything that has left, this parcel included."""
    order = parcel.order
    left = queries.pieces_charged(order_id=order.pk, states=queries.LEFT, besides=parcel)
    left |= {str(piece) for piece in queries.pieces_in(parcel=parcel)}
    worth = sum(
        piece.paid + piece.duty
        for piece in orders.pieces_of(order_id=order.pk)
        if str(piece.public_id) in left
    )
    shares = Parcel.objects.filter(order=order, state__in=queries.LEFT).values_list(
        "delivery_share", flat=True
    )
    captured = sum(p.captured for p in payments_queries.payments_of(order_number=order.number))
    return captured >= worth + parcel.delivery_share + sum(shares)


def _take_back(parcel: Parcel, failure: str, actor: Actor, at: datetime) -> None:
    parcel.state = advance(PARCEL, ParcelState.CHARGING, Event.FAIL)
    parcel.capture_failure, parcel.charging_at, parcel.delivery_share = failure[:60], None, 0
    parcel.save()
    note_parcel(parcel=parcel, verb="capture_failed", actor=actor, rule="PAY-05", reason=failure, at=at)


def _leave(parcel: Parcel, captured: int, actor: Actor, at: datetime) -> None:
    """The parcel is paid for: stock, invoice, mail and the rest of the authorisation, all in this transaction."""
    order = parcel.order
    pieces = queries.pieces_in(parcel=parcel)
    parcel.state = advance(PARCEL, ParcelState.CHARGING, Event.SHIP)
    parcel.shipped_at = at
    parcel.save(update_fields=["state", "shipped_at"])
    free_rest(order=order, actor=actor, at=at)
    stock.take_pieces(pieces=pieces, actor=actor, at=at)
    document = invoicing.issue_invoice(
        order=order,
        parcel_cause=f"parcel:{parcel.public_id}",
        pieces=orders.pieces_by_ids(public_ids=pieces),
        delivery_share=parcel.delivery_share,
        at=at,
    )
    data: dict[str, object] = {"captured": captured, "invoice": document.number if document else ""}
    note_parcel(parcel=parcel, verb="parcel_shipped", actor=actor, rule="DEL-10", data=data, at=at)
    tell_shipped(parcel=parcel, captured=captured, at=at)
    queue.defer("fulfilment.apply_scans", label_id=parcel.label_id)


@joins_transaction
def free_rest(*, order: Order, actor: Actor, at: datetime) -> None:
    """Have what is still authorised released, where nothing more will leave (PAY-06). The order must be locked."""
    left = to_release(
        order=queries.order_facts(order=order),
        charged=queries.pieces_charged(order_id=order.pk, states=queries.CHARGED),
        tenders=payments_queries.tenders_for(order_number=order.number),
        at=at,
    )
    if left:
        payments.release_rest(order_number=order.number, cause=f"rest:{order.public_id}", actor=actor, at=at)
