"""Who pays duty, and how much: the cascade, limits, and the one decision on a consignment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.delivery import Destination
from comptoir.core.duties import Declared, Duties, Taxed, charges_tax, duties_of
from comptoir.core.money import share
from comptoir.core.policy import DutyMode
from comptoir.core.tariffs import Customs
from tests.core.baskets import HOUSE, LAW, a_line, a_quote, some_facts

TODAY = date(2026, 11, 22)
PREPAID, ON_DELIVERY, NONE = HOUSE.markets["US"], HOUSE.markets["JP"], HOUSE.markets["FR"]


def customs(country: str, *, postal_code: str = "", on: date = TODAY) -> Customs:
    return LAW.tariffs.at(Destination(country=country, postal_code=postal_code), on=on)


def knit(value: int, *, rate: str = "0.10", hs_code: str = "611011", origin: str = "CN") -> Declared:
    return Declared(value=value, tax_rate=Decimal(rate), hs_code=hs_code, origin=origin)


def british(price: int, *, origin: str = "CN", postal_code: str = "SW1A 1AA", quantity: int = 1) -> Duties:
    """The duties of goods at a price with tax in the Kingdom, by Express at GBP 16.00."""
    line = a_line(price, quantity, origin=origin)
    return a_quote(some_facts(line, country="GB", postal_code=postal_code)).deliveries[1].duties


@pytest.mark.rule("PAY-11")
def test_only_prepaid_duty_is_charged_with_the_pieces() -> None:
    goods = [knit(10000), knit(3334)]
    paid = duties_of(goods, freight=0, customs=customs("US"), market=PREPAID)
    assert (paid.amount, paid.each) == (2333, (1750, 583))
    due = duties_of(goods, freight=0, customs=customs("JP"), market=ON_DELIVERY)
    assert (due.amount > 0, due.each) == (True, (0, 0))
    assert duties_of(goods, freight=0, customs=Customs(), market=NONE).amount == 0


@pytest.mark.rule("PAY-11")
@given(values=st.lists(st.integers(0, 99999), min_size=1, max_size=9))
def test_prepaid_duty_is_reckoned_on_the_whole_and_shared_to_the_penny(values: list[int]) -> None:
    duties = duties_of([knit(each) for each in values], freight=0, customs=customs("US"), market=PREPAID)
    assert duties.amount == sum(duties.each) == share(sum(values), rate=Decimal("0.175"))
    assert all(duty >= 0 for duty in duties.each)


@pytest.mark.rule("PAY-11")
def test_the_courier_collects_duty_and_the_tax_the_store_did_not_take() -> None:
    goods = [knit(10000)]
    # 10.9 % of 14,000 is 1,526; 10 % of 15,526 is 1,553.
    due = duties_of(goods, freight=4000, customs=customs("JP"), market=ON_DELIVERY)
    assert (due.duty, due.tax, due.amount) == (1526, 1553, 3079)
    taxed_here = replace(ON_DELIVERY, tax_included=True)
    assert duties_of(goods, freight=4000, customs=customs("JP"), market=taxed_here).tax == 153


@pytest.mark.rule("PAY-11")
def test_freight_is_part_of_the_value_where_customs_say_so() -> None:
    goods = [knit(60000)]
    # Saudi Arabia: 5 % of goods and freight. Australia: 5 % of the goods alone.
    assert duties_of(goods, freight=20000, customs=customs("SA"), market=PREPAID).duty == 4000
    australian = replace(HOUSE.markets["AU"], duties=DutyMode.ON_DELIVERY, tax_included=False)
    landed = duties_of([knit(200000)], freight=20000, customs=customs("AU"), market=australian)
    assert (landed.duty, landed.tax) == (10000, 23000)  # 10 % of 200,000 and 20,000 and 10,000


@pytest.mark.rule("PAY-11")
def test_lines_of_the_declaration_are_rounded_each() -> None:
    goods = [knit(333), knit(333), knit(333, hs_code="611012")]
    # 17.5 % of 666 is 117 (116.55); 4 % of 333 is 13 (13.32).
    assert duties_of(goods, freight=0, customs=customs("US"), market=PREPAID).each == (59, 58, 13)


@pytest.mark.rule("PAY-11")
def test_leather_shoes_to_japan_bear_so_much_a_pair_at_least() -> None:
    shoes = [knit(12000, hs_code="640399"), knit(12000, hs_code="640399")]
    # 30 % of 24,000 is 7,200, less than twice 4,300.
    assert duties_of(shoes, freight=0, customs=customs("JP"), market=ON_DELIVERY).duty == 8600


@pytest.mark.rule("A-45")
@pytest.mark.parametrize(
    ("price", "duty", "tax", "taxed"),
    [
        # 162.00 with tax is 135.00 without: no duty. Above, 12 % of goods and 13.33 of freight, and 20 % of that.
        (16200, 0, 0, Taxed.SALE),
        (16201, 1780, 356, Taxed.IMPORT),
        (24000, 2560, 512, Taxed.IMPORT),
    ],
)
def test_in_the_kingdom_135_pounds_of_goods_decide(price: int, duty: int, tax: int, taxed: Taxed) -> None:
    duties = british(price)
    assert (duties.duty, duties.tax, duties.taxed) == (duty, tax, taxed)
    assert duties.mode is DutyMode.PREPAID


@pytest.mark.rule("A-45")
def test_the_whole_order_is_one_consignment_and_its_price_stays() -> None:
    assert british(8100, quantity=2).taxed is Taxed.SALE
    assert british(8101, quantity=2).taxed is Taxed.IMPORT
    quote = a_quote(some_facts(a_line(16201), country="GB"))
    assert quote.goods_total == 16201
    assert [delivery.total for delivery in quote.deliveries] == [16201 + 900, 16201 + 1600]


@pytest.mark.rule("A-45")
def test_northern_ireland_is_no_import_and_union_goods_bear_no_duty() -> None:
    belfast = british(24000, postal_code="BT1 1AA")
    assert (belfast.amount, belfast.taxed) == (0, Taxed.HOME)
    assert british(24000, postal_code="bt11aa").amount == 0
    assert british(24000, origin="PT") == Duties(mode=DutyMode.PREPAID, each=(0,), taxed=Taxed.IMPORT)


@pytest.mark.rule("A-45")
@given(prices=st.lists(st.integers(0, 9000), min_size=1, max_size=5), joined=st.booleans())
def test_however_a_basket_is_cut_the_value_of_all_of_it_decides(prices: list[int], joined: bool) -> None:
    lines = [
        a_line(price, sku=f"S{number}", origin="CN", hs_code="611011" if joined else f"6110{number:02}")
        for number, price in enumerate(prices)
    ]
    quote = a_quote(some_facts(*lines, country="GB"))
    net = sum(piece.paid - piece.tax for line in quote.lines for piece in line.pieces)
    duties = quote.deliveries[0].duties
    assert duties.taxed is (Taxed.SALE if net <= 13500 else Taxed.IMPORT)
    assert (duties.amount > 0) == (net > 13500)


@pytest.mark.rule("PAY-11")
def test_below_the_limits_of_a_country_nothing_is_asked() -> None:
    # Japan measures its 10,000 with freight; Korea the goods alone.
    small = duties_of([knit(6000)], freight=4000, customs=customs("JP"), market=ON_DELIVERY)
    assert (small.amount, small.taxed) == (0, Taxed.IMPORT)
    assert duties_of([knit(6001)], freight=4000, customs=customs("JP"), market=ON_DELIVERY).amount > 0
    korea = HOUSE.markets["KR"]
    assert duties_of([knit(210000)], freight=40000, customs=customs("KR"), market=korea).amount == 0
    assert duties_of([knit(210001)], freight=40000, customs=customs("KR"), market=korea).amount > 0


@pytest.mark.rule("PAY-11")
def test_duty_and_tax_have_limits_of_their_own() -> None:
    goods = [knit(10000, rate="0.18")]
    israel = duties_of(goods, freight=4000, customs=customs("IL"), market=HOUSE.markets["IL"])
    assert (israel.duty, israel.tax) == (0, 2520)


@pytest.mark.rule("A-46")
def test_before_its_end_the_american_relief_let_800_dollars_pass() -> None:
    before, after = date(2025, 8, 28), date(2025, 8, 29)
    goods = [knit(80000)]
    assert duties_of(goods, freight=0, customs=customs("US", on=before), market=PREPAID).amount == 0
    assert duties_of(goods, freight=0, customs=customs("US", on=after), market=PREPAID).amount == 14000


@pytest.mark.rule("PAY-11")
def test_the_store_takes_no_tax_where_the_courier_does() -> None:
    assert not charges_tax(ON_DELIVERY)
    assert charges_tax(replace(ON_DELIVERY, tax_included=True))
    assert charges_tax(PREPAID)
    assert charges_tax(replace(ON_DELIVERY, duties=DutyMode.NONE))
