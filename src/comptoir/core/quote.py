"""The price of a basket: the only total in the system, printed by shop, desk, API, mails and invoices alike.

Every piece leaves here with its own money, to the penny; an order freezes it and nothing is shared out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.delivery import (
    DeliveryOption,
    Destination,
    delivery_options,
    find_market,
    service_refused,
)
from comptoir.core.duties import Duties, charges_tax, duties_of
from comptoir.core.goods import Goods, LineFacts, QuotedLine, QuotedPiece, lines_refused, price_goods
from comptoir.core.money import Money, split
from comptoir.core.policy import Charged, DutyMode, HousePolicy, Market, Method, Peak, Service
from comptoir.core.promotions import (
    Gift,
    Promoted,
    PromotedPiece,
    PromotionFacts,
    RefusedCode,
    apply_promotions,
)
from comptoir.core.reasons import Reason
from comptoir.core.tariffs import Customs, Tariffs
from comptoir.core.tax import TaxLine, TaxSource, breakdown, tax_of

__all__ = [
    "LineFacts",
    "Quote",
    "QuoteFacts",
    "QuotedDelivery",
    "QuotedLine",
    "QuotedMethod",
    "QuotedPiece",
    "price_basket",
    "total_refused",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFacts:
    """What a price depends on; `promotions` are the terms of the entered codes that exist."""

    destination: Destination
    language: str
    lines: tuple[LineFacts, ...]
    taxes: TaxSource
    tariffs: Tariffs
    codes: tuple[str, ...] = ()
    promotions: tuple[PromotionFacts, ...] = ()
    payment_method: Method | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedDelivery:
    """The whole order by one service: `price` as the market shows it, `paid` with tax; `tax` is of goods and delivery."""

    service: Service
    carrier: str
    price: int
    free_because: str | None
    earliest: date
    latest: date
    peak: Peak | None
    paid: int
    delivery_tax: tuple[TaxLine, ...]
    tax: tuple[TaxLine, ...]
    duties: Duties
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedMethod:
    """One way to pay that is offered, when it charges (PAY-05), and whether with free instalments here (PAY-02)."""

    method: Method
    charged: Charged
    instalments: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A basket priced, under one version of the policy; amounts are minor units of `currency`."""

    country: str
    currency: str
    tax_included: bool
    policy_version: int
    lines: tuple[QuotedLine, ...]
    goods_total: int
    discounts: tuple[tuple[str, int], ...]
    refused_codes: tuple[RefusedCode, ...]
    gifts: tuple[Gift, ...]
    names: tuple[tuple[str, str], ...]  # of the promotions that nobody entered, by their code
    deliveries: tuple[QuotedDelivery, ...]
    delivery_cheapest: int  # with tax: what a full withdrawal gives back at most
    payment_methods: tuple[QuotedMethod, ...]

    @property
    def totals(self) -> Mapping[Service, int]:
        """What the shopper pays by each service."""
        return {delivery.service: delivery.total for delivery in self.deliveries}

    def name_of(self, code: str) -> str:
        """What an automatic promotion is called; blank for a code that was entered."""
        return dict(self.names).get(code, "")

    def delivery(self, service: Service) -> QuotedDelivery | Refused:
        """The order by this service, or the refusal of a service that is not offered here."""
        found = next((delivery for delivery in self.deliveries if delivery.service is service), None)
        return found or service_refused(service)


def price_basket(facts: QuoteFacts, *, policy: HousePolicy, at: datetime) -> Quote | tuple[Refused, ...]:
    """The price of a basket at a destination, or everything that stands in its way."""
    market = find_market(policy, country=facts.destination.country, language=facts.language)
    if isinstance(market, Refused):
        return (market,)
    refused = (
        *lines_refused(facts.lines, terms=policy.checkout),
        *_method_refused(facts.payment_method, market),
    )
    if refused:
        return refused
    ordered_on = local_date(at, zone=policy.house.time_zone)
    promoted = _promoted(facts, market, at)
    goods = price_goods(
        facts.lines,
        promoted=promoted,
        taxes=facts.taxes,
        destination=facts.destination,
        market=market,
        on=ordered_on,
    )
    options = delivery_options(
        destination=facts.destination,
        goods_total=goods.total,
        free_delivery_code=promoted.free_delivery,
        ordered_on=ordered_on,
        market=market,
        policy=policy,
    )
    if isinstance(options, Refused):
        return (options,)
    customs = facts.tariffs.at(facts.destination, on=ordered_on)
    return _quote(goods, promoted=promoted, options=options, customs=customs, market=market, policy=policy)


def total_refused(quote: Quote, *, service: Service, shown_total: int) -> Refused | None:
    """The refusal of an order whose total is not the one that was shown, or None where it is."""
    delivery = quote.delivery(service)
    if isinstance(delivery, Refused):
        return delivery
    if delivery.total == shown_total:
        return None
    values = (("total", Money(delivery.total, quote.currency)),)
    return Refused(rule=None, reason=Reason.TOTAL_CHANGED, values=values, field="shown_total")


def _method_refused(method: Method | None, market: Market) -> tuple[Refused, ...]:
    if method is None or method in market.methods:
        return ()
    return (Refused(rule="PAY-01", reason=Reason.METHOD_NOT_OFFERED, field="payment_method"),)


def _promoted(facts: QuoteFacts, market: Market, at: datetime) -> Promoted:
    return apply_promotions(
        [
            PromotedPiece(sku=line.sku, style=line.style, category=line.category, price=line.unit_price)
            for line in facts.lines
            for _ in range(line.quantity)
        ],
        codes=facts.codes,
        promotions=facts.promotions,
        country=market.country,
        currency=market.currency,
        at=at,
    )


def _quote(
    goods: Goods,
    *,
    promoted: Promoted,
    options: tuple[DeliveryOption, ...],
    customs: Customs,
    market: Market,
    policy: HousePolicy,
) -> Quote:
    deliveries = tuple(_delivery(option, goods=goods, customs=customs, market=market) for option in options)
    return Quote(
        country=market.country,
        currency=market.currency,
        tax_included=market.tax_included,
        policy_version=policy.version,
        lines=goods.lines,
        goods_total=goods.total,
        discounts=promoted.discounts,
        refused_codes=promoted.refused,
        gifts=promoted.gifts,
        names=promoted.names,
        deliveries=deliveries,
        delivery_cheapest=min(delivery.paid for delivery in deliveries),
        payment_methods=tuple(
            QuotedMethod(
                method=method,
                charged=policy.methods[method].charged,
                instalments=method in market.instalments,
            )
            for method in market.methods
        ),
    )


def _delivery(option: DeliveryOption, *, goods: Goods, customs: Customs, market: Market) -> QuotedDelivery:
    delivery_tax = _delivery_tax(option.price, goods=goods, market=market)
    tax = sum(line.amount for line in delivery_tax)
    paid = option.price if market.tax_included else option.price + tax
    duties = duties_of(goods.declared, freight=paid - tax, customs=customs, market=market)
    prepaid = duties.amount if duties.mode is DutyMode.PREPAID else 0
    return QuotedDelivery(
        service=option.service,
        carrier=option.carrier,
        price=option.price,
        free_because=option.free_because,
        earliest=option.promise.earliest,
        latest=option.promise.latest,
        peak=option.promise.peak,
        paid=paid,
        delivery_tax=delivery_tax,
        tax=breakdown([*goods.tax, *delivery_tax]) if charges_tax(market) else (),
        duties=duties,
        total=sum(piece.paid for piece in goods.pieces) + paid + prepaid,
    )


def _delivery_tax(price: int, *, goods: Goods, market: Market) -> tuple[TaxLine, ...]:
    """Delivery is taxed as the goods are, shared over their rates where they have several (A-43)."""
    if not charges_tax(market):
        return ()
    parts = split(price, weights=[amount for _, amount in goods.by_rate])
    lines = []
    for (rate, _), part in zip(goods.by_rate, parts, strict=True):
        amount = tax_of(part, rate=rate, included=market.tax_included)
        base = part - amount if market.tax_included else part
        lines.append(TaxLine(rate=rate, base=base, amount=amount))
    return tuple(lines)
