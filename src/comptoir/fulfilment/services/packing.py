"""Packing: pieces into a parcel with a label, and out of it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.core.actors import Actor
from comptoir.core.cancellation import Stopping
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import EffectState, OrderState, ParcelState
from comptoir.core.numbers import Series, make_number
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries
from comptoir.fulfilment.carriers.base import CarrierRefused, CarrierUnreachable, Rate
from comptoir.fulfilment.models import Parcel, ParcelPiece
from comptoir.fulfilment.services.labels import (
    ask_rates,
    empty_parcel,
    note_parcel,
    settle_label,
    want_label,
)
from comptoir.fulfilment.services.lots import lots_leaving
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece

_NOT_WITH_THE_WAREHOUSE = {
    OrderState.AWAITING_PAYMENT: Reason.NOT_PLACED,
    OrderState.ABANDONED: Reason.NOT_PLACED,
    OrderState.CANCELLED: Reason.ALREADY_CANCELLED,
}


class CannotPack(NotPossible):
    """These pieces are not to be packed, and why."""


class CannotUnpack(NotPossible):
    """The parcel is not to be taken apart any more, and why."""


class UnknownParcel(NotPossible):
    """There is no such parcel."""


def order_refusals(*, order: Order) -> tuple[Refused, ...]:
    """Why the warehouse may not work on an order; none where it may. The order must be locked."""
    if reason := _NOT_WITH_THE_WAREHOUSE.get(OrderState(order.state)):
        return (Refused(rule=None, reason=reason),)
    if orders.is_held(order_id=order.pk):
        return (Refused(rule="PAY-12", reason=Reason.ORDER_HELD),)
    if order.state == OrderState.PLACED:
        until = (order.kept_until or order.cancellable_until or order.ordered_at).astimezone(
            ZoneInfo(order.zone)
        )
        return (Refused(rule="ORD-03", reason=Reason.NOT_RELEASED, until=until, values=(("until", until),)),)
    if queries.stop_of(order_id=order.pk) == Stopping.ASKED:
        return (Refused(rule="ORD-03", reason=Reason.STOP_ASKED),)
    return ()


def choose_pieces(*, order: Order, wanted: Sequence[UUID] | None) -> tuple[list[Piece], tuple[Refused, ...]]:
    """Pieces that are neither cancelled nor in a parcel, all of them where none are named; and what is wrong with others."""
    pieces = {piece.public_id: piece for piece in orders.pieces_of(order_id=order.pk)}
    packed, _ = queries.piece_places(order_id=order.pk)
    if wanted is None:
        free = [p for p in pieces.values() if p.cancelled_at is None and p.public_id not in packed]
        return free, () if free else (_no(Reason.PIECE_IN_PARCEL),)
    if not wanted:
        return [], (_no(Reason.NOTHING_CHOSEN),)
    chosen, refusals = [], []
    for public_id in dict.fromkeys(wanted):
        piece = pieces.get(public_id)
        if piece is None:
            refusals.append(_no(Reason.PIECE_NOT_HERE))
        elif piece.cancelled_at is not None:
            refusals.append(_no(Reason.PIECE_CANCELLED))
        elif public_id in packed:
            refusals.append(_no(Reason.PIECE_IN_PARCEL))
        else:
            chosen.append(piece)
    if not refusals and _leaves_alone(chosen, pieces.values(), packed):
        refusals.append(Refused(rule="A-50", reason=Reason.GIFT_LEAVES_ALONG, field="pieces"))
    return chosen, tuple(refusals)


def _leaves_alone(chosen: Collection[Piece], pieces: Collection[Piece], packed: Collection[UUID]) -> bool:
    """Whether only gifts would leave while something that was bought is still here, and may never leave (A-50)."""
    here = (p for p in pieces if not p.gift and p.cancelled_at is None and p.public_id not in packed)
    return all(piece.gift for piece in chosen) and any(here)


def _no(reason: Reason) -> Refused:
    return Refused(rule=None, reason=reason, field="pieces")


@spans_transactions
def ask_postage(*, order_number: str, at: datetime) -> tuple[Rate, ...]:
    """What the carrier would ask of the house for all that is left to pack. Refusals: CannotPack."""
    order = orders.order_by_number(number=order_number)
    left, refusals = choose_pieces(order=order, wanted=None) if order else ([], (_no(Reason.NOT_FOUND),))
    if order is None or refusals:
        raise CannotPack(*refusals)
    try:
        return ask_rates(order=order, pieces=left, at=at)
    except CarrierRefused as refusal:
        why = (("why", refusal.why),)
        raise CannotPack(Refused(rule=None, reason=Reason.LABEL_REFUSED, values=why)) from refusal
    except CarrierUnreachable as trouble:
        raise CannotPack(_no(Reason.LABEL_PENDING)) from trouble


@spans_transactions
def pack_parcel(
    *,
    order_number: str,
    pieces: Sequence[UUID] | None,
    weighed_g: int | None = None,
    lots: Mapping[UUID, str] | None = None,
    actor: Actor,
    at: datetime,
) -> queries.ParcelView:
    """Put pieces, by default all that are left, into a parcel and buy its label. Refusals: CannotPack, CannotReadLot.

    It weighs what the scales say, or what its pieces do. `lots` are the codes that were read off labels.

    Where the carrier does not answer, the parcel stands without its label, which comes by itself.
    """
    with one_transaction():
        order = orders.lock_order(number=order_number)
        refusals = order_refusals(order=order)
        if not refusals:
            chosen, refusals = choose_pieces(order=order, wanted=pieces)
        if refusals:
            raise CannotPack(*refusals)
        leaving = lots_leaving(pieces=chosen, read=lots or {})
        parcel = _make_parcel(order, chosen, leaving, weighed_g, actor, at)
    label = settle_label(label_id=parcel.label_id, at=at)
    if label.state == EffectState.FAILED:
        why = (("why", label.failure),)
        raise CannotPack(Refused(rule=None, reason=Reason.LABEL_REFUSED, values=why))
    return parcel_or_refuse(parcel_id=parcel.public_id)


def _make_parcel(
    order: Order,
    pieces: Sequence[Piece],
    lots: Mapping[int, int],
    weighed_g: int | None,
    actor: Actor,
    at: datetime,
) -> Parcel:
    parcel = Parcel.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(60), series=Series.PARCEL),
        order=order,
        state=ParcelState.PACKED,
        label=want_label(order=order, kind="parcel", pieces=pieces, at=at),
        weight_g=weighed_g or sum(piece.weight_g for piece in pieces),
        packed_at=at,
    )
    ParcelPiece.objects.bulk_create(
        ParcelPiece(parcel=parcel, piece=piece, lot_id=lots.get(piece.pk)) for piece in pieces
    )
    data: dict[str, object] = {
        "pieces": [str(piece.public_id) for piece in pieces],
        "weight_g": parcel.weight_g,
        "weighed": weighed_g is not None,
    }
    note_parcel(parcel=parcel, verb="parcel_packed", actor=actor, data=data, at=at)
    return parcel


@owns_transaction
def unpack_parcel(*, parcel_id: UUID, actor: Actor, reason: str, at: datetime) -> None:
    """Take a packed parcel apart and void its label; one that is unpacked stays so. Refusals: CannotUnpack."""
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state == ParcelState.VOIDED:
        return
    if parcel.state != ParcelState.PACKED:
        raise CannotUnpack(moved_on(parcel=parcel))
    empty_parcel(parcel=parcel, actor=actor, reason=reason, at=at)


def moved_on(*, parcel: Parcel) -> Refused:
    """The refusal of a verb for which the parcel has gone too far."""
    return Refused(rule=None, reason=Reason.PARCEL_MOVED_ON, values=(("state", parcel.state),))


@joins_transaction
def lock_parcel(*, parcel_id: UUID) -> Parcel:
    """The parcel as it is now, under the lock of its order, which every verb on it takes. Refusals: UnknownParcel."""
    known = queries.parcel_by_id(parcel_id=parcel_id)
    if known is None:
        raise UnknownParcel(Refused(rule=None, reason=Reason.NOT_FOUND))
    orders.lock_order(number=known.order.number)
    return queries.parcel_by_id(parcel_id=parcel_id) or known


def parcel_or_refuse(*, parcel_id: UUID) -> queries.ParcelView:
    """The parcel as faces show it; UnknownParcel where there is none."""
    view = queries.parcel_view(parcel_id=parcel_id)
    if view is None:
        raise UnknownParcel(Refused(rule=None, reason=Reason.NOT_FOUND))
    return view
