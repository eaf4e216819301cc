"""The store locator: every store, found without a script, open or not on its own clock."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from comptoir.markets import queries as markets
from tests.storefront.pages import text_of

pytestmark = pytest.mark.usefixtures("house")
PAGE = "/en-fr/stores/"


@pytest.mark.rule("STO-06")
def test_every_store_is_listed_with_kind_address_hours_map_and_its_phone_behind_see_more(
    shopper: Client,
) -> None:
    answer = shopper.get(PAGE)
    html = answer.content.decode()
    said = text_of(shopper, PAGE)
    for words in ("Maison Exemple Lyon", "8 rue du Modèle", "Outlet", "In a department store", "Monday"):
        assert words in said
    assert html.count("store-phone") == html.count("data-latitude=") == len(markets.house_stores())
    assert 'class="store-map"' in html
    assert answer.headers["Permissions-Policy"].endswith("geolocation=(self)")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert data
    places = json.loads(data[1])["@graph"]
    assert {place["@type"] for place in places} == {"ClothingStore"}
    assert len(places) == len(re.findall("data-latitude", html))


@pytest.mark.rule("STO-06")
@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("?country=gb", "London", "Lyon"),
        ("?kind=outlet", "Bicester", "Lyon"),
        ("?q=LÝON", "Lyon", "London"),
        ("?country=zz&kind=palace", "Lyon", "nowhere"),
    ],
)
def test_the_list_is_narrowed_by_country_kind_and_town(
    shopper: Client, query: str, there: str, absent: str
) -> None:
    said = text_of(shopper, PAGE + query)
    assert there in said
    assert absent not in said.split("Show these")[1]


@pytest.mark.rule("STO-06", "PRD-04")
def test_outlets_are_in_france_and_england_only_and_have_past_collections(shopper: Client) -> None:
    said = text_of(shopper, f"{PAGE}?kind=outlet")
    assert "past collections" in said
    for country in ("Germany", "Italy", "Japan"):
        assert (
            country not in said.split("Show these")[1].split("Newsletter")[0].split("Country and language")[0]
        )


def test_a_search_that_finds_no_store_says_what_to_do(shopper: Client) -> None:
    assert "See all stores" in text_of(shopper, f"{PAGE}?q=atlantis")


@pytest.mark.rule("STO-06")
def test_a_store_has_a_page_of_its_own_that_says_whether_it_is_open(shopper: Client) -> None:
    said = text_of(shopper, f"{PAGE}lyon/")
    assert "Closed now. Opens" in said or "Open now, until" in said
    assert shopper.get(f"{PAGE}nowhere/").status_code == 404
