"""The facts of a price, gathered once; the price itself is the core's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Sellable
from comptoir.core.addresses import region_code
from comptoir.core.decisions import Refused
from comptoir.core.delivery import Destination, find_market
from comptoir.core.policy import HousePolicy, Market, Method
from comptoir.core.promotions import normalise_code
from comptoir.core.quote import LineFacts, Quote, QuoteFacts, price_basket
from comptoir.core.reasons import Reason
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.promotions import queries as promotions


class CannotPrice(NotPossible):
    """There is no price for this, and why: everything at once, each by its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A quote with what it was made of."""

    quote: Quote
    policy: HousePolicy
    goods: Mapping[str, Sellable]


def price_lines(
    *,
    lines: Sequence[tuple[str, int]],
    country: str,
    language: str,
    codes: Sequence[str] = (),
    region: str = "",
    postal_code: str = "",
    method: Method | None = None,
    at: datetime,
) -> Priced:
    """The price of SKUs and quantities at a destination, now. Refusals: CannotPrice."""
    policy = markets.current_policy(at=at)
    market = find_market(policy, country=country, language=language)
    if isinstance(market, Refused):
        raise CannotPrice(market)
    wanted = tuple(normalise_code(code) for code in codes if code.strip())
    terms = promotions.promotion_facts(codes=wanted, currency=market.currency, language=language, at=at)
    skus = [*(sku for sku, _ in lines), *(known.gift for known in terms if known.gift)]
    goods = catalogue.sellables(skus=skus, country=country, language=language, at=at)
    refused = tuple(
        refusal for place, (sku, _) in enumerate(lines) if (refusal := _unsellable(sku, place, goods))
    )
    if refused:
        raise CannotPrice(*refused)
    facts = QuoteFacts(
        destination=Destination(country=country, region=_region(market, region), postal_code=postal_code),
        language=language,
        lines=tuple(_line(goods[sku], quantity) for sku, quantity in lines),
        taxes=markets.tax_book(),
        tariffs=markets.law().tariffs,
        codes=wanted,
        promotions=terms,
        payment_method=method,
    )
    quote = price_basket(facts, policy=policy, at=at)
    if isinstance(quote, tuple):
        raise CannotPrice(*quote)
    return Priced(quote=quote, policy=policy, goods=goods)


def _region(market: Market, region: str) -> str:
    """The code of a region however it was spelled; an unknown one is the address check's to refuse."""
    if not region:
        return ""
    return region_code(region, rules=markets.address_rules(country=market.country)) or ""


def _unsellable(sku: str, place: int, goods: Mapping[str, Sellable]) -> Refused | None:
    """Why this SKU has no price here."""
    field = f"lines.{place}.sku"
    known = goods.get(sku)
    if known is None:
        return Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),), field=field)
    if not known.visible or known.unit_price is None:
        named = (("sku", sku), ("name", known.name))
        return Refused(rule="PAY-03", reason=Reason.NOT_SOLD_HERE, values=named, field=field)
    return None


def _line(known: Sellable, quantity: int) -> LineFacts:
    return LineFacts(
        sku=known.sku,
        style=known.style,
        name=known.name,
        category=known.category[-1],
        quantity=quantity,
        unit_price=known.unit_price or 0,
        tax_class=known.tax_class,
        hs_code=known.hs_code,
        origin=known.origin,
        personalised=known.personalised,
        limited=known.limited,
    )
