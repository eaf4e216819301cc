"""What search engines and merchants' programs read says what the pages say and what the core decides."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from PIL import Image

from comptoir.checkout import queries as checkout
from comptoir.core.money import Money
from comptoir.infra import clock, media
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock
from tests import builders
from tests.storefront.pages import text_of

pytestmark = pytest.mark.usefixtures("house")
_G = "{http://base.google.com/ns/1.0}"
_S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_X = "{http://www.w3.org/1999/xhtml}"


def graph(shopper: Client, path: str) -> dict[str, Any]:
    """The nodes of a page's structured data by their kind; of several, the last."""
    page = shopper.get(path).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    said = json.loads(found[1])
    assert said["@context"] == "https://schema.org"
    nodes: dict[str, Any] = {}
    for node in said["@graph"]:
        nodes.setdefault(node["@type"], []).append(node)
    return nodes


def xml(shopper: Client, path: str) -> ET.Element:
    """A document, well formed."""
    answer = shopper.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ET.fromstring(answer.content)


@pytest.mark.parametrize("country", ["FR", "GB", "US", "JP"])
@pytest.mark.rule("PAY-03")
@pytest.mark.rule("DEL-03")
@pytest.mark.rule("RET-01")
def test_a_product_says_to_search_engines_what_the_core_decides(shopper: Client, country: str) -> None:
    at: datetime = clock.now()
    said = graph(shopper, f"/en-{country.lower()}/p/{builders.KNIT}/boxy-crewneck/")
    policy = markets.current_policy(at=at)
    market = policy.markets[country]
    priced = checkout.price_lines(lines=((builders.KNIT_M, 1),), country=country, language="en", at=at)
    price = str(Money(priced.quote.lines[0].unit_price, market.currency).major)
    variants = {each["sku"]: each for each in said["ProductGroup"][0]["hasVariant"]}
    left = stock.available(skus=variants)
    assert builders.KNIT_M in variants
    for sku, variant in variants.items():
        offer = variant["offers"]
        assert (offer["price"], offer["priceCurrency"]) == (price, market.currency)
        assert offer["availability"] == f"https://schema.org/{'InStock' if left[sku] else 'OutOfStock'}"
    travels = said["OfferShippingDetails"]
    assert [each["@id"] for each in travels] == [x["@id"] for x in offer["shippingDetails"]]
    for each, option in zip(travels, priced.quote.deliveries, strict=True):
        rate = {"value": str(Money(option.price, market.currency).major), "currency": market.currency}
        assert rate.items() <= each["shippingRate"].items()
        assert each["shippingDestination"]["addressCountry"] == country
        transit, handling = market.services[option.service].transit, policy.preparation
        days = [each["deliveryTime"][kind] for kind in ("transitTime", "handlingTime")]
        assert [(x["minValue"], x["maxValue"]) for x in days] == [
            (transit.least, transit.most), (handling.least, handling.most),
        ]  # fmt: skip
    (comes_back,) = said["MerchantReturnPolicy"]
    assert comes_back["merchantReturnDays"] == policy.returns.days
    assert comes_back["applicableCountry"] == country


@pytest.mark.parametrize(
    ("version", "shown"),
    [
        ("en-fr", "290 €"),
        ("en-gb", "£261"),
        ("en-us", "$319"),
        ("en-jp", "¥46,400"),
        ("fr-jp", "46 400 ¥"),
        ("ja-jp", "¥46,400"),
    ],
)
def test_the_price_for_search_engines_is_the_one_that_people_read(
    shopper: Client, version: str, shown: str
) -> None:
    path = f"/{version}/p/{builders.KNIT}/boxy-crewneck/"
    offer = graph(shopper, path)["ProductGroup"][0]["hasVariant"][0]["offers"]
    assert Decimal(offer["price"]) == Decimal(re.sub(r"[^\d]", "", shown))
    assert shown in text_of(shopper, path)


@pytest.mark.rule("RET-05")
def test_a_personalised_piece_tells_search_engines_that_it_stays(shopper: Client) -> None:
    (policy,) = graph(shopper, f"/en-fr/p/{builders.CLUTCH}-0100/")["MerchantReturnPolicy"]
    assert policy["returnPolicyCategory"] == "https://schema.org/MerchantReturnNotPermitted"


@pytest.mark.rule("PRD-02")
def test_a_limited_edition_is_offered_to_nobody(shopper: Client) -> None:
    said = graph(shopper, f"/en-fr/p/{builders.GOWN}-0100/")
    assert all("offers" not in variant for variant in said["ProductGroup"][0]["hasVariant"])


def test_the_way_to_a_product_is_the_one_on_its_page(shopper: Client) -> None:
    path = f"/fr-fr/p/{builders.KNIT}/boxy-crewneck/"
    (way,) = graph(shopper, path)["BreadcrumbList"]
    assert [step["name"] for step in way["itemListElement"]] == ["Maille", "Pull col rond"]
    assert "Maille Pull col rond" in text_of(shopper, path)


def test_the_home_page_says_who_the_house_is(shopper: Client) -> None:
    (house,) = graph(shopper, "/en-fr/")["Organization"]
    assert (house["name"], house["telephone"]) == ("Maison Exemple", "+33 1 99 00 12 34")


def test_structured_data_cannot_end_its_element(shopper: Client) -> None:
    page = shopper.get(f"/en-fr/p/{builders.KNIT}/boxy-crewneck/").content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert not set("<>&") & set(data)


def test_robots_are_told_where_to_look_and_where_not(shopper: Client) -> None:
    said = shopper.get("/robots.txt").content.decode().splitlines()
    assert {"User-agent: *", "Disallow: /desk/", "Disallow: /*/orders/"} <= set(said)
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in said


@pytest.mark.rule("PAY-03")
def test_every_store_version_has_a_sitemap_whose_pages_are_there(shopper: Client) -> None:
    maps = [place.text for place in xml(shopper, "/sitemap.xml").iter(f"{_S}loc")]
    assert {"http://127.0.0.1:8000/en-fr/sitemap.xml", "http://127.0.0.1:8000/fr-ch/sitemap.xml"} <= set(maps)
    places = [place.text or "" for place in xml(shopper, "/fr-fr/sitemap.xml").iter(f"{_S}loc")]
    assert f"http://127.0.0.1:8000/fr-fr/p/{builders.KNIT}/boxy-crewneck/" in places
    assert len(places) == len(set(places)) > 12
    for place in places:
        assert shopper.get(place.removeprefix("http://127.0.0.1:8000")).status_code == 200, place
    assert shopper.get("/fr-fr/sitemap.xml?page=2").status_code == 404


def test_a_sitemap_names_the_same_other_addresses_as_the_page(shopper: Client) -> None:
    path = f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"
    entries = {entry.findtext(f"{_S}loc"): entry for entry in xml(shopper, "/en-fr/sitemap.xml")}
    links = entries[f"http://127.0.0.1:8000{path}"].iter(f"{_X}link")
    page = shopper.get(path).content.decode()
    there = dict(re.findall(r'hreflang="(\S+)" href="(\S+)"', page))
    assert {link.get("hreflang"): link.get("href") for link in links} == {
        code: address for code, address in there.items() if code != "x-default"
    }


@pytest.mark.rule("PAY-03")
@pytest.mark.rule("PRD-02")
def test_the_feed_offers_what_is_sold_at_the_prices_of_the_pages(shopper: Client) -> None:
    items = {item.findtext(f"{_G}id"): item for item in xml(shopper, "/en-gb/products.xml").iter("item")}
    knit = items[builders.KNIT_M]
    assert [knit.findtext(_G + name) for name in ("item_group_id", "price", "availability", "color", "size")] == [
        builders.KNIT, "261.00 GBP", "in_stock", "Poppy", "M",
    ]  # fmt: skip
    assert knit.findtext(f"{_G}link") == f"http://127.0.0.1:8000/en-gb/p/{builders.KNIT}-0410/"
    assert builders.GOWN_38 not in items
    assert len(items) == 9


def test_the_feed_s_pictures_are_pixels(shopper: Client) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 44"><path d="M4 4h32v36H4z"/></svg>'
    drawn, photograph = (media.store(content, private=False) for content in (drawing, b"\xff\xd8\xff of old"))
    answer = shopper.get(f"/media/{drawn}.png")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as made:
        assert made.size == (1200, 1320)
    assert shopper.get(f"/media/{drawn}.png").content == answer.content
    assert shopper.get(f"/media/{photograph}.png").headers["Location"] == f"/media/{photograph}"
    assert shopper.get(f"/media/{'0' * 64}.png").status_code == 404
    assert shopper.get("/media/nonsense.png").status_code == 404
