"""The page of cookies names each that the shop sets, and no page sets one that needs consent (B-06)."""

from __future__ import annotations

import re
from http.cookies import Morsel

import pytest
from django.test import Client

from tests import builders
from tests.storefront.pages import fill_basket, order_form, text_of

pytestmark = pytest.mark.usefixtures("house")
PAGES = (
    "", "c/knitwear/", "collections/", "search/?q=knit", "basket/", "wishlist/", "help/", "contact/",
    "returns/", "withdraw/", "privacy/", "newsletter/", "legal/cookies/", "legal/privacy/", "account/",
    "version/", "me/",
)  # fmt: skip


def shown() -> set[str]:
    """The names on the page of cookies."""
    page = Client().get("/en-fr/legal/cookies/").content.decode()
    return set(re.findall(r'<li><span class="mono">([^<]+)</span>', page))


def set_by(client: Client) -> dict[str, Morsel[str]]:
    return {name: morsel for name, morsel in client.cookies.items() if morsel.value}


@pytest.mark.rule("ACC-11")
def test_looking_around_sets_no_cookie_at_all(shopper: Client) -> None:
    for path in PAGES:
        answer = shopper.get(f"/en-fr/{path}")
        assert answer.status_code in {200, 302, 400, 404, 405}, path
    assert set_by(shopper) == {}
    shopper.get("/en-fr/account/sign-in/")
    assert set_by(shopper).keys() == {"csrf"}
    assert "csrf" in shown()


@pytest.mark.rule("ACC-11")
def test_what_is_set_on_the_way_to_an_order_is_on_the_page(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    shopper.post("/en-fr/wishlist/add/", {"reference": builders.KNIT_M.rpartition("-")[0]})
    answer = shopper.post("/en-fr/checkout/", order_form(shopper))
    assert answer.status_code in {302, 303}
    cookies = set_by(shopper)
    assert cookies
    assert cookies.keys() <= shown()
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["domain"] == ""
    assert "no cookie to follow you" in text_of(shopper, "/en-fr/legal/cookies/")
