"""Paying on the provider's page: a challenge, a refusal, a change of mind, no script, no mouse."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from comptoir.core.actors import Role
from tests import cast
from tests.browser import shopping
from tests.browser.conftest import PHONE, Visits
from tests.browser.visiting import Visitor
from tests.builders import KNIT_M
from tests.plumbing.live import LiveHouse

pytestmark = pytest.mark.browser
TOTAL = 30000
EMAIL = "paying@example.org"


def at_the_provider(visitor: Visitor) -> None:
    """A shopper who has pressed the order button for the knit."""
    shopping.put_in_basket(visitor, KNIT_M)
    visitor.go("checkout/")
    shopping.fill_in(visitor, cast.JEANNE, email=EMAIL)
    shopping.press_order(visitor)


@pytest.mark.rule("PAY-04")
def test_a_card_that_asks_for_a_challenge_is_approved_at_the_bank(
    visits: Visits, live_house: LiveHouse
) -> None:
    shopper = visits("fr", size=PHONE)
    at_the_provider(shopper)
    shopping.type_card(shopper, shopping.CHALLENGED_CARD)
    shopper.page.wait_for_url("**/authorise/**")
    shopper.page.click("button[value=approve]")
    number = shopping.arrive(shopper)
    assert live_house.books(number) == [("authorisation", TOTAL)]


@pytest.mark.rule("PAY-14")
def test_a_declined_card_can_be_followed_by_another(visits: Visits, live_house: LiveHouse) -> None:
    shopper = visits("en")
    at_the_provider(shopper)
    shopping.type_card(shopper, shopping.DECLINED_CARD)
    shopper.page.get_by_role("alert").wait_for()
    shopping.type_card(shopper)
    number = shopping.arrive(shopper)
    assert live_house.books(number) == [("authorisation", TOTAL)]


@pytest.mark.rule("PAY-10", "PAY-14", "pitfall-2")
def test_whoever_comes_back_without_paying_pays_the_same_order(visits: Visits, live_house: LiveHouse) -> None:
    shopper = visits("en")
    at_the_provider(shopper)
    shopper.page.locator("a[href*='/orders/']").click()
    shopper.page.wait_for_url("**/pay/")
    assert shopper.sees("The payment was cancelled and nothing was charged. You can pay again or leave it.")
    token = shopper.page.url.split("/orders/")[1].split("/")[0]
    shopper.press("Pay %(amount)s", amount="300,00 €")
    shopper.page.wait_for_url(f"{live_house.address('payment')}/**")
    shopping.type_card(shopper)
    number = shopping.arrive(shopper)
    assert token in shopper.page.url
    assert live_house.books(number) == [("authorisation", TOTAL)]


@pytest.mark.rule("PAY-10")
def test_a_technical_failure_leads_back_to_the_payment_page(visits: Visits, live_house: LiveHouse) -> None:
    shopper = visits("fr", size=PHONE)
    at_the_provider(shopper)
    shopping.type_card(shopper, "4000 0000 0000 0119")
    if shopper.page.locator("button[value=approve]").count():
        shopper.page.click("button[value=approve]")
    shopper.page.get_by_role("alert").wait_for()
    shopping.type_card(shopper)
    number = shopping.arrive(shopper)
    assert live_house.books(number) == [("authorisation", TOTAL)]


@pytest.mark.rule("A-37")
def test_the_purchase_needs_no_script(visits: Visits, live_house: LiveHouse) -> None:
    shopper = visits("en", java_script_enabled=False)
    shopper.go("p/ME-26W-KN014-0410/")
    shopper.press("Add to basket")
    assert shopper.sees("Choose a size first.")
    shopping.choose_size(shopper, "M")
    shopper.press("Add to basket")
    assert shopper.sees("Added to basket")
    shopper.press("See the basket")
    shopper.page.select_option("select[name=quantity]", "2")
    shopper.press("Update")
    assert shopper.sees("580,00 €")
    shopper.press("Go to checkout")
    shopper.page.click("#codes summary")
    shopper.page.fill("#f-code", "WELCOME10")
    shopping.fill_in(shopper, cast.JEANNE, email=EMAIL)
    shopper.press("Apply")
    assert shopper.page.input_value("#f-name") == cast.JEANNE.name
    assert shopping.total(shopper) == "522,00 €"
    shopping.press_order(shopper)
    shopping.type_card(shopper)
    number = shopping.arrive(shopper)
    assert live_house.books(number) == [("authorisation", 52200)]


@pytest.mark.rule("A-37")
def test_the_purchase_needs_no_mouse(visits: Visits, live_house: LiveHouse) -> None:
    shopper = visits("en")
    keys = shopper.page.keyboard
    shopper.go()
    shopping.tab_to(
        shopper, shopper.page.get_by_role("link", name="Knitwear", exact=True).locator("visible=true").first
    )
    keys.press("Enter")
    shopper.page.wait_for_url("**/c/knitwear/")
    shopping.tab_to(shopper, shopper.page.get_by_role("link", name="Boxy crewneck"))
    keys.press("Enter")
    shopper.page.wait_for_url("**/p/**")
    shopping.tab_to(shopper, shopper.page.locator("input[name=sku]").first)
    keys.press("ArrowRight")
    shopping.tab_to(shopper, shopper.control("Add to basket"))
    keys.press("Enter")
    shopper.page.locator("#added .added").wait_for()
    shopping.tab_to(shopper, shopper.control("Go to checkout"))
    keys.press("Enter")
    shopper.page.wait_for_url("**/checkout/")
    shopping.type_in(shopper, cast.JEANNE, email=EMAIL)
    shopping.tab_to(shopper, shopper.page.locator("input[name=service]:checked"))
    keys.press("ArrowDown")
    number = shopping.pay_by_keys(shopper)
    assert live_house.books(number) == [("authorisation", 30800)]


@pytest.mark.rule("pitfall-4")
def test_the_order_button_pressed_twice_orders_once(visits: Visits, live_house: LiveHouse) -> None:
    shopper = visits("en")
    shopping.put_in_basket(shopper, KNIT_M)
    shopper.go("checkout/")
    email = f"{uuid4()}@example.org"
    shopping.fill_in(shopper, cast.JEANNE, email=email)
    shopper.control("Order with obligation to pay").dblclick(no_wait_after=True)
    shopper.page.wait_for_url(f"{live_house.address('payment')}/**")
    found = live_house.http.get(
        f"{live_house.url}/api/v1/desk/orders?q={email}",
        headers={"Authorization": f"Bearer {live_house.token(Role.ADVISOR)}"},
    ).json()
    assert len(found["items"]) == 1
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", found["items"][0]["number"])
