"""Reads of returns and withdrawals, and the order as the rules see it with everything that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from comptoir.core.calendar import end_of_day_after, local_date
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.lifecycles import AcceptanceState, ReceptionState, ReturnState
from comptoir.core.refunds import Basis, RefundPlan
from comptoir.core.returns import gifts_along, hand_in_by
from comptoir.fulfilment import queries as fulfilment
from comptoir.invoicing import queries as invoicing
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.returns.models import Return, ReturnPiece, Withdrawal

if TYPE_CHECKING:
    from comptoir.orders.models import Order
    from comptoir.payments.models import Effect

# Returns that came to nothing leave their pieces where they were.
_VOID = (ReturnState.CANCELLED, ReturnState.LAPSED)
OPEN = (ReturnState.REGISTERED, ReturnState.SENT, ReturnState.RECEIVED)

_JUDGED = {
    AcceptanceState.PENDING: PieceState.RETURN_RECEIVED,
    AcceptanceState.NEEDS_PERSON: PieceState.RETURN_RECEIVED,
    AcceptanceState.ACCEPTED: PieceState.RETURN_ACCEPTED,
    AcceptanceState.REFUSED: PieceState.RETURN_REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """A refused piece that waits for its customer's choice, or what became of it (RET-06)."""

    choose_by: datetime
    choice: str
    chosen_at: datetime | None
    settled_at: datetime | None
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPieceView:
    """One piece of a return as faces show it; `refund` is what was planned back for it, in minor units."""

    id: UUID
    name: str
    colour: str
    size: str
    reference: str
    sku: str
    picture: str
    paid: int
    reason: str
    reception: str
    acceptance: str
    verdict_reason: str
    identity: str  # of the garment that came back
    refund: int
    extra: bool
    destination: str
    photographs: tuple[str, ...]
    held: HeldView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnView:
    """A return as faces show it. `refund_amount` is to the cent what goes back for all of it, or already went."""

    id: UUID
    number: str
    order_number: str
    state: str
    basis: str
    zone: str
    currency: str
    country: str
    pieces: tuple[ReturnPieceView, ...]
    label_url: str
    tracking_number: str
    pickup_day: str
    pickup_confirmation: str
    pickup_failure: str
    registered_at: datetime
    hand_in_by: datetime
    sent_at: datetime | None
    received_at: datetime | None
    confirmed_at: datetime | None
    refund_by: datetime | None
    closed_at: datetime | None
    refund_amount: int
    refund_method: str
    checked_at: datetime | None  # the last verdict so far
    refunded_at: datetime | None  # when the provider had given back the last of it


def return_by_id(*, return_id: UUID) -> Return | None:
    """A return with its order and label."""
    return Return.objects.select_related("order", "label").filter(public_id=return_id).first()


def return_by_number(*, number: str) -> Return | None:
    """A return by its number."""
    return Return.objects.filter(number=number).first()


def return_by_tracking(*, tracking_number: str) -> Return | None:
    """The return whose label has this tracking number."""
    known = Return.objects.filter(label__tracking_number=tracking_number)
    return known.first() if tracking_number else None


def return_pieces(*, parcel: Return) -> list[ReturnPiece]:
    """The pieces of a return, in the order's order."""
    return list(ReturnPiece.objects.filter(parcel=parcel).select_related("piece").order_by("piece__position"))


def return_view(*, return_id: UUID) -> ReturnView | None:
    """One return as faces show it."""
    row = _with_all(Return.objects.filter(public_id=return_id)).first()
    return _view(row) if row else None


def returns_of(*, order_number: str) -> tuple[ReturnView, ...]:
    """The returns of an order, oldest first."""
    rows = list(_with_all(Return.objects.filter(order__number=order_number)).order_by("id"))
    waits = next((row.order for row in rows if row.state in OPEN), None)
    facts = order_facts(order=waits) if waits else None
    return tuple(_view(row, facts) for row in rows)


def returns_of_customer(*, customer_id: int) -> tuple[ReturnView, ...]:
    """The returns of a customer's orders, newest first."""
    rows = _with_all(Return.objects.filter(order__customer_id=customer_id)).order_by("-registered_at", "-id")
    return tuple(_view(row) for row in rows[:50])


def open_returns(*, limit: int = 200) -> tuple[ReturnView, ...]:
    """Returns that wait for the customer or the warehouse, oldest first."""
    rows = _with_all(Return.objects.filter(state__in=OPEN)).order_by("registered_at", "id")[:limit]
    return tuple(_view(row) for row in rows)


def order_facts(*, order: Order) -> OrderFacts:
    """The order as the rules see it, parcels and returns included."""
    facts = fulfilment.order_facts(order=order)
    back = _came_back(order.pk)
    pieces = (
        piece if piece.state is PieceState.REPLACED else replace(piece, state=back.get(piece.id, piece.state))
        for piece in facts.pieces
    )
    return replace(facts, pieces=tuple(pieces))


def terms_for(*, order: Order) -> EffectiveTerms:
    """What law and policy give the consumer of an order, as they stood when it was placed."""
    return fulfilment.terms_for(order=order)


def refund_plan(*, order: Order, facts: OrderFacts, pieces: list[str], basis: Basis) -> RefundPlan:
    """What goes back for pieces (ids) of an order, to the cent and to which payment."""
    return fulfilment.refund_plan(
        order=order, facts=facts, pieces=pieces, basis=basis, refunded=_accepted(order)
    )


def given_back(*, order: Order) -> frozenset[str]:
    """The pieces of an order (ids) whose money has gone back, or is on its way."""
    return _accepted(order) | invoicing.credited(order_number=order.number).pieces


def _accepted(order: Order) -> frozenset[str]:
    rows = ReturnPiece.objects.filter(parcel__order=order, acceptance=AcceptanceState.ACCEPTED)
    return frozenset(str(piece) for piece in rows.values_list("piece__public_id", flat=True))


def refund_by(*, order: Order, at: datetime) -> datetime:
    """The last second in which what goes back now is in time: within the days of the law (A-05, A-12)."""
    days = terms_for(order=order).refund_days
    return end_of_day_after(local_date(at, zone=order.zone), days=days, zone=order.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What registering a return comes to: the pieces with the gifts that come along, and what goes back once accepted."""

    pieces: tuple[UUID, ...]
    gifts: tuple[UUID, ...]
    hand_in_by: datetime
    refund: RefundPlan


def plan_registration(
    *, order: Order, facts: OrderFacts, chosen: Sequence[UUID], basis: Basis, at: datetime
) -> Registration:
    """What registering these pieces now would do; they must be allowed."""
    ids = [str(piece) for piece in dict.fromkeys(chosen)]
    arrived = {piece.id for piece in facts.pieces if piece.state is PieceState.DELIVERED}
    gifts = sorted(gifts_along(order=facts, leaving=ids) & arrived - set(ids))
    policy = markets.policy_version(number=order.policy_version)
    return Registration(
        pieces=tuple(map(UUID, ids)),
        gifts=tuple(map(UUID, gifts)),
        hand_in_by=hand_in_by(registered_at=at, zone=order.zone, policy=policy),
        refund=refund_plan(order=order, facts=facts, pieces=[*ids, *gifts], basis=basis),
    )


def refund_cause(*, parcel: Return, batch: int | None = None) -> str:
    """The cause of the money of one inspection of a return, or how those of all begin."""
    return f"return:{parcel.public_id}:{batch or ''}"


def refunds_of(*, parcel: Return) -> QuerySet[Effect]:
    """The refunds of all inspections of a return, those aside that were given up for another."""
    effects = payments.refunds_of(order_number=parcel.order.number)
    return effects.filter(cause__startswith=refund_cause(parcel=parcel))


def returns_just_sent() -> list[UUID]:
    """Returns whose parcel the carrier has, and that we still take for unsent."""
    waiting = Return.objects.filter(state=ReturnState.REGISTERED).order_by("registered_at")
    labels = dict(waiting.filter(label__isnull=False).values_list("label_id", "public_id"))
    return [labels[label] for label in fulfilment.scanned_labels(label_ids=list(labels))]


def unfinished_returns() -> list[UUID]:
    """Returns whose label has come and whose mail has not gone out, or whose courier is still to be called."""
    rows = Return.objects.filter(state__in=OPEN, label__done_at__isnull=False)
    waiting = Q(told_at__isnull=True) | Q(pickup__confirmation="", pickup__failure="")
    return list(rows.filter(waiting).order_by("registered_at").values_list("public_id", flat=True)[:200])


def withdrawals_for_person() -> tuple[Withdrawal, ...]:
    """Statements that match no order, or not all of which the law covers: a person must look (A-08)."""
    rows = Withdrawal.objects.filter(outcome__in=["person", "partly"]).select_related("order")
    return tuple(rows.order_by("received_at"))


def pieces_for_person() -> tuple[ReturnPiece, ...]:
    """Pieces that came back and on which a person must decide."""
    rows = ReturnPiece.objects.filter(acceptance=AcceptanceState.NEEDS_PERSON)
    return tuple(rows.select_related("parcel__order", "piece").order_by("received_at"))


def _came_back(order_id: int) -> dict[str, PieceState]:
    """The pieces that are coming or came back, by their latest return."""
    rows = (
        ReturnPiece.objects.filter(parcel__order_id=order_id)
        .exclude(parcel__state__in=_VOID)
        .exclude(reception=ReceptionState.MISSING)
        .order_by("id")
        .values_list("piece__public_id", "reception", "acceptance")
    )
    return {
        str(piece): _JUDGED[AcceptanceState(acceptance)]
        if reception == ReceptionState.RECEIVED
        else PieceState.RETURN_REGISTERED
        for piece, reception, acceptance in rows
    }


def _with_all(rows: QuerySet[Return]) -> QuerySet[Return]:
    pieces = ReturnPiece.objects.select_related("piece", "held").order_by("piece__position")
    return rows.select_related("order", "label").prefetch_related(Prefetch("pieces", pieces))


def _view(row: Return, facts: OrderFacts | None = None) -> ReturnView:
    refunds = list(refunds_of(parcel=row))
    amount, method = _refund(row, refunds, facts)
    label, pickup = row.label, row.pickup or {}
    token = orders.link_token(row.order)
    return ReturnView(
        id=row.public_id,
        number=row.number,
        order_number=row.order.number,
        state=row.state,
        basis=row.basis,
        zone=row.order.zone,
        currency=row.order.currency,
        country=row.order.country,
        pieces=tuple(_piece(piece) for piece in row.pieces.all()),
        label_url=fulfilment.label_url(label=label, token=token) if label else "",
        tracking_number=label.tracking_number if label else "",
        pickup_day=pickup.get("day", ""),
        pickup_confirmation=pickup.get("confirmation", ""),
        pickup_failure=pickup.get("failure", ""),
        registered_at=row.registered_at,
        hand_in_by=row.hand_in_by,
        sent_at=row.sent_at,
        received_at=row.received_at,
        confirmed_at=row.confirmed_at,
        refund_by=row.refund_by,
        closed_at=row.closed_at,
        refund_amount=amount,
        refund_method=method,
        checked_at=max((one.judged_at for one in row.pieces.all() if one.judged_at), default=None),
        refunded_at=_refunded_at(refunds),
    )


def _refunded_at(refunds: Sequence[Effect]) -> datetime | None:
    """None while any refund of the return is still under way."""
    known = [effect.done_at for effect in refunds if effect.done_at is not None]
    return max(known) if known and len(known) == len(refunds) else None


def _piece(row: ReturnPiece) -> ReturnPieceView:
    piece = row.piece
    return ReturnPieceView(
        id=piece.public_id,
        name=piece.name,
        colour=piece.colour,
        size=piece.size,
        reference=piece.reference,
        sku=piece.sku,
        picture=piece.picture,
        paid=piece.paid,
        reason=row.reason,
        reception=row.reception,
        acceptance=row.acceptance,
        verdict_reason=row.verdict_reason,
        identity=row.identity,
        refund=row.refund,
        extra=row.extra,
        destination=row.destination,
        photographs=tuple(row.photographs),
        held=_held(row),
    )


def _held(row: ReturnPiece) -> HeldView | None:
    held = getattr(row, "held", None)
    if held is None:
        return None
    return HeldView(
        choose_by=held.choose_by,
        choice=held.choice,
        chosen_at=held.chosen_at,
        settled_at=held.settled_at,
        reference=held.reference,
    )


def _refund(row: Return, refunds: Sequence[Effect], facts: OrderFacts | None) -> tuple[int, str]:
    """What goes back in all, the pieces still to be judged taken as good, and by which way to pay."""
    planned = sum(effect.amount for effect in refunds)
    method = payments.paying_method(order_number=row.order.number)
    waiting = [
        str(piece.piece.public_id)
        for piece in row.pieces.all()
        if piece.acceptance in {AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON}
        and piece.reception != ReceptionState.MISSING
    ]
    if row.state not in OPEN or not waiting:
        return planned, method
    plan = refund_plan(
        order=row.order,
        facts=facts or order_facts(order=row.order),
        pieces=waiting,
        basis=Basis(row.basis),
    )
    return planned + plan.total, method
