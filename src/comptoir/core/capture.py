"""What to take when this parcel leaves (PAY-05): its pieces with their duty, and delivery with the first parcel.

The sum is kept, not the step: what is due is the worth of everything that has left, this parcel included, less what was
taken before. So a parcel unpacked, a failed capture or a payment made in full at confirmation need no case of their own.
A way to pay that allows one capture only takes the rest of the order with its first parcel, and the shopper is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.core.facts import OrderFacts, PieceState, TenderFacts
from comptoir.core.policy import Charged, Method, MethodTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureLeg:
    """One capture on one payment, in minor units; after a `final` one the rest of its authorisation is free."""

    tender: str
    amount: int
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturePlan:
    """The captures of a parcel. With a `missing` amount the parcel stays: no payment covers it any more.

    `ahead` is the part taken for pieces that have not left (one-capture methods); `release` names the payments whose
    rest is to be voided because nothing more will be taken from them.
    """

    currency: str
    legs: tuple[CaptureLeg, ...] = ()
    ahead: int = 0
    missing: int = 0
    release: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All legs together, in minor units."""
        return sum(leg.amount for leg in self.legs)


def remaining(*, tender: TenderFacts, at: datetime) -> int:
    """What can still be taken from a payment: nothing once its authorisation has lapsed (C-05)."""
    if tender.capture_before is not None and at >= tender.capture_before:
        return 0
    return max(0, tender.authorised - tender.captured)


def due_at_confirmation(
    *, tenders: Sequence[TenderFacts], methods: Mapping[Method, MethodTerms], at: datetime
) -> tuple[CaptureLeg, ...]:
    """What is taken as soon as the order is confirmed: all of every way to pay that charges then (PAY-05, C-08)."""
    return tuple(
        CaptureLeg(tender=tender.id, amount=remaining(tender=tender, at=at), final=True)
        for tender in tenders
        if methods[tender.method].charged is Charged.AT_CONFIRMATION and remaining(tender=tender, at=at)
    )


def due_for_parcel(
    *,
    order: OrderFacts,
    parcel: Collection[str],
    charged: Collection[str],
    tenders: Sequence[TenderFacts],
    methods: Mapping[Method, MethodTerms],
    at: datetime,
) -> CapturePlan:
    """PAY-05, C-07. `parcel` and `charged` are piece ids: of this parcel, and of the parcels whose capture was asked before.

    `TenderFacts.captured` includes captures on their way. Never more than what is authorised; the last one is final.
    """
    gone = {*parcel, *charged}
    worth_gone = _worth(order=order, pieces=gone)
    last = not _still_to_leave(order=order, gone=gone)
    worth_all = _worth(order=order, pieces=gone | _still_to_leave(order=order, gone=gone))
    taken = before = sum(tender.captured for tender in tenders)
    legs: list[CaptureLeg] = []
    for tender in tenders:
        once = not methods[tender.method].multi_capture
        goal = worth_all if once else worth_gone
        amount = min(remaining(tender=tender, at=at), max(0, goal - taken))
        if amount:
            legs.append(CaptureLeg(tender=tender.id, amount=amount, final=once or last))
            taken += amount
    return CapturePlan(
        currency=order.currency,
        legs=tuple(legs),
        ahead=max(0, taken - max(worth_gone, before)),
        missing=max(0, worth_gone - taken),
        release=_left_over(tenders=tenders, legs=legs, at=at) if last else (),
    )


def to_renew(*, order: OrderFacts, lapsing: str, tenders: Sequence[TenderFacts]) -> int:
    """What another payment must hold in place of the lapsing one: all that has left or still will, less what is taken or
    held otherwise (C-06)."""
    live = {piece.id for piece in order.pieces if piece.state is not PieceState.CANCELLED}
    held = sum(tender.captured if tender.id == lapsing else tender.authorised for tender in tenders)
    return max(0, _worth(order=order, pieces=live) - held)


def to_release(
    *, order: OrderFacts, charged: Collection[str], tenders: Sequence[TenderFacts], at: datetime
) -> tuple[str, ...]:
    """The payments to void: nothing more will leave, and they still hold something (PAY-06, a cancellation)."""
    if _still_to_leave(order=order, gone=set(charged)):
        return ()
    return _left_over(tenders=tenders, legs=(), at=at)


def _still_to_leave(*, order: OrderFacts, gone: set[str]) -> set[str]:
    return {
        piece.id
        for piece in order.pieces
        if piece.id not in gone and piece.state in (PieceState.ORDERED, PieceState.PACKED)
    }


def _worth(*, order: OrderFacts, pieces: set[str]) -> int:
    """Pieces with their duty, and the delivery charge if there is any piece at all."""
    goods = sum(piece.paid + piece.duty for piece in order.pieces if piece.id in pieces)
    return goods + order.delivery_paid if pieces else 0


def _left_over(
    *, tenders: Sequence[TenderFacts], legs: Sequence[CaptureLeg], at: datetime
) -> tuple[str, ...]:
    """Payments with something left that no final capture gives free."""
    freed = {leg.tender for leg in legs if leg.final}
    return tuple(t.id for t in tenders if t.id not in freed and remaining(tender=t, at=at))
