"""Markets, lists and one product, to the letter of the outside face."""

from __future__ import annotations

import pytest

from tests import builders
from tests.api.calls import Api, reasons


@pytest.mark.rule("PAY-01", "PAY-02", "PAY-11", "DEL-08", "DEL-09")
def test_markets_say_what_an_outside_check_needs(api: Api) -> None:
    known = {market["country"]: market for market in api.get("markets")["items"]}
    assert len(known) >= 40
    assert known["FR"] == {
        "country": "FR",
        "currency": "EUR",
        "languages": ["fr", "en"],
        "tax_included": True,
        "services": ["standard", "express"],
        "payment_methods": ["card", "paypal", "apple_pay", "google_pay"],
        "instalments": [],
        "duties": "none",
        "free_delivery": {"over": 30000},
        "excluded": None,
    }
    assert (known["GB"]["currency"], known["GB"]["free_delivery"]) == ("GBP", {"over": 27000})
    assert known["GB"]["instalments"] == ["klarna", "paypal"]
    assert (known["US"]["services"], known["US"]["free_delivery"]) == (["express"], {"always": True})
    assert (known["US"]["duties"], known["JP"]["duties"]) == ("prepaid", "on_delivery")


@pytest.mark.rule("DEL-01")
def test_an_excluded_destination_gives_its_reason_in_the_language_asked_for(api: Api) -> None:
    def reason(**how: str) -> str:
        items = api.get("markets", **how)["items"]
        (russia,) = (market for market in items if market["country"] == "RU")
        assert russia["services"] == []
        return str(russia["excluded"]["reason"])

    assert reason() == "Export restrictions apply to this destination."
    assert (
        reason(Accept_Language="fr-FR,fr;q=0.9")
        == "Des restrictions à l’exportation s’appliquent à cette destination."
    )


@pytest.mark.rule("PAY-03", "ORD-07")
def test_a_list_has_prices_and_stock_of_now_for_the_country(api: Api) -> None:
    page = api.get("products?country=GB&language=fr&category=knitwear")
    assert (page["count"], page["page"], page["pages"]) == (1, 1, 1)
    (knit,) = page["items"]
    rare, *_others = knit.pop("skus")
    assert knit == {
        "style": builders.KNIT,
        "name": "Pull col rond",
        "category": "knitwear",
        "price": 26100,
        "currency": "GBP",
        "personalised": False,
        "limited": False,
    }
    assert rare == {
        "sku": builders.RARE,
        "reference": "ME-26W-KN014-0410",
        "size": "S",
        "colour": "Poppy",
        "price": 26100,
        "available": 1,
    }


def test_one_product_speaks_the_language_that_was_asked_for(api: Api) -> None:
    product = api.get(f"products/{builders.KNIT}?country=FR&language=fr")
    assert (product["name"], product["price"], product["description"]) == (
        "Pull col rond",
        29000,
        "Fait pour les essais.",
    )
    assert product["composition"] == [
        {"part": "Body", "fibres": [{"fibre": "Wool", "percent": 100}], "animal_parts": False}
    ]
    assert product["care"] == ["wash_30"]
    assert product["size_chart"]["points"] == {}
    assert product["media"] == []


@pytest.mark.rule("PRD-02")
def test_limited_and_personalised_pieces_are_marked(api: Api) -> None:
    flags = {
        item["style"]: (item["limited"], item["personalised"])
        for item in api.get("products?country=FR")["items"]
    }
    assert flags[builders.GOWN] == (True, False)
    assert flags[builders.CLUTCH] == (False, True)


@pytest.mark.parametrize(
    ("path", "status", "refused"),
    [
        ("products/ME-NOTHING?country=FR", 404, (None, "not_found", None)),
        ("products?country=ZZ", 422, ("DEL-01", "unknown_market", "country")),
        ("products?country=RU", 422, ("DEL-01", "excluded_destination", "country")),
        ("products", 400, (None, "field_missing", "country")),
        ("products?country=FR&page=0", 400, (None, "field_wrong", "page")),
        ("products?country=FR&q=%00", 400, (None, "field_wrong", "q")),
        ("products/ME%00?country=FR", 400, (None, "field_wrong", "style")),
        ("nothing/here", 404, (None, "not_found", None)),
    ],
)
def test_what_is_not_there_is_refused_in_the_one_shape(
    api: Api, path: str, status: int, refused: tuple[str | None, str, str | None]
) -> None:
    answer = api.send("GET", path)
    assert (answer.status_code, reasons(answer.json())) == (status, [refused])


def test_the_reference_of_the_api_is_a_page_without_scripts(api: Api) -> None:
    page = api.send("GET", "docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert "/api/v1/orders/{number}" in text
    assert "X-Order-Token" in text
    assert "<script" not in text
