"""What the rules need to know of an order and its parcels, payments and returns; built by the apps' queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comptoir.core.policy import Method


class PieceState(StrEnum):
    """Where a piece is, derived from parcels and returns, never stored."""

    ORDERED = "ordered"
    CANCELLED = "cancelled"  # with its order, or out of stock (PAY-06)
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    LOST = "lost"
    REFUNDED = "refunded"  # sent, and its money went back without it: lost, missing, or kept
    REPLACED = "replaced"  # sent, and another one is sent in its place
    RETURN_REGISTERED = "return_registered"
    RETURN_RECEIVED = "return_received"
    RETURN_ACCEPTED = "return_accepted"
    RETURN_REFUSED = "return_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFacts:
    """One physical piece with its money frozen at the order, in minor units.

    `paid` is what the shopper paid for it after every discount, tax included whether or not the price showed it;
    `tax` is the tax inside `paid`; `duty` is prepaid duty on top.
    """

    id: str
    sku: str
    paid: int
    tax: int
    duty: int
    personalised: bool
    state: PieceState
    delivered_at: datetime | None = None
    gift: bool = False
    reduced: int = 0  # of `paid`, what a gesture gave back already (C-23)
    replaces: str = ""  # the piece (id) in whose place it is sent, for which it was paid

    @property
    def rest(self) -> int:
        """What was paid for it and has not gone back by a gesture, its duty aside."""
        return self.paid - self.reduced


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """An order as the rules see it. `zone` is the time zone of the delivery address."""

    number: str
    country: str
    currency: str
    zone: str
    state: str  # a state of lifecycles.ORDER
    held: bool
    placed_at: datetime
    confirmed_at: datetime | None
    pieces: tuple[PieceFacts, ...]
    delivery_paid: int  # tax included
    delivery_tax: int
    delivery_cheapest: (
        int  # what the cheapest standard delivery offered for this order would have cost, tax included
    )
    delivery_refunded: int  # all of it, gestures too
    delivery_reduced: int = 0  # of that, what gestures gave back (C-23)
    parcel_leaving: bool = False  # a parcel of it is packed or gone
    stop: str = ""  # whether the preparation team was asked to stop it: a word of cancellation.Stopping

    @property
    def received_at(self) -> datetime | None:
        """When the last parcel arrived (RET-01): None until every piece that was not cancelled or lost is delivered."""
        return _received_at(piece for piece in self.pieces if not piece.replaces)

    @property
    def last_received_at(self) -> datetime | None:
        """The same with the pieces that were sent again: None while one of those is on its way."""
        return _received_at(self.pieces)

    def received_with(self, piece: PieceFacts) -> datetime | None:
        """When the days of a piece begin: with the order's last parcel; of one that was sent again, when it arrived (A-12)."""
        return piece.delivered_at if piece.replaces else self.received_at


def _received_at(pieces: Iterable[PieceFacts]) -> datetime | None:
    known = tuple(pieces)
    waiting = {PieceState.ORDERED, PieceState.PACKED, PieceState.SHIPPED}
    if any(piece.state in waiting for piece in known):
        return None
    return max((piece.delivered_at for piece in known if piece.delivered_at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderFacts:
    """One payment behind an order: what it authorised, took and gave back, in minor units."""

    id: str
    method: Method
    authorised: int
    captured: int
    refunded: int  # including refunds on their way, and what a dispute may take
    capture_before: datetime | None = None
