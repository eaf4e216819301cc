"""Markets, and a price for anything: no side effect."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from comptoir.api import schemas as s
from comptoir.api.words import language_of, refusal_out, speaking
from comptoir.checkout import queries as checkout
from comptoir.checkout import services
from comptoir.core.policy import Exclusion, Market, Method, Service
from comptoir.core.quote import Quote
from comptoir.infra import clock, i18n
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets

router = Router(tags=["quotes"])
REFUSALS = frozenset({400, 401, 402, 403, 404, 409, 422, 429})


@router.get("/markets", response={200: s.MarketsOut, REFUSALS: s.RefusedOut}, exclude_defaults=True)
def list_markets(request: HttpRequest) -> s.MarketsOut:
    """Every destination: what it pays in, how it is delivered to, or why it is not."""
    policy = markets.current_policy(at=clock.now())
    items = [_market(market) for market in policy.markets.values()]
    items += [_excluded(exclusion, language_of(request)) for exclusion in policy.exclusions.values()]
    return s.MarketsOut(items=sorted(items, key=lambda item: item.country))


def _market(market: Market) -> s.MarketOut:
    free = {terms.free_over for terms in market.services.values() if terms.free_over is not None}
    always = any(terms.free_always for terms in market.services.values())
    return s.MarketOut(
        country=market.country,
        currency=market.currency,
        languages=list(market.languages),
        tax_included=market.tax_included,
        services=[service.value for service in Service if service in market.services],
        payment_methods=[method.value for method in market.methods],
        instalments=[method.value for method in market.instalments],
        duties=market.duties.value,
        free_delivery=s.FreeDeliveryOut(over=min(free, default=None), always=always or None),
        excluded=None,
    )


def _excluded(exclusion: Exclusion, language: str) -> s.MarketOut:
    return s.MarketOut(
        country=exclusion.country,
        currency=None,
        languages=[],
        tax_included=None,
        services=[],
        payment_methods=[],
        instalments=[],
        duties=None,
        free_delivery=s.FreeDeliveryOut(),
        excluded=s.ExcludedOut(reason=i18n.pick(dict(exclusion.reason), language)),
    )


@router.post("/quotes", response={200: s.QuoteOut, REFUSALS: s.RefusedOut}, exclude_unset=True)
def make_quote(request: HttpRequest, body: s.QuoteIn) -> s.QuoteOut:
    """The price of these pieces there, by every service, with every way to pay."""
    with speaking(request, body.language, body.country):
        services.watch_visitor(codes=body.codes, visitor=visitor_of(request=request), at=clock.now())
        priced = checkout.price_lines(
            lines=[(line.sku, line.quantity) for line in body.lines],
            country=body.country,
            language=body.language,
            codes=body.codes,
            region=(body.address.region or "") if body.address else "",
            postal_code=body.address.postal_code if body.address else "",
            method=Method(body.payment_method) if body.payment_method else None,
            at=clock.now(),
        )
        return quote_out(priced.quote)


def quote_out(quote: Quote) -> s.QuoteOut:
    """A quote as JSON; what is not set is left out."""
    out = s.QuoteOut(
        currency=quote.currency,
        tax_included=quote.tax_included,
        lines=[
            s.QuoteLineOut(
                sku=line.sku,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=line.discount,
                total=line.total,
            )
            for line in quote.lines
        ],
        goods_total=quote.goods_total,
        discounts=[s.DiscountOut(code=code, amount=amount) for code, amount in quote.discounts],
        refused_codes=[
            s.RefusedCodeOut(code=refused.code, **refusal_out(refused.refused).dict(exclude={"field"}))
            for refused in quote.refused_codes
        ],
        deliveries=[
            s.DeliveryOut(
                service=delivery.service.value,
                carrier=delivery.carrier,
                price=delivery.price,
                free_because=delivery.free_because,
                earliest=delivery.earliest,
                latest=delivery.latest,
                tax=[s.TaxOut(rate=str(x.rate), base=x.base, amount=x.amount) for x in delivery.tax],
                duties=s.DutiesOut(mode=delivery.duties.mode, amount=delivery.duties.amount),
                total=delivery.total,
            )
            for delivery in quote.deliveries
        ],
        payment_methods=[
            s.MethodOut(method=known.method.value, charged=known.charged, instalments=known.instalments)
            for known in quote.payment_methods
        ],
        totals={service.value: total for service, total in quote.totals.items()},
    )
    if quote.gifts:
        out.gifts = [s.GiftOut(code=gift.code, sku=gift.sku) for gift in quote.gifts]
    if quote.names:
        out.applied = [s.PromotionNameOut(code=code, name=name) for code, name in quote.names]
    return out
