"""One order, whole, for one viewer: what happened and what can be done now. Every face and mail reads this (the rulings)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

from comptoir.claims import queries as claims
from comptoir.core.actors import Actor, ActorKind
from comptoir.core.cancellation import can_cancel
from comptoir.core.claims import can_claim
from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.numbers import show_number
from comptoir.core.policy import HousePolicy
from comptoir.core.promises import ready_by
from comptoir.core.reasons import Reason
from comptoir.core.returns import can_return
from comptoir.core.withdrawal import can_withdraw
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment.queries import ParcelView
from comptoir.goodwill import queries as goodwill
from comptoir.goodwill.queries import GestureView, Target
from comptoir.invoicing import queries as invoicing
from comptoir.invoicing.queries import DocumentView
from comptoir.journal import queries as journal
from comptoir.journal.queries import JournalEntry
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.promotions import queries as promotions
from comptoir.returns import queries as returns
from comptoir.returns.queries import ReturnView

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece

Viewer = Literal["shopper", "advisor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A piece with where it is and what may be done with it."""

    id: UUID
    line: int
    sku: str
    reference: str
    style: str
    name: str
    colour: str
    size: str
    picture: str
    list_price: int
    paid: int
    rest: int  # what gestures have left of it (C-23)
    gift: bool
    gone: bool  # a gift that had run out when the order came
    again_at: datetime | None  # when it was decided to send it again for another, and its own dates
    earliest: date | None
    latest: date | None
    state: PieceState
    can_return: Decision
    can_claim: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment as people read it, in minor units."""

    id: str
    method: str
    state: str
    authorised: int
    captured: int
    refunded: int
    refunding: int
    capture_before: datetime | None
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """What can be done with an order now, decided by the core."""

    cancel: Decision
    withdraw: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order, whole."""

    number: str
    token: str
    link: str
    path: str  # of its page, in a store version
    email: str
    state: str
    held: bool
    policy_version: int
    zone: str
    currency: str
    country: str
    language: str
    total: int
    ordered_at: datetime
    placed_at: datetime | None
    confirmed_at: datetime | None
    cancellable_until: datetime | None
    summary: dict[str, object]
    pieces: tuple[PieceView, ...]
    payments: tuple[PaymentView, ...]
    parcels: tuple[ParcelView, ...]
    returns: tuple[ReturnView, ...]
    gestures: tuple[GestureView, ...]
    targets: tuple[Target, ...]  # of a gesture, for an advisor
    documents: tuple[DocumentView, ...]
    can: Can

    @property
    def wanted_since(self) -> datetime:
        """Since when what has not left is to be prepared: the order itself, or what is sent again of it (A-12)."""
        waiting = [piece for piece in self.pieces if piece.state in (PieceState.ORDERED, PieceState.PACKED)]
        return max((piece.again_at for piece in waiting if piece.again_at), default=self.ordered_at)

    @property
    def promised(self) -> tuple[date, date]:
        """Between which days what is under way should arrive: the order's, or those of what is sent again of it."""
        under_way = (PieceState.ORDERED, PieceState.PACKED, PieceState.SHIPPED)
        again = [piece for piece in self.pieces if piece.state in under_way and piece.again_at]
        delivery = cast(dict[str, Any], self.summary["delivery"])
        return (
            max((x.earliest for x in again if x.earliest), default=date.fromisoformat(delivery["earliest"])),
            max((x.latest for x in again if x.latest), default=date.fromisoformat(delivery["latest"])),
        )

    def pieces_by_id(self) -> dict[UUID, PieceView]:
        """The pieces by their id."""
        return {piece.id: piece for piece in self.pieces}

    @property
    def returnable(self) -> tuple[PieceView, ...]:
        """The pieces for which a return can be registered now."""
        return tuple(piece for piece in self.pieces if isinstance(piece.can_return, Allowed))

    @property
    def return_until(self) -> datetime | None:
        """The last second in which a return of some of it can be registered (RET-01)."""
        ends = (piece.can_return for piece in self.returnable)
        return max((end.until for end in ends if isinstance(end, Allowed) and end.until), default=None)

    @property
    def claimable(self) -> tuple[PieceView, ...]:
        """The pieces on which a claim can be made now, by a person's leave or without."""
        return tuple(piece for piece in self.pieces if not isinstance(piece.can_claim, Refused))

    @property
    def guarantee_until(self) -> datetime | None:
        """The last second of the legal guarantee on some of it (A-12); None where there is none, or it is over."""
        ends = (piece.can_claim for piece in self.claimable)
        return max((end.until for end in ends if isinstance(end, Allowed) and end.until), default=None)


def order_for(*, number: str, token: str, actor: Actor | None) -> Order | None:
    """The order of a number for someone outside: who holds its link, or the customer who placed it; else nothing."""
    order = orders.order_by_number(number=number)
    if order is None:
        return None
    if token and hmac.compare_digest(orders.link_token(order).encode(), token.encode()):
        return order
    own = actor is not None and actor.kind is ActorKind.CUSTOMER
    return order if own and actor is not None and orders.is_of(order=order, actor=actor) else None


def can_for(
    *, facts: OrderFacts, policy: HousePolicy, terms: EffectiveTerms, viewer: Viewer, at: datetime
) -> Can:
    """What this viewer can do with the order at this moment."""
    return Can(
        cancel=can_cancel(order=facts, policy=policy, at=at, by=viewer),
        withdraw=can_withdraw(order=facts, terms=terms, at=at),
    )


def order_view(*, order: Order, viewer: Viewer, at: datetime) -> OrderView:
    """The order as this viewer sees it."""
    policy = markets.policy_version(number=order.policy_version)
    facts = returns.order_facts(order=order)
    terms = returns.terms_for(order=order)
    rows = orders.pieces_of(order_id=order.pk)
    party = orders.delivery_party(order_id=order.pk)
    paid = tuple(payments.payments_of(order_number=order.number))
    return OrderView(
        number=order.number,
        token=orders.link_token(order),
        link=orders.link_for(order),
        path=f"orders/{orders.link_token(order)}/",
        email=party.email if party else "",
        state=order.state,
        held=facts.held,
        policy_version=order.policy_version,
        zone=order.zone,
        currency=order.currency,
        country=order.country,
        language=order.language,
        total=order.total,
        ordered_at=order.ordered_at,
        placed_at=order.placed_at,
        confirmed_at=order.confirmed_at,
        cancellable_until=order.cancellable_until,
        summary=orders.order_summary(
            order=order,
            pieces=rows,
            party=party,
            method=payments.paying_method(order_number=order.number),
            policy=policy,
        ),
        pieces=_pieces(rows, facts, policy, terms, at),
        payments=tuple(
            PaymentView(
                id=str(row.public_id),
                method=row.method,
                state=row.state,
                authorised=row.authorised,
                captured=row.captured,
                refunded=row.refunded,
                refunding=row.refunding,
                capture_before=row.capture_before,
                failure=row.failure,
            )
            for row in paid
        ),
        parcels=fulfilment.parcels_of(order_number=order.number),
        returns=returns.returns_of(order_number=order.number),
        gestures=goodwill.gestures_of(order_number=order.number),
        targets=goodwill.gesture_targets(order=order, facts=facts) if viewer == "advisor" else (),
        documents=invoicing.documents_of(order_number=order.number),
        can=can_for(facts=facts, policy=policy, terms=terms, viewer=viewer, at=at),
    )


def _pieces(
    rows: list[Piece], facts: OrderFacts, policy: HousePolicy, terms: EffectiveTerms, at: datetime
) -> tuple[PieceView, ...]:
    known = {piece.id: piece for piece in facts.pieces}
    claimed = claims.claims_on(order_id=rows[0].order_id) if rows else {}
    return tuple(
        _piece(row, known[str(row.public_id)], facts, policy, _claimable(claimed, row, facts, terms, at), at)
        for row in rows
    )


def _claimable(
    claimed: dict[UUID, str], row: Piece, facts: OrderFacts, terms: EffectiveTerms, at: datetime
) -> Decision:
    """What is being looked into is not claimed again."""
    if number := claimed.get(row.public_id):
        return Refused(rule="A-12", reason=Reason.CLAIM_OPEN, values=(("number", show_number(number)),))
    (piece,) = (each for each in facts.pieces if each.id == str(row.public_id))
    return can_claim(piece=piece, order=facts, terms=terms, at=at)


def _piece(
    row: Piece,
    piece: PieceFacts,
    facts: OrderFacts,
    policy: HousePolicy,
    claim: Decision,
    at: datetime,
) -> PieceView:
    return PieceView(
        id=row.public_id,
        line=row.line,
        sku=row.sku,
        reference=row.reference,
        style=row.style,
        name=row.name,
        colour=row.colour,
        size=row.size,
        picture=row.picture,
        list_price=row.list_price,
        paid=row.paid,
        rest=piece.rest,
        gift=bool(row.gift),
        gone=row.cancelled_because == "gift_gone",
        again_at=row.again_at,
        earliest=row.earliest,
        latest=row.latest,
        state=piece.state,
        can_return=can_return(piece=piece, order=facts, policy=policy, at=at),
        can_claim=claim,
    )


def gifts_gone(*, number: str, codes: Sequence[str]) -> list[str]:
    """The SKUs of gifts that had run out when an order was made under these codes (A-50): it goes on without them."""
    there = orders.gifts_of(number=number)
    wanted = promotions.gift_skus(codes=codes) if codes else set()
    return sorted(sku for sku in wanted | there.keys() if not there.get(sku, False))


def ship_by(*, view: OrderView) -> date | None:
    """The last day on which what has not left should leave (DEL-02), in the house's zone; None where nothing is to."""
    if not any(piece.state in (PieceState.ORDERED, PieceState.PACKED) for piece in view.pieces):
        return None
    return ready_by(view.wanted_since, policy=markets.policy_version(number=view.policy_version))


def timeline(*, number: str) -> tuple[JournalEntry, ...]:
    """Everything that happened to an order, newest first."""
    return tuple(reversed(journal.entries_for_order(number=number)))
