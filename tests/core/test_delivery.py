"""What goes where, by when, and for how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comptoir.core.decisions import Refused
from comptoir.core.delivery import (
    CARRIER,
    DeliveryOption,
    Destination,
    delivery_options,
    find_market,
    offered_services,
    preparation_on,
    promise_for,
)
from comptoir.core.policy import Days, Service
from comptoir.core.quote import price_basket
from comptoir.core.reasons import Reason
from tests.core.baskets import HOUSE, SUNDAY, a_line, a_quote, some_facts

FRANCE = HOUSE.markets["FR"]


def dates(service: Service, ordered_on: date, *, country: str = "FR", region: str = "") -> tuple[date, date]:
    promise = promise_for(
        service,
        destination=Destination(country=country, region=region),
        ordered_on=ordered_on,
        policy=HOUSE,
    )
    return promise.earliest, promise.latest


def offered(country: str, postal_code: str) -> tuple[Service, ...]:
    return offered_services(HOUSE.markets[country], postal_code=postal_code)


@pytest.mark.rule("DEL-03")
@pytest.mark.rule("DEL-04")
@pytest.mark.rule("DEL-05")
@pytest.mark.rule("DEL-16")
def test_an_order_of_sunday_22_november_2026_arrives_from_wednesday_25_to_wednesday_2() -> None:
    (standard, express) = a_quote(some_facts()).deliveries
    assert (standard.service, standard.carrier) == (Service.STANDARD, CARRIER)
    assert (standard.earliest, standard.latest) == (date(2026, 11, 25), date(2026, 12, 2))
    assert (express.earliest, express.latest) == (date(2026, 11, 24), date(2026, 11, 27))
    assert standard.peak is None


@pytest.mark.rule("DEL-03")
def test_the_day_of_an_order_is_the_houses_day() -> None:
    just_sunday = datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Paris
    just_monday = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert a_quote(some_facts(), at=just_sunday).deliveries[0].earliest == date(2026, 11, 25)
    assert a_quote(some_facts(), at=just_monday).deliveries[0].earliest == date(2026, 11, 26)


@pytest.mark.rule("DEL-03")
@pytest.mark.parametrize(
    ("service", "ordered_on", "country", "region", "expected"),
    [
        # The house rests on 1 May (a Friday) and 14 July; so do the carriers in France.
        (Service.EXPRESS, date(2026, 4, 29), "FR", "", (date(2026, 5, 4), date(2026, 5, 7))),
        (Service.EXPRESS, date(2026, 7, 13), "FR", "", (date(2026, 7, 16), date(2026, 7, 21))),
        # The destination rests: Thanksgiving; the day after it in California too.
        (Service.EXPRESS, date(2026, 11, 24), "US", "NY", (date(2026, 11, 27), date(2026, 12, 2))),
        (Service.EXPRESS, date(2026, 11, 24), "US", "CA", (date(2026, 11, 30), date(2026, 12, 2))),
        # Friday and Saturday are the weekend in Saudi Arabia.
        (Service.EXPRESS, date(2026, 11, 18), "SA", "", (date(2026, 11, 23), date(2026, 11, 30))),
        # Over the end of the year: New Year's Day in both, 2 January in Switzerland.
        (Service.STANDARD, date(2026, 12, 29), "CH", "", (date(2027, 1, 4), date(2027, 1, 11))),
        # Labour Thanksgiving Day in Japan on Monday 23 November.
        (Service.EXPRESS, date(2026, 11, 19), "JP", "", (date(2026, 11, 24), date(2026, 11, 30))),
    ],
)
def test_preparation_counts_the_houses_days_and_transit_the_destinations(
    service: Service, ordered_on: date, country: str, region: str, expected: tuple[date, date]
) -> None:
    assert dates(service, ordered_on, country=country, region=region) == expected


@pytest.mark.rule("DEL-02")
@pytest.mark.parametrize(
    ("ordered_on", "preparation", "name"),
    [
        (date(2026, 12, 10), Days(least=1, most=3), None),
        (date(2026, 12, 11), Days(least=2, most=5), "Christmas"),
        (date(2026, 12, 27), Days(least=2, most=5), "Christmas"),
        (date(2026, 12, 28), Days(least=1, most=3), None),
        (date(2027, 1, 6), Days(least=2, most=5), "Winter sale"),
    ],
)
def test_a_peak_lengthens_preparation_from_its_first_day_to_its_last(
    ordered_on: date, preparation: Days, name: str | None
) -> None:
    days, peak = preparation_on(ordered_on, policy=HOUSE)
    assert days == preparation
    assert (peak.name["en"] if peak else None) == name


@pytest.mark.rule("DEL-02")
def test_what_the_shopper_is_told_in_a_peak_says_so() -> None:
    busy = a_quote(some_facts(), at=datetime(2026, 12, 11, 9, tzinfo=UTC)).deliveries[0]
    assert busy.peak == HOUSE.peaks[3]
    assert (busy.earliest, busy.latest) == (date(2026, 12, 17), date(2026, 12, 28))


@pytest.mark.rule("DEL-01")
@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "Export restrictions apply to this destination."),
        ("fr", "Des restrictions à l’exportation s’appliquent à cette destination."),
        ("it", "Export restrictions apply to this destination."),
    ],
)
def test_an_excluded_destination_is_refused_with_the_reason_in_the_language(language: str, why: str) -> None:
    answer = price_basket(some_facts(country="RU", language=language), policy=HOUSE, at=SUNDAY)
    assert answer == (
        Refused(
            rule="DEL-01",
            reason=Reason.EXCLUDED_DESTINATION,
            values=(("country", "RU"), ("why", why)),
            field="country",
        ),
    )


@pytest.mark.rule("DEL-01")
def test_a_destination_nobody_knows_is_refused() -> None:
    assert find_market(HOUSE, country="ZZ", language="en") == Refused(
        rule="DEL-01", reason=Reason.UNKNOWN_MARKET, values=(("country", "ZZ"),), field="country"
    )
    assert find_market(HOUSE, country="FR", language="en") == FRANCE


@pytest.mark.rule("DEL-05")
@pytest.mark.parametrize(
    ("country", "postal_code", "services"),
    [
        ("FR", "", (Service.STANDARD, Service.EXPRESS)),
        ("FR", "75003", (Service.STANDARD, Service.EXPRESS)),
        ("FR", "20 000", (Service.EXPRESS,)),
        ("ES", "35001", (Service.EXPRESS,)),
        ("ES", "28013", (Service.STANDARD, Service.EXPRESS)),
        ("PT", "9500-150", (Service.EXPRESS,)),
        ("GB", "hs1 2aa", (Service.EXPRESS,)),
        ("GB", "SW1A 1AA", (Service.STANDARD, Service.EXPRESS)),
        ("US", "10001", (Service.EXPRESS,)),
        ("CY", "", (Service.EXPRESS,)),
        ("IS", "", (Service.EXPRESS,)),
    ],
)
def test_the_services_depend_on_country_and_place(
    country: str, postal_code: str, services: tuple[Service, ...]
) -> None:
    assert offered(country, postal_code) == services


@pytest.mark.rule("DEL-01")
@pytest.mark.parametrize(("country", "postal_code"), [("FR", "97400"), ("US", "09009")])
def test_a_place_no_service_goes_to_is_refused_before_payment(country: str, postal_code: str) -> None:
    answer = price_basket(some_facts(country=country, postal_code=postal_code), policy=HOUSE, at=SUNDAY)
    assert answer == (
        Refused(
            rule="DEL-01",
            reason=Reason.AREA_NOT_SERVED,
            values=(("postal_code", postal_code),),
            field="address.postal_code",
        ),
    )


@pytest.mark.rule("DEL-05")
def test_a_market_left_without_both_services_refuses() -> None:
    without = replace(FRANCE, services={Service.STANDARD: FRANCE.services[Service.STANDARD]})
    answer = delivery_options(
        destination=Destination(country="FR", postal_code="20000"),
        goods_total=1,
        free_delivery_code=None,
        ordered_on=date(2026, 11, 22),
        market=without,
        policy=HOUSE,
    )
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.AREA_NOT_SERVED


@pytest.mark.rule("DEL-03")
def test_a_service_that_is_not_offered_is_refused_by_name() -> None:
    quote = a_quote(some_facts(country="US", region="NY"))
    assert quote.delivery(Service.STANDARD) == Refused(
        rule="DEL-03",
        reason=Reason.SERVICE_NOT_OFFERED,
        values=(("service", "Standard"),),
        field="service",
    )
    assert quote.delivery(Service.EXPRESS) == quote.deliveries[0]


@pytest.mark.rule("DEL-07")
def test_the_price_of_every_service_is_known_before_payment() -> None:
    assert [(d.service, d.price) for d in a_quote(some_facts()).deliveries] == [
        (Service.STANDARD, 1000),
        (Service.EXPRESS, 1800),
    ]
    british = a_quote(some_facts(country="GB")).deliveries
    assert [(d.service, d.price) for d in british] == [(Service.STANDARD, 0), (Service.EXPRESS, 1600)]


@pytest.mark.rule("DEL-08")
@pytest.mark.parametrize(
    ("country", "goods", "price", "because"),
    [
        ("FR", 29999, 1000, None),
        ("FR", 30000, 1000, None),
        ("FR", 30001, 0, "DEL-08"),
        ("DE", 30000, 1200, None),
        ("DE", 30001, 0, "DEL-08"),
        ("GB", 27000, 900, None),
        ("GB", 27001, 0, "DEL-08"),
        ("SE", 340000, 12900, None),
        ("SE", 340001, 0, "DEL-08"),
        ("CH", 90000, 1200, None),
        ("NO", 9000000, 13900, None),
    ],
)
def test_standard_is_free_strictly_over_the_threshold_in_the_union_and_the_kingdom(
    country: str, goods: int, price: int, because: str | None
) -> None:
    standard, express = a_quote(some_facts(a_line(goods), country=country)).deliveries
    assert (standard.price, standard.free_because) == (price, because)
    assert express.free_because is None
    assert express.price > 0


@pytest.mark.rule("DEL-08")
def test_the_threshold_looks_at_the_goods_after_discounts() -> None:
    facts = some_facts(a_line(33333), codes=("WELCOME10",))
    quote = a_quote(facts)
    assert quote.goods_total == 30000
    assert quote.deliveries[0].price == 1000
    quote = a_quote(some_facts(a_line(33335), codes=("WELCOME10",)))
    assert (quote.goods_total, quote.deliveries[0].price) == (30001, 0)


@pytest.mark.rule("DEL-09")
@pytest.mark.parametrize("country", ["US", "AU"])
def test_express_is_always_free_in_the_states_and_australia(country: str) -> None:
    (express,) = a_quote(some_facts(a_line(1), country=country)).deliveries
    assert (express.service, express.price, express.free_because) == (Service.EXPRESS, 0, "DEL-09")


@pytest.mark.rule("PAY-08")
def test_only_a_free_delivery_code_reduces_delivery() -> None:
    with_percent = a_quote(some_facts(codes=("WELCOME10",))).deliveries
    assert [d.price for d in with_percent] == [1000, 1800]
    freed = a_quote(some_facts(codes=("freeship",)))
    assert [(d.price, d.free_because) for d in freed.deliveries] == [(0, "PAY-08"), (0, "PAY-08")]
    assert freed.discounts == (("FREESHIP", 0),)
    assert freed.goods_total == 29000
    already = a_quote(some_facts(a_line(30001), codes=("FREESHIP",))).deliveries
    assert [d.free_because for d in already] == ["DEL-08", "PAY-08"]


def test_options_carry_their_promise() -> None:
    options = delivery_options(
        destination=Destination(country="FR"),
        goods_total=100,
        free_delivery_code=None,
        ordered_on=date(2026, 11, 22),
        market=FRANCE,
        policy=HOUSE,
    )
    assert isinstance(options, tuple)
    assert all(isinstance(option, DeliveryOption) for option in options)
    assert [option.promise.latest for option in options] == [date(2026, 12, 2), date(2026, 11, 27)]
