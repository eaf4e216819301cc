"""Placing an order: one transaction makes order, payment, attempt and reservation; then the provider is asked (ORD-07)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.catalogue.queries import Sellable
from comptoir.checkout import queries
from comptoir.checkout.models import Attempt, Basket
from comptoir.checkout.queries import Priced
from comptoir.checkout.services.attempts import begin_attempt, marks_of
from comptoir.checkout.services.claiming import claim_goods
from comptoir.checkout.services.settling import (
    SCOPE,
    Progress,
    Underway,
    come_back,
    read_underway,
    settle_order,
    settle_underway,
)
from comptoir.core.actors import Actor
from comptoir.core.addresses import Address, region_code
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import OrderState
from comptoir.core.policy import HousePolicy, Method, Service
from comptoir.core.quote import QuotedDelivery, total_refused
from comptoir.core.reasons import Reason
from comptoir.core.zones import zone_of
from comptoir.infra import idempotency
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import INSIDE, Visitor
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders
from comptoir.payments import services as payments

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party
    from comptoir.payments.models import Payment


_UNPAID = {OrderState.AWAITING_PAYMENT, OrderState.ABANDONED}


class _StillOpen(Exception):
    """An order from the same basket still waits on the provider's page."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class CannotPlace(NotPossible):
    """The order is not accepted and nothing was kept of it; for a changed total, `priced` is the price of now."""

    def __init__(self, *refusals: Refused, priced: Priced | None = None) -> None:
        super().__init__(*refusals)
        self.priced = priced


class LinkOver(NotPossible):
    """A payment link that is over, revoked or used."""


class LinkTaken(LinkOver):
    """A payment link that an order was made from already, on another device."""

    def __init__(self, refused: Refused, *, order_number: str) -> None:
        super().__init__(refused)
        self.order_number = order_number


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """Everything that the order button sends. Without a payment `token` the shopper pays on the provider's page."""

    country: str
    language: str
    lines: tuple[tuple[str, int], ...]
    codes: tuple[str, ...]
    email: str
    address: Address
    service: Service
    method: Method
    token: str
    shown_total: int
    basket_token: str = ""
    customer_id: int | None = None
    link: UUID | None = None  # the payment link that the order is made from
    tickets: tuple[str, ...] = ()  # of drops whose waiting room the shopper entered


@journal.notes_limits()
@spans_transactions
def place_order(
    *, request: OrderRequest, key: str, actor: Actor, at: datetime, visitor: Visitor = INSIDE
) -> Progress:
    """Order, once for a key. Refusals: CannotPrice, CannotPlace, OutOfStock, CodeUsedUp, NoTurn, TooManyTries, KeyReused."""
    try:
        written = _write_down(request=request, key=key, visitor=visitor, actor=actor, at=at)
    except _StillOpen as last:
        # A shopper's last try is never in the way of the next, nor paid beside it (pitfall 2).
        given_up = come_back(order_number=last.number, actor=actor, at=at)
        if given_up.next_url:
            raise CannotPlace(Refused(rule="PAY-10", reason=Reason.PROVIDER_UNREACHABLE)) from last
        if given_up.state not in _UNPAID:
            return given_up
        return place_order(request=request, key=key, actor=actor, at=at, visitor=visitor)
    if isinstance(written, Progress):
        return written
    return settle_underway(known=written, actor=actor, at=at, answer_key=key)


@owns_transaction
def _write_down(
    *, request: OrderRequest, key: str, visitor: Visitor, actor: Actor, at: datetime
) -> Underway | Progress:
    """The first transaction: all of the order, or nothing; for a request that came before, its order or its answer."""
    number = orders.new_number()
    hashed = idempotency.request_hash(asdict(request))
    known = idempotency.claim(scope=SCOPE, key=key, hashed=hashed, subject=number, at=at)
    if known is not None:
        return _answered(known)
    if request.link is not None:
        _take_link(request.link, number, actor=actor, at=at)
    basket = queries.lock_basket(token=request.basket_token)
    if basket is not None and queries.is_open(order_number=basket.order_number):
        raise _StillOpen(basket.order_number)
    priced = price_request(request, at=at)
    delivery = _check(request, priced)
    return _make(number, request, priced, delivery, basket, visitor=visitor, actor=actor, at=at)


def _answered(known: idempotency.Known) -> Underway | Progress:
    underway = read_underway(order_number=known.subject)
    if known.answer is None:
        return underway
    order = underway.order
    kept = {name: known.answer[name] for name in ("state", "held", "next_url", "reason")}
    return Progress(
        number=order.number,
        token=orders_queries.link_token(order),
        total=order.total,
        currency=order.currency,
        state=str(kept["state"]),
        held=bool(kept["held"]),
        next_url=str(kept["next_url"]),
        reason=str(kept["reason"]),
        may_have_gifts=bool(known.answer.get("may_have_gifts", True)),
    )


def price_request(request: OrderRequest, *, at: datetime) -> Priced:
    """The price of what the order button sent."""
    return queries.price_lines(
        lines=request.lines,
        country=request.country,
        language=request.language,
        codes=request.codes,
        region=request.address.region,
        postal_code=request.address.postal_code,
        method=request.method,
        at=at,
    )


def _take_link(link_id: UUID, number: str, *, actor: Actor, at: datetime) -> None:
    """The link becomes this order's, and nobody else's unless the order is given up (ORD-06)."""
    link = queries.lock_link(public_id=link_id)
    if link is None:
        raise LinkOver(link_over())
    before = orders_queries.order_by_number(number=link.order_number) if link.order_number else None
    if before is not None and before.state != OrderState.ABANDONED:
        raise LinkTaken(link_over(), order_number=before.number)
    if link.revoked_at or link.expires_at <= at:
        raise LinkOver(link_over())
    link.order_number = number
    link.save(update_fields=["order_number"])
    journal.record(
        verb="payment_link_used",
        subject_kind="payment_link",
        subject_id=link.public_id,
        order_number=number,
        actor=actor,
        rule="ORD-06",
        data={"made_by": link.made_by},
        at=at,
    )


def link_over() -> Refused:
    """Why a payment link opens nothing."""
    return Refused(rule="ORD-06", reason=Reason.LINK_OVER)


def check_terms(*, address: Address, country: str, service: Service, priced: Priced) -> QuotedDelivery:
    """The delivery that was chosen. Refused with CannotPlace: address, codes or service will not do."""
    refused = (*_address_refused(address, country), *_codes_refused(priced))
    if refused:
        raise CannotPlace(*refused, priced=priced)
    delivery = priced.quote.delivery(service)
    if isinstance(delivery, Refused):
        raise CannotPlace(delivery, priced=priced)
    return delivery


def _check(request: OrderRequest, priced: Priced) -> QuotedDelivery:
    delivery = check_terms(
        address=request.address, country=request.country, service=request.service, priced=priced
    )
    changed = total_refused(priced.quote, service=request.service, shown_total=request.shown_total)
    if changed is not None:
        raise CannotPlace(changed, priced=priced)
    return delivery


def _address_refused(address: Address, country: str) -> tuple[Refused, ...]:
    if address.country != country:
        values = (("field", "country"),)
        return (
            Refused(rule="PAY-13", reason=Reason.ADDRESS_FIELD_WRONG, values=values, field="address.country"),
        )
    return markets.address_refusals(address=address)


def _codes_refused(priced: Priced) -> tuple[Refused, ...]:
    """An order is not placed under a code that does nothing: the shopper expects its effect (PAY-07).

    Without a gift that has run out it goes on.
    """
    refused = (code.refused for code in priced.quote.refused_codes)
    return tuple(refusal for refusal in refused if refusal.reason is not Reason.GIFT_GONE)


def _make(
    number: str,
    request: OrderRequest,
    priced: Priced,
    delivery: QuotedDelivery,
    basket: Basket | None,
    *,
    visitor: Visitor,
    actor: Actor,
    at: datetime,
) -> Underway:
    address = request.address
    region = region_code(address.region, rules=markets.address_rules(country=address.country))
    zone = zone_of(address.country, region or "", postal_code=address.postal_code)
    order, pieces, party = orders.create_order(
        number=number,
        quote=priced.quote,
        delivery=delivery,
        details={sku: _details(known) for sku, known in priced.goods.items()},
        email=request.email,
        address=address,
        language=request.language,
        zone=zone,
        entity=priced.policy.house.entity.code,
        customer_id=request.customer_id,
        actor=actor,
        at=at,
    )
    payment, attempt = _open_attempt(
        order=order,
        party=party,
        policy=priced.policy,
        method=request.method,
        token=request.token,
        basket=basket,
        visitor=visitor,
        at=at,
    )
    claim_goods(
        order=order,
        pieces=pieces,
        party=party,
        tickets=request.tickets,
        in_turns=any(known.in_turns for known in priced.goods.values()),
        new=True,
        actor=actor,
        at=at,
    )
    return Underway(
        order=order, pieces=pieces, party=party, policy=priced.policy, payment=payment, attempt=attempt
    )


def _open_attempt(
    *,
    order: Order,
    party: Party | None,
    policy: HousePolicy,
    method: Method,
    token: str,
    basket: Basket | None,
    visitor: Visitor,
    at: datetime,
) -> tuple[Payment, Attempt]:
    """A payment for the order, and the attempt that watches it. Refused with TooManyTries."""
    payment = payments.open_payment(
        order_number=order.number,
        entity=order.entity,
        method=method,
        by=policy.methods[method].gateway_in(order.country),
        amount=order.total,
        currency=order.currency,
        token=token,
        at=at,
    )
    if basket is not None:
        basket.order_number = order.number
        basket.save(update_fields=["order_number"])
    attempt = begin_attempt(
        order_number=order.number,
        payment=payment.public_id,
        basket=basket,
        marks=marks_of(party=party, visitor=visitor),
        visitor=visitor,
        terms=policy.screening,
        expires_at=at + timedelta(minutes=policy.checkout.hold_minutes),
        at=at,
    )
    return payment, attempt


def _details(known: Sellable) -> orders.PieceDetails:
    return orders.PieceDetails(
        reference=known.reference,
        style=known.style,
        name=known.name,
        colour=known.colour,
        size=known.size,
        picture=known.picture,
        weight_g=known.weight_g,
        hs_code=known.hs_code,
        origin=known.origin,
        personalised=known.personalised,
        needs_box=known.needs_box,
    )


@journal.notes_limits()
@spans_transactions
def pay_again(
    *, order_number: str, method: Method, actor: Actor, at: datetime, visitor: Visitor = INSIDE
) -> Progress:
    """A further try at the payment page of the same order (PAY-10); a payment still open there is gone on with.

    Refusals: OutOfStock, CodeUsedUp, NoTurn, TooManyTries, CannotPlace where the way to pay is not offered.
    """
    progress = settle_order(order_number=order_number, actor=actor, at=at)
    if progress.state != OrderState.AWAITING_PAYMENT or progress.next_url:
        return progress
    with one_transaction():
        order = orders_queries.lock_order(number=order_number)
        _try_again(order, method, visitor, actor, at)
    return settle_order(order_number=order_number, actor=actor, at=at)


def _try_again(order: Order, method: Method, visitor: Visitor, actor: Actor, at: datetime) -> None:
    last = queries.latest_attempt(order_number=order.number)
    party = orders_queries.delivery_party(order_id=order.pk)
    if order.state != OrderState.AWAITING_PAYMENT or last is None or last.ended_at is None or party is None:
        return  # another device was quicker, or who ordered is forgotten
    policy = markets.policy_version(number=order.policy_version)
    market = policy.market(order.country)
    if market is None or method not in market.methods:
        raise CannotPlace(Refused(rule="PAY-01", reason=Reason.METHOD_NOT_OFFERED, field="payment_method"))
    last.order_waits = False
    last.save(update_fields=["order_waits"])
    _open_attempt(
        order=order,
        party=party,
        policy=policy,
        method=method,
        token="",
        basket=last.basket,
        visitor=visitor,
        at=at,
    )
    pieces = orders_queries.pieces_of(order_id=order.pk)
    claim_goods(order=order, pieces=pieces, party=party, actor=actor, at=at)
