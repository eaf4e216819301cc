"""What the shipped profile promises, against the house rules."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.core.delivery import offered_services
from comptoir.core.law import floor_for
from comptoir.core.money import Money
from comptoir.core.policy import Charged, Days, Floor, Market, Method, Service
from comptoir.core.zones import zone_of
from tests.core.baskets import HOUSE, HOUSE_TEXT, LAW


def listed(words: str) -> set[str]:
    return set(words.split())


EUROPEAN_UNION = listed("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE")
EURO_THRESHOLD = {"EUR": 30000, "SEK": 340000, "DKK": 224000, "PLN": 129000}


def in_europe(country: str) -> bool:
    return zone_of(country).startswith(("Europe/", "Atlantic/")) and country != "CY"


def with_service(service: Service) -> list[Market]:
    return [market for market in HOUSE.markets.values() if service in market.services]


@pytest.mark.rule("DEL-01")
def test_the_house_ships_to_many_destinations_and_not_to_a_few() -> None:
    assert len(HOUSE.markets) >= 60
    assert set(HOUSE.markets) >= EUROPEAN_UNION | {"GB", "US", "JP", "AU", "CH", "CA", "NO"}
    assert set(HOUSE.exclusions) >= {"RU", "BY", "KP", "IR", "SY", "CU"}


@pytest.mark.rule("DEL-02")
@pytest.mark.rule("ORD-01")
def test_preparation_takes_one_to_three_days_and_christmas_saves_on_packaging() -> None:
    assert HOUSE.preparation == Days(least=1, most=3)
    (christmas,) = (peak for peak in HOUSE.peaks if peak.first == date(2026, 12, 11))
    assert (christmas.last, christmas.less_packaging) == (date(2026, 12, 27), True)
    ordinary = (date(2026, 11, 22), date(2026, 12, 10))
    assert not [peak for peak in HOUSE.peaks if peak.first <= ordinary[1] and peak.last >= ordinary[0]]


@pytest.mark.rule("DEL-04")
def test_express_goes_everywhere_in_its_days() -> None:
    assert len(with_service(Service.EXPRESS)) == len(HOUSE.markets)
    for market in with_service(Service.EXPRESS):
        transit = market.services[Service.EXPRESS].transit
        if in_europe(market.country):
            assert transit == Days(least=1, most=2), market.country
    assert HOUSE.markets["US"].services[Service.EXPRESS].transit == Days(least=1, most=3)
    for country in ("CY", "JP", "AU", "CA", "HK", "SG", "KR", "AE", "MX"):
        assert HOUSE.markets[country].services[Service.EXPRESS].transit == Days(least=1, most=4)


@pytest.mark.rule("DEL-05")
def test_standard_is_for_europe_only() -> None:
    for market in with_service(Service.STANDARD):
        assert in_europe(market.country), market.country
        assert market.services[Service.STANDARD].transit == Days(least=2, most=5)


@pytest.mark.rule("DEL-08")
def test_every_member_state_and_the_kingdom_have_their_threshold_and_nobody_else() -> None:
    standard = {market.country for market in with_service(Service.STANDARD)}
    assert standard >= EUROPEAN_UNION - {"CY"} | {"GB"}
    for market in with_service(Service.STANDARD):
        over = market.services[Service.STANDARD].free_over
        if market.country in EUROPEAN_UNION:
            assert over == EURO_THRESHOLD[market.currency], market.country
        elif market.country == "GB":
            assert (over, market.currency) == (27000, "GBP")
        else:
            assert over is None
    assert all(market.services[Service.EXPRESS].free_over is None for market in HOUSE.markets.values())


@pytest.mark.rule("DEL-09")
def test_delivery_is_always_free_in_the_states_and_australia_only() -> None:
    always = {
        market.country
        for market in HOUSE.markets.values()
        if any(terms.free_always for terms in market.services.values())
    }
    assert always == {"US", "AU"}


@pytest.mark.rule("PAY-02")
def test_instalments_are_offered_in_exactly_the_fourteen_countries() -> None:
    offered = {market.country for market in HOUSE.markets.values() if market.instalments}
    assert offered == listed("AU AT BE CA DK FI DE IT NL NO ES SE GB US")


@pytest.mark.rule("PAY-05")
def test_each_way_to_pay_charges_when_the_house_says() -> None:
    assert {method: terms.charged for method, terms in HOUSE.methods.items()} == {
        Method.CARD: Charged.AT_SHIPMENT,
        Method.PAYPAL: Charged.AT_CONFIRMATION,
        Method.KLARNA: Charged.BY_PLAN,
        Method.APPLE_PAY: Charged.AT_SHIPMENT,
        Method.GOOGLE_PAY: Charged.AT_SHIPMENT,
    }


@pytest.mark.rule("PAY-01")
def test_cards_and_paypal_are_taken_everywhere() -> None:
    for market in HOUSE.markets.values():
        assert {Method.CARD, Method.PAYPAL} <= set(market.methods), market.country


@pytest.mark.rule("PAY-03")
def test_the_shipping_country_sets_the_currency() -> None:
    currencies = {market.currency for market in HOUSE.markets.values()}
    assert currencies == listed("EUR GBP USD CHF JPY AUD CAD SEK DKK NOK PLN SGD HKD KRW")


def test_the_numbers_of_the_house_rules_are_the_shipped_ones() -> None:
    assert HOUSE.checkout.cancellation_minutes == 30
    assert (HOUSE.returns.days, HOUSE.returns.hand_in_days, HOUSE.returns.refund_days) == (14, 14, 14)
    assert (HOUSE.stores.days, HOUSE.stores.credit_months) == (30, 12)
    assert (HOUSE.passwords.length, HOUSE.passwords.digits, HOUSE.passwords.specials) == (8, 1, 1)
    assert not any(market.refund_delivery or market.self_cancellation for market in HOUSE.markets.values())


@pytest.mark.rule("A-01")
def test_members_of_the_union_and_the_kingdom_stand_on_their_law() -> None:
    for country in EUROPEAN_UNION:
        assert HOUSE.markets[country].floor is Floor.EU
    assert HOUSE.markets["GB"].floor is Floor.UK
    for market in HOUSE.markets.values():
        floor_for(LAW, country=market.country, floor=market.floor, on=date(2026, 11, 22))


@pytest.mark.rule("A-43")
def test_every_market_that_shows_tax_in_its_prices_has_a_rate_or_is_a_free_port() -> None:
    taxed = {row.country for row in LAW.taxes}
    for market in HOUSE.markets.values():
        if market.tax_included:
            assert market.country in taxed | {"HK", "MO"}, market.country


def test_prices_are_written_as_people_write_them() -> None:
    assert HOUSE.markets["JP"].services[Service.EXPRESS].price == 4000
    assert Money(HOUSE.markets["FR"].services[Service.STANDARD].price, "EUR").major == 10
    assert 'price = "10.00"' in HOUSE_TEXT


@pytest.mark.rule("DEL-01", "A-43")
@pytest.mark.parametrize(
    ("country", "postal_code"),
    [
        ("GB", "JE2 3AB"), ("GB", "GY1 1AA"), ("GB", "im1 1aa"), ("GB", "BFPO 12"),
        ("DK", "3900"), ("NO", "9170"), ("CH", "9490"), ("IT", "47890"), ("IT", "00120"),
        ("FR", "98000"), ("FR", "97100"), ("GP", "97133"), ("GP", "97150"), ("CY", "9300"), ("RS", "38000"),
        ("US", "00901"), ("US", "96910"), ("US", "96799"), ("AU", "2899"),
    ],
)  # fmt: skip
def test_a_territory_is_not_ordered_under_the_name_of_a_country_whose_taxes_it_does_not_share(
    country: str, postal_code: str
) -> None:
    assert offered_services(HOUSE.markets[country], postal_code=postal_code) == ()


@pytest.mark.rule("DEL-01")
@pytest.mark.parametrize(
    ("country", "postal_code"),
    [
        ("GB", "BT1 1AA"), ("GB", "IP1 1AA"), ("CH", "9470"), ("CH", "7562"), ("NO", "9008"), ("IT", "00118"),
        ("DK", "3700"), ("GP", "97110"), ("US", "96813"), ("US", "00501"), ("AU", "2898"), ("FI", "22100"),
    ],
)  # fmt: skip
def test_its_neighbours_still_have_their_parcels(country: str, postal_code: str) -> None:
    assert offered_services(HOUSE.markets[country], postal_code=postal_code) != ()


@pytest.mark.rule("DEL-01")
@pytest.mark.parametrize(
    "country",
    ["AX", "FO", "GI", "VA", "BL", "MF", "PM", "NC", "PF", "WF", "XK", "PR", "VI", "GU", "AS", "MP"],
)
def test_a_territory_that_is_no_market_says_why(country: str) -> None:
    assert HOUSE.exclusions[country].reason.keys() >= {"en", "fr", "de", "ja"}
