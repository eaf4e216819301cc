"""A price for anything, to the letter of the outside face."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comptoir.catalogue import services as catalogue
from comptoir.core.policy import Charged
from tests import builders, cast
from tests.api.calls import Api, Json, address_json
from tests.api.pictures import nothing_moves

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def way(method: str, charged: Charged, *, instalments: bool = False) -> Json:
    return {"method": method, "charged": charged, "instalments": instalments}


def shirts_at(country: str, currency: str, amount: int) -> None:
    """A shirt that costs this much in a country from now on."""
    price = catalogue.PriceInput(
        style=builders.SHIRT,
        country=country,
        currency=currency,
        amount=amount,
        tax_included=True,
        starts_at=builders.MONDAY,
    )
    catalogue.set_price(price=price, actor=cast.ADMIN, at=builders.MONDAY)


def free_because(quote: Json) -> dict[str, str | None]:
    return {delivery["service"]: delivery["free_because"] for delivery in quote["deliveries"]}


@pytest.mark.rule("DEL-02", "DEL-03", "DEL-04", "DEL-05", "DEL-07", "DEL-16", "PAY-01", "PAY-05", "PAY-07")
def test_a_quote_says_everything_that_can_be_chosen_and_what_it_costs(api: Api) -> None:
    builders.at_clock(SUNDAY)
    with nothing_moves():
        quote = api.quote((builders.KNIT_M, 1), (builders.SHIRT_M, 2), codes=["welcome10", "NOPE"])
    assert quote == {
        "currency": "EUR",
        "tax_included": True,
        "lines": [
            {
                "sku": builders.KNIT_M,
                "quantity": 1,
                "unit_price": 29000,
                "discount": 2900,
                "total": 26100,
            },
            {
                "sku": builders.SHIRT_M,
                "quantity": 2,
                "unit_price": 15000,
                "discount": 3000,
                "total": 27000,
            },
        ],
        "goods_total": 53100,
        "discounts": [{"code": "WELCOME10", "amount": 5900}],
        "refused_codes": [
            {
                "code": "NOPE",
                "rule": "PAY-07",
                "reason": "code_unknown",
                "message": "We do not know the code “NOPE”. Check the spelling.",
            }
        ],
        "deliveries": [
            {
                "service": "standard",
                "carrier": "DHL",
                "price": 0,
                "free_because": "DEL-08",
                "earliest": "2026-11-25",
                "latest": "2026-12-02",
                "tax": [{"rate": "0.20", "base": 44250, "amount": 8850}],
                "duties": {"mode": "none", "amount": 0},
                "total": 53100,
            },
            {
                "service": "express",
                "carrier": "DHL",
                "price": 1800,
                "free_because": None,
                "earliest": "2026-11-24",
                "latest": "2026-11-27",
                "tax": [{"rate": "0.20", "base": 45750, "amount": 9150}],
                "duties": {"mode": "none", "amount": 0},
                "total": 54900,
            },
        ],
        "payment_methods": [
            way("card", Charged.AT_SHIPMENT),
            way("paypal", Charged.AT_CONFIRMATION),
            way("apple_pay", Charged.AT_SHIPMENT),
            way("google_pay", Charged.AT_SHIPMENT),
        ],
        "totals": {"standard": 53100, "express": 54900},
    }


@pytest.mark.rule("DEL-09", "PAY-02", "PAY-03", "PAY-11")
def test_to_new_york_delivery_is_free_and_duties_are_paid_with_the_order(api: Api) -> None:
    quote = api.quote((builders.KNIT_M, 1), country="US", address=address_json(cast.JOHN))
    assert (quote["currency"], quote["tax_included"], quote["goods_total"]) == ("USD", False, 31900)
    assert quote["deliveries"] == [
        {
            "service": "express",
            "carrier": "DHL",
            "price": 0,
            "free_because": "DEL-09",
            "earliest": "2026-11-25",
            "latest": "2026-12-01",
            "tax": [{"rate": "0.08875", "base": 31900, "amount": 2831}],
            "duties": {"mode": "prepaid", "amount": 5583},
            "total": 31900 + 2831 + 5583,
        }
    ]
    assert way("klarna", Charged.BY_PLAN, instalments=True) in quote["payment_methods"]
    assert way("paypal", Charged.AT_CONFIRMATION, instalments=True) in quote["payment_methods"]


@pytest.mark.rule("DEL-08")
@pytest.mark.parametrize(
    ("country", "currency", "amount", "why"),
    [
        ("FR", "EUR", 30000, None),
        ("FR", "EUR", 30001, "DEL-08"),
        ("GB", "GBP", 27000, None),
        ("GB", "GBP", 27001, "DEL-08"),
    ],
)
def test_standard_is_free_over_the_threshold_and_not_at_it(
    api: Api, country: str, currency: str, amount: int, why: str | None
) -> None:
    shirts_at(country, currency, amount)
    quote = api.quote((builders.SHIRT_M, 1), country=country)
    assert quote["goods_total"] == amount
    assert free_because(quote) == {"standard": why, "express": None}


@pytest.mark.rule("DEL-08")
def test_the_threshold_counts_what_is_left_after_the_codes(api: Api) -> None:
    assert free_because(api.quote((builders.KNIT_M, 1), (builders.SHIRT_M, 1))) == {
        "standard": "DEL-08",
        "express": None,
    }
    quote = api.quote((builders.KNIT_M, 1), codes=["WELCOME10"])
    assert (quote["goods_total"], free_because(quote)) == (26100, {"standard": None, "express": None})


@pytest.mark.rule("PAY-08")
def test_only_a_free_delivery_code_touches_delivery(api: Api) -> None:
    quote = api.quote((builders.KNIT_M, 1), codes=["FREESHIP"])
    assert {d["service"]: (d["price"], d["free_because"]) for d in quote["deliveries"]} == {
        "standard": (0, "PAY-08"),
        "express": (0, "PAY-08"),
    }
    assert quote["discounts"] == [{"code": "FREESHIP", "amount": 0}]


@pytest.mark.rule("PAY-02", "PAY-13")
def test_the_version_of_the_store_may_be_another_country_than_the_parcel_s(api: Api) -> None:
    """The basket is priced for the delivery country, whatever the language it is read in."""
    quote = api.quote((builders.KNIT_M, 1), country="GB", language="fr")
    assert (quote["currency"], quote["goods_total"]) == ("GBP", 26100)
