"""What a browser chose comes along at sign-in, and is the same on every device from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.checkout.models import Basket
from comptoir.infra import clock
from comptoir.wishes import services as wishes
from comptoir.wishes.models import WishList
from comptoir.wishes.queries import KEPT
from tests import builders
from tests.storefront.accounts import PAGE, a_customer, sign_in
from tests.storefront.pages import fill_basket, text_of

pytestmark = pytest.mark.usefixtures("house")
KNIT, SHIRT = builders.KNIT_M.removesuffix("-M"), builders.SHIRT_M.removesuffix("-M")


def me(client: Client) -> dict[str, object]:
    return client.get("/en-fr/me/").json()


def wish(client: Client, reference: str) -> None:
    assert client.post("/en-fr/wishlist/add/", {"reference": reference}).status_code == 302


@pytest.mark.rule("ACC-01")
@pytest.mark.rule("ACC-10")
def test_basket_and_wishlist_come_along_and_are_there_on_the_other_device(shopper: Client) -> None:
    a_customer()
    fill_basket(shopper, f"{KNIT}-M")
    wish(shopper, KNIT)
    sign_in(shopper)
    assert me(shopper) == {"basket": 1, "wishes": [KNIT]}
    phone = Client()
    fill_basket(phone, f"{KNIT}-M", f"{KNIT}-M", f"{KNIT}-L")
    wish(phone, SHIRT)
    wish(phone, KNIT)
    sign_in(phone)
    both = {"basket": 3, "wishes": [SHIRT, KNIT]}
    assert (me(phone), me(shopper)) == (both, both)
    shopper.post("/en-fr/wishlist/remove/", {"reference": KNIT})
    fill_basket(shopper, f"{KNIT}-L")
    assert me(phone) == {"basket": 4, "wishes": [SHIRT]}
    assert Basket.objects.count() == WishList.objects.count() == 1


def test_who_signs_out_leaves_nothing_at_this_browser(shopper: Client) -> None:
    a_customer()
    fill_basket(shopper, f"{KNIT}-M")
    wish(shopper, KNIT)
    sign_in(shopper)
    fill_basket(shopper, f"{KNIT}-M")
    shopper.post(f"{PAGE}sign-out/")
    assert me(shopper) == {"basket": 0, "wishes": []}
    assert "own-" not in str(shopper.cookies)
    sign_in(shopper)
    assert me(shopper) == {"basket": 2, "wishes": [KNIT]}


def test_another_customer_at_the_same_browser_gets_nothing_of_it(shopper: Client) -> None:
    a_customer()
    a_customer("anna@example.org")
    fill_basket(shopper, f"{KNIT}-M")
    sign_in(shopper)
    sign_in(shopper, email="anna@example.org")
    assert me(shopper) == {"basket": 0, "wishes": []}


@pytest.mark.rule("ACC-10")
def test_a_customers_list_is_kept_for_good(shopper: Client) -> None:
    a_customer()
    wish(shopper, KNIT)
    sign_in(shopper)
    wish(guest := Client(), KNIT)
    wishes.forget_old(at=clock.now() + KEPT + timedelta(days=1))
    assert (me(shopper)["wishes"], me(guest)["wishes"]) == ([KNIT], [])


def test_what_was_typed_at_checkout_comes_along(shopper: Client) -> None:
    a_customer()
    fill_basket(shopper, f"{KNIT}-M")
    shopper.post("/en-fr/checkout/codes/", {"code": "WELCOME10", "add": "1"})
    sign_in(shopper, next="/en-fr/checkout/")
    assert "WELCOME10" in text_of(shopper, "/en-fr/checkout/")
