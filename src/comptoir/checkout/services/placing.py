"""Placing an order: one transaction makes order, payment, attempt and reservation; then the provider is asked (ORD-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from comptoir.catalogue.queries import Sellable
from comptoir.checkout import queries
from comptoir.checkout.models import Attempt, Basket
from comptoir.checkout.queries import Priced
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
from comptoir.core.policy import Method, Service
from comptoir.core.quote import QuotedDelivery, total_refused
from comptoir.core.reasons import Reason
from comptoir.core.zones import zone_of
from comptoir.infra import idempotency
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders
from comptoir.payments import services as payments
from comptoir.promotions import services as promotions
from comptoir.stock import services as stock

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece
    from comptoir.payments.models import Payment


# What an order under way may itself be in the way of.
_HELD = (Reason.OUT_OF_STOCK, Reason.CODE_USED_UP)


class CannotPlace(NotPossible):
    """The order is not accepted and nothing was kept of it; for a changed total, `priced` is the price of now."""

    def __init__(self, *refusals: Refused, priced: Priced | None = None) -> None:
        super().__init__(*refusals)
        self.priced = priced


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


@spans_transactions
def place_order(*, request: OrderRequest, key: str, actor: Actor, at: datetime) -> Progress:
    """Order, once for a key. Refusals: CannotPrice, CannotPlace, OutOfStock, CodeUsedUp, KeyReused."""
    try:
        written = _write_down(request=request, key=key, actor=actor, at=at)
    except NotPossible as refused:
        held = any(refusal.reason in _HELD for refusal in refused.refusals)
        if not held or not _give_up_last(request.basket_token, actor, at):
            raise
        written = _write_down(request=request, key=key, actor=actor, at=at)
    if isinstance(written, Progress):
        return written
    return settle_underway(known=written, actor=actor, at=at, answer_key=key)


def _give_up_last(basket_token: str, actor: Actor, at: datetime) -> bool:
    """Free what an unpaid order of the same basket holds: a shopper's last try is never in the way of the next (pitfall 2)."""
    basket = queries.basket_by_token(token=basket_token)
    if basket is None or not basket.order_number:
        return False
    last = come_back(order_number=basket.order_number, actor=actor, at=at)
    return last.state == OrderState.AWAITING_PAYMENT


@owns_transaction
def _write_down(*, request: OrderRequest, key: str, actor: Actor, at: datetime) -> Underway | Progress:
    """The first transaction: all of the order, or nothing; for a request that came before, its order or its answer."""
    number = orders.new_number()
    hashed = idempotency.request_hash(asdict(request))
    known = idempotency.claim(scope=SCOPE, key=key, hashed=hashed, subject=number, at=at)
    if known is not None:
        return _answered(known)
    priced = price_request(request, at=at)
    delivery = _check(request, priced)
    return _make(number, request, priced, delivery, actor=actor, at=at)


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


def _check(request: OrderRequest, priced: Priced) -> QuotedDelivery:
    refused = (*_address_refused(request), *_codes_refused(priced))
    if refused:
        raise CannotPlace(*refused, priced=priced)
    delivery = priced.quote.delivery(request.service)
    if isinstance(delivery, Refused):
        raise CannotPlace(delivery, priced=priced)
    changed = total_refused(priced.quote, service=request.service, shown_total=request.shown_total)
    if changed is not None:
        raise CannotPlace(changed, priced=priced)
    return delivery


def _address_refused(request: OrderRequest) -> tuple[Refused, ...]:
    address = request.address
    if address.country != request.country:
        values = (("field", "country"),)
        return (
            Refused(rule="PAY-13", reason=Reason.ADDRESS_FIELD_WRONG, values=values, field="address.country"),
        )
    return markets.address_refusals(address=address)


def _codes_refused(priced: Priced) -> tuple[Refused, ...]:
    """An order is not placed under a code that does nothing: the shopper expects its effect (PAY-07)."""
    return tuple(code.refused for code in priced.quote.refused_codes)


def _make(
    number: str,
    request: OrderRequest,
    priced: Priced,
    delivery: QuotedDelivery,
    *,
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
    basket = queries.basket_by_token(token=request.basket_token)
    payment, attempt = _open_attempt(
        order=order,
        method=request.method,
        token=request.token,
        basket=basket,
        hold=timedelta(minutes=priced.policy.checkout.hold_minutes),
        at=at,
    )
    _claim_goods(order, pieces, at)
    return Underway(
        order=order, pieces=pieces, party=party, policy=priced.policy, payment=payment, attempt=attempt
    )


def _claim_goods(order: Order, pieces: Sequence[Piece], at: datetime) -> None:
    """Codes, then stock: the last locks of the transaction."""
    if order.codes:
        amounts = {str(used["code"]): int(used["amount"]) for used in order.codes}
        promotions.redeem_codes(order_number=order.number, amounts=amounts, at=at)
    stock.reserve_pieces(
        order_number=order.number,
        pieces=[(piece.public_id, piece.sku) for piece in pieces],
        country=order.country,
        at=at,
    )


def _open_attempt(
    *, order: Order, method: Method, token: str, basket: Basket | None, hold: timedelta, at: datetime
) -> tuple[Payment, Attempt]:
    """A payment for the order, and the attempt that watches it."""
    payment = payments.open_payment(
        order_number=order.number,
        entity=order.entity,
        method=method,
        amount=order.total,
        currency=order.currency,
        token=token,
        at=at,
    )
    if basket is not None:
        basket.order_number = order.number
        basket.save(update_fields=["order_number"])
    attempt = Attempt.objects.create(
        order_number=order.number,
        payment=payment.public_id,
        basket=basket,
        made_at=at,
        expires_at=at + hold,
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


@spans_transactions
def pay_again(*, order_number: str, method: Method, actor: Actor, at: datetime) -> Progress:
    """A further try at the payment page of the same order (PAY-10); a payment still open there is gone on with.

    Refusals: OutOfStock, CodeUsedUp, CannotPlace where the way to pay is not offered.
    """
    progress = settle_order(order_number=order_number, actor=actor, at=at)
    if progress.state != OrderState.AWAITING_PAYMENT or progress.next_url:
        return progress
    with one_transaction():
        order = orders_queries.lock_order(number=order_number)
        _try_again(order, method, at)
    return settle_order(order_number=order_number, actor=actor, at=at)


def _try_again(order: Order, method: Method, at: datetime) -> None:
    last = queries.latest_attempt(order_number=order.number)
    if order.state != OrderState.AWAITING_PAYMENT or last is None or last.ended_at is None:
        return  # another device was quicker
    policy = markets.policy_version(number=order.policy_version)
    market = policy.market(order.country)
    if market is None or method not in market.methods:
        raise CannotPlace(Refused(rule="PAY-01", reason=Reason.METHOD_NOT_OFFERED, field="payment_method"))
    last.order_waits = False
    last.save(update_fields=["order_waits"])
    _open_attempt(
        order=order,
        method=method,
        token="",
        basket=last.basket,
        hold=timedelta(minutes=policy.checkout.hold_minutes),
        at=at,
    )
    _claim_goods(order, orders_queries.pieces_of(order_id=order.pk), at)
