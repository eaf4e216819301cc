"""The only total in the system: it is the sum of its parts, in every market and mode."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Refused
from comptoir.core.duties import Duties, Taxed
from comptoir.core.goods import LineFacts
from comptoir.core.money import Money
from comptoir.core.policy import Charged, DutyMode, HousePolicy, Method, Service
from comptoir.core.promotions import PromotionFacts
from comptoir.core.quote import QuotedMethod, QuotedPiece, price_basket, total_refused
from comptoir.core.reasons import Reason
from comptoir.core.tax import TaxBook, TaxLine, TaxRow
from tests.core.baskets import (
    HOUSE,
    LAW,
    SUNDAY,
    a_line,
    a_quote,
    baskets,
    promotion_sets,
    some_facts,
)

COUNTRIES = st.sampled_from(
    [
        ("FR", ""),
        ("GB", ""),
        ("US", "CA"),
        ("US", "OR"),
        ("CA", "QC"),
        ("AU", "NSW"),
        ("JP", "13"),
        ("HK", ""),
        ("IS", ""),
        ("RE", ""),
    ]
)


def refusals(*lines: LineFacts, method: Method | None = None) -> list[tuple[Reason, str | None]]:
    answer = price_basket(replace(some_facts(), lines=lines, payment_method=method), policy=HOUSE, at=SUNDAY)
    assert isinstance(answer, tuple)
    return [(no.reason, no.field) for no in answer]


@pytest.mark.rule("PAY-07")
def test_a_quote_in_france_shows_everything() -> None:
    quote = a_quote(some_facts(a_line(9990, 2), a_line(4500, sku="B", category="bags"), codes=("WELCOME10",)))
    assert (quote.currency, quote.tax_included, quote.policy_version) == ("EUR", True, 7)
    assert [
        (line.sku, line.quantity, line.unit_price, line.discount, line.total) for line in quote.lines
    ] == [
        ("ME-26W-KN014-0410-M", 2, 9990, 1998, 17982),
        ("B", 1, 4500, 450, 4050),
    ]
    assert quote.goods_total == 22032
    assert quote.discounts == (("WELCOME10", 2448),)
    assert quote.totals == {Service.STANDARD: 23032, Service.EXPRESS: 23832}
    assert quote.delivery_cheapest == 1000
    standard = quote.deliveries[0]
    assert standard.tax == (TaxLine(rate=Decimal("0.20"), base=19193, amount=3839),)
    assert standard.delivery_tax == (TaxLine(rate=Decimal("0.20"), base=833, amount=167),)
    assert standard.duties == Duties(mode=DutyMode.NONE, each=(0, 0, 0))
    assert quote.lines[1].pieces == (
        QuotedPiece(
            sku="B",
            list_price=4500,
            discount=450,
            shares=(("WELCOME10", 450),),
            tax_rate=Decimal("0.20"),
            tax=675,
            paid=4050,
        ),
    )


@pytest.mark.rule("PAY-11")
def test_tax_comes_on_top_and_duty_is_prepaid_in_the_states() -> None:
    quote = a_quote(some_facts(a_line(10000), country="US", region="CA"))
    (express,) = quote.deliveries
    assert (quote.goods_total, quote.tax_included) == (10000, False)
    assert express.tax == (TaxLine(rate=Decimal("0.0725"), base=10000, amount=725),)
    # A wool sweater bears 17.5 %.
    assert express.duties == Duties(
        mode=DutyMode.PREPAID, amount=1750, duty=1750, each=(1750,), taxed=Taxed.SALE
    )
    assert express.total == 12475
    (piece,) = quote.lines[0].pieces
    assert (piece.list_price, piece.tax, piece.paid) == (10000, 725, 10725)


@pytest.mark.rule("PAY-11")
def test_what_the_courier_collects_is_shown_and_not_charged() -> None:
    chinese = a_line(10000, origin="CN")
    (express,) = a_quote(some_facts(chinese, country="JP", region="13")).deliveries
    assert (express.price, express.total, express.tax) == (4000, 14000, ())
    # 10.9 % duty on 10,000 and 4,000 of freight is 1,526; 10 % tax on the 15,526 is 1,553.
    assert express.duties == Duties(
        mode=DutyMode.ON_DELIVERY, amount=3079, duty=1526, tax=1553, each=(0,), taxed=Taxed.IMPORT
    )


@pytest.mark.rule("PAY-11")
def test_a_state_without_nexus_charges_no_tax() -> None:
    (express,) = a_quote(some_facts(a_line(10000), country="US", region="OR")).deliveries
    assert express.tax == (TaxLine(rate=Decimal(0), base=10000, amount=0),)
    assert express.total == 11750


def test_added_tax_falls_on_delivery_as_well() -> None:
    quote = a_quote(some_facts(a_line(10000), country="CA", region="ON"))
    (express,) = quote.deliveries
    assert (express.price, express.paid) == (4000, 4520)
    assert express.delivery_tax == (TaxLine(rate=Decimal("0.13"), base=4000, amount=520),)
    assert express.total == 10000 + 1300 + 4520  # no duty on what comes from the Union
    assert quote.delivery_cheapest == 4520


@pytest.mark.rule("pitfall-15")
def test_delivery_follows_the_rates_of_the_goods() -> None:
    reduced = TaxRow(
        country="FR",
        region="",
        tax_class="books",
        rate=Decimal("0.055"),
        since=date(2014, 1, 1),
        until=None,
        source="a test",
    )
    facts = some_facts(a_line(7500), replace(a_line(2500, sku="B"), tax_class="books"))
    standard = a_quote(replace(facts, taxes=TaxBook(rows=(*LAW.taxes, reduced)))).deliveries[0]
    assert standard.delivery_tax == (
        TaxLine(rate=Decimal("0.20"), base=625, amount=125),
        TaxLine(rate=Decimal("0.055"), base=237, amount=13),
    )
    assert [(line.rate, line.base + line.amount) for line in standard.tax] == [
        (Decimal("0.20"), 8250),
        (Decimal("0.055"), 2750),
    ]


@pytest.mark.rule("pitfall-6")
@pytest.mark.rule("pitfall-15")
@given(lines=baskets(), place=COUNTRIES, promotions=promotion_sets())
def test_the_total_is_the_sum_of_its_parts_in_every_tax_mode(
    lines: tuple[LineFacts, ...], place: tuple[str, str], promotions: tuple[PromotionFacts, ...]
) -> None:
    country, region = place
    facts = some_facts(*lines, country=country, region=region, promotions=promotions)
    quote = a_quote(replace(facts, codes=tuple(promotion.code for promotion in promotions)))
    pieces = [piece for line in quote.lines for piece in line.pieces]
    discounted = sum(amount for _, amount in quote.discounts)
    assert quote.goods_total == sum(line.total for line in quote.lines)
    assert quote.goods_total == sum(line.unit_price * line.quantity for line in lines) - discounted
    for line in quote.lines:
        assert line.total == sum(piece.list_price - piece.discount for piece in line.pieces)
    for piece in pieces:
        shown = piece.list_price - piece.discount
        assert piece.discount == sum(amount for _, amount in piece.shares)
        assert piece.paid == (shown if quote.tax_included else shown + piece.tax)
        assert 0 <= piece.tax <= piece.paid
    for delivery in quote.deliveries:
        tax = sum(part.amount for part in delivery.tax)
        prepaid = delivery.duties.amount if delivery.duties.mode is DutyMode.PREPAID else 0
        added = 0 if quote.tax_included else tax
        assert delivery.total == quote.goods_total + delivery.price + added + prepaid
        assert delivery.total == sum(piece.paid for piece in pieces) + prepaid + delivery.paid
        assert (len(delivery.duties.each), sum(delivery.duties.each)) == (len(pieces), prepaid)
        assert all(duty >= 0 for duty in delivery.duties.each)
        assert delivery.duties.amount == delivery.duties.duty + delivery.duties.tax
        assert tax == sum(piece.tax for piece in pieces) + sum(part.amount for part in delivery.delivery_tax)
        if delivery.tax:
            assert sum(part.base + part.amount for part in delivery.tax) == delivery.total - prepaid
        assert delivery.duties.mode is HOUSE.markets[country].duties
        assert delivery.paid >= quote.delivery_cheapest


@pytest.mark.rule("pitfall-15")
@given(lines=baskets(), place=COUNTRIES)
def test_the_tax_of_a_rate_is_reckoned_on_its_whole_amount(
    lines: tuple[LineFacts, ...], place: tuple[str, str]
) -> None:
    country, region = place
    quote = a_quote(some_facts(*lines, country=country, region=region))
    for delivery in quote.deliveries:
        for part in delivery.tax:
            assert abs(part.base * part.rate - part.amount) <= 2  # goods and delivery are rounded apart


@pytest.mark.rule("PAY-02")
@pytest.mark.rule("PAY-05")
def test_the_ways_to_pay_say_when_they_charge() -> None:
    german = a_quote(some_facts(country="DE"))
    assert german.payment_methods == (
        QuotedMethod(method=Method.CARD, charged=Charged.AT_SHIPMENT, instalments=False),
        QuotedMethod(method=Method.PAYPAL, charged=Charged.AT_CONFIRMATION, instalments=True),
        QuotedMethod(method=Method.KLARNA, charged=Charged.BY_PLAN, instalments=True),
        QuotedMethod(method=Method.APPLE_PAY, charged=Charged.AT_SHIPMENT, instalments=False),
        QuotedMethod(method=Method.GOOGLE_PAY, charged=Charged.AT_SHIPMENT, instalments=False),
    )


@pytest.mark.rule("PAY-01")
def test_a_way_to_pay_that_is_not_offered_is_refused() -> None:
    assert refusals(a_line(), method=Method.KLARNA) == [(Reason.METHOD_NOT_OFFERED, "payment_method")]


@pytest.mark.parametrize("quantity", [0, -1, 11, 10000, 10**12])
def test_a_quantity_out_of_bounds_is_refused(quantity: int) -> None:
    assert refusals(a_line(quantity=quantity)) == [(Reason.QUANTITY_WRONG, "lines.0.quantity")]


def test_quantities_add_up_by_sku() -> None:
    assert refusals(a_line(quantity=6), a_line(sku="B"), a_line(quantity=5)) == [
        (Reason.QUANTITY_WRONG, "lines.2.quantity")
    ]
    assert a_quote(some_facts(a_line(quantity=6), a_line(quantity=4))).goods_total == 290000


def test_an_empty_or_overflowing_basket_is_refused() -> None:
    assert refusals() == [(Reason.NOTHING_ORDERED, "lines")]
    assert refusals(*(a_line(sku=f"S{n}") for n in range(41))) == [(Reason.BASKET_FULL, "lines")]


@pytest.mark.rule("PRD-02")
def test_a_limited_edition_is_not_sold_online() -> None:
    assert refusals(a_line(limited=True)) == [(Reason.NOT_SOLD_ONLINE, "lines.0.sku")]


@pytest.mark.rule("PAY-03")
def test_the_shipping_country_sets_the_currency_of_the_quote() -> None:
    assert [a_quote(some_facts(country=c)).currency for c in ("FR", "GB", "US", "JP")] == [
        "EUR",
        "GBP",
        "USD",
        "JPY",
    ]


def test_a_total_that_changed_is_refused_with_the_new_one() -> None:
    quote = a_quote(some_facts())
    assert total_refused(quote, service=Service.STANDARD, shown_total=30000) is None
    assert total_refused(quote, service=Service.STANDARD, shown_total=29999) == Refused(
        rule=None,
        reason=Reason.TOTAL_CHANGED,
        values=(("total", Money(30000, "EUR")),),
        field="shown_total",
    )
    american = a_quote(some_facts(country="US", region="NY"))
    refused = total_refused(american, service=Service.STANDARD, shown_total=0)
    assert refused is not None
    assert refused.reason is Reason.SERVICE_NOT_OFFERED


def test_a_refused_code_leaves_the_rest_of_the_quote_as_it_is() -> None:
    quote = a_quote(some_facts(codes=("NOPE",)))
    assert quote.goods_total == 29000
    assert [(no.code, no.refused.reason) for no in quote.refused_codes] == [("NOPE", Reason.CODE_UNKNOWN)]


def test_a_quote_keeps_the_version_of_its_policy() -> None:
    newer: HousePolicy = replace(HOUSE, version=8)
    assert a_quote(some_facts(), policy=newer).policy_version == 8
