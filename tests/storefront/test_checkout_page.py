"""The checkout page whatever a shopper does to it: nothing is lost, and nothing is ordered or paid twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.catalogue import services as catalogue
from comptoir.core.actors import HOUSE
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.orders.models import Order
from comptoir.stock import queries as stock
from tests import builders
from tests.api.calls import at_the_page, books, provider
from tests.storefront.pages import ADDRESS, fill_basket, hidden, order_form, text_of, words

pytestmark = pytest.mark.usefixtures("house")

PAGE = "/en-fr/checkout/"
# Every field that is seen without opening anything, radio buttons aside.
FIELDS = {
    "FR": ["email", "name", "line1", "postal_code", "city", "phone"],
    "DE": ["email", "name", "line1", "postal_code", "city", "phone"],
    "GB": ["email", "name", "line1", "city", "postal_code", "phone"],
    "US": ["email", "name", "line1", "city", "region", "postal_code", "phone"],
    "CH": ["email", "name", "line1", "postal_code", "city", "phone"],
    "AU": ["email", "name", "line1", "city", "region", "postal_code", "phone"],
    "JP": ["email", "name", "line1", "region", "postal_code", "phone"],
    "IT": ["email", "name", "line1", "postal_code", "city", "region", "phone"],
    "CA": ["email", "name", "line1", "city", "region", "postal_code", "phone"],
    "HK": ["email", "name", "line1", "city", "region", "phone"],
}


def orders_of_jeanne() -> list[orders.OrderRow]:
    return list(orders.orders_of_email(email=ADDRESS["email"]))


def press(shopper: Client, form: dict[str, str]) -> str:
    """The order button; where it leads."""
    answer = shopper.post(PAGE, form)
    assert answer.status_code == 302, words(answer.content.decode())[:1500]
    return str(answer.headers["Location"])


def without_order(shopper: Client, form: dict[str, str], *, status: int = 422) -> str:
    """The order button where nothing is ordered: the page that is shown again."""
    answer = shopper.post(PAGE, form)
    assert answer.status_code == status
    assert orders_of_jeanne() == []
    return answer.content.decode()


@pytest.mark.rule("F-01", "F-03")
@pytest.mark.parametrize("country", FIELDS)
def test_a_guest_with_a_card_sees_at_most_eight_fields_the_e_mail_first(
    shopper: Client, country: str
) -> None:
    if country in {"IT", "CA", "HK"}:
        currency = markets.current_policy(at=builders.MONDAY).markets[country].currency
        price = catalogue.PriceInput(
            style=builders.KNIT,
            country=country,
            currency=currency,
            amount=29000,
            tax_included=country != "CA",
            starts_at=builders.OPENED,
        )
        catalogue.load_prices(prices=[price])
    fill_basket(shopper, builders.KNIT_M)
    page = shopper.get(f"/en-{country.lower()}/checkout/").content.decode()
    form = page[page.index('id="checkout"') :]
    folded = re.sub(r"<details.*?</details>", "", form, flags=re.DOTALL)
    seen = re.findall(r'class="input"\s+id="f-(\w+)"', folded)
    assert seen == FIELDS[country]
    assert len(seen) <= 8


@pytest.mark.rule("A-17")
@pytest.mark.parametrize(
    ("store", "button"),
    [
        ("en-fr", "Order with obligation to pay"),
        ("fr-fr", "Commande avec obligation de paiement"),
        ("de-de", "Zahlungspflichtig bestellen"),
        ("en-gb", "Order with obligation to pay"),
        ("en-us", "Place the order"),
        ("en-jp", "Place the order"),
        ("en-ch", "Place the order"),
    ],
)
def test_the_button_has_the_words_of_the_law_of_its_market(shopper: Client, store: str, button: str) -> None:
    fill_basket(shopper, builders.KNIT_M)
    page = shopper.get(f"/{store}/checkout/").content.decode()
    found = re.search(r"order-button[^>]*>([^<]+)<", page)
    assert found
    assert found[1].strip() == button


@pytest.mark.rule("PAY-02", "PAY-05", "PAY-11")
def test_ways_to_pay_instalments_and_duties_are_those_of_the_market(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    france, germany = text_of(shopper, "/en-fr/checkout/"), text_of(shopper, "/en-de/checkout/")
    assert "Klarna" not in france
    assert "Free instalments." not in france
    assert "Klarna Charged at the pace of the plan you choose with the provider. Free instalments." in germany
    assert "PayPal Charged now, when you order. Free instalments." in germany
    assert "PayPal Charged now, when you order." in france
    assert "Paid here with the order. Nothing is due to the courier." in text_of(shopper, "/en-us/checkout/")
    assert "The courier" in text_of(shopper, "/en-jp/checkout/")


@pytest.mark.rule("F-15")
def test_a_refresh_keeps_what_was_typed(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    shopper.post("/en-fr/checkout/address/", ADDRESS)
    page = shopper.get(PAGE).content.decode()
    for text in ADDRESS.values():
        assert f'value="{text}"' in page


@pytest.mark.rule("F-15", "ORD-07")
def test_back_from_the_providers_page_and_the_button_again_is_one_order_to_pay(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = order_form(shopper)
    first = press(shopper, form)
    second = press(shopper, order_form(shopper))
    assert second != first
    assert stock.available(skus=[builders.KNIT_M])[builders.KNIT_M] == 19
    at_the_page(second, "approve")
    shopper.get(f"/en-fr/orders/{orders.link_token(_newest())}/paid/")
    assert [row.state for row in orders_of_jeanne()].count("placed") == 1
    assert [len(books(row.number)) for row in orders_of_jeanne()] == [1, 0]


def _newest() -> Order:
    found = orders.order_by_number(number=orders_of_jeanne()[0].number)
    assert found
    return found


@pytest.mark.rule("F-15")
def test_a_double_press_is_one_order_and_one_page(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = order_form(shopper)
    assert press(shopper, form) == press(shopper, form)
    assert len(orders_of_jeanne()) == 1


@pytest.mark.rule("F-15")
def test_a_second_tab_cannot_pay_what_the_first_has_paid(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    one, other = order_form(shopper), order_form(shopper)
    at_the_page(press(shopper, one), "approve")
    # Nobody has told us yet that the first tab has paid; the second tab's button finds out, and orders nothing.
    landed = press(shopper, other)
    (placed,) = orders_of_jeanne()
    assert placed.state == "placed"
    assert landed == f"/en-fr/orders/{orders.link_token(_newest())}/"
    assert books(placed.number) == [("authorisation", placed.total)]
    assert press(shopper, other) == "/en-fr/basket/"


@pytest.mark.rule("F-15")
def test_a_page_left_open_for_an_hour_still_orders(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = order_form(shopper)
    builders.at_clock(builders.MONDAY + timedelta(hours=1))
    press(shopper, form)
    assert [row.state for row in orders_of_jeanne()] == ["awaiting_payment"]


@pytest.mark.rule("C-22")
def test_a_price_that_changed_meanwhile_is_shown_and_confirmed_first(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = order_form(shopper)
    dearer = catalogue.PriceInput(
        style=builders.KNIT,
        country="FR",
        currency="EUR",
        amount=31000,
        tax_included=True,
        starts_at=builders.MONDAY,
    )
    catalogue.set_price(price=dearer, actor=HOUSE, at=builders.MONDAY)
    page = without_order(shopper, form)
    assert "The total has changed to 310,00 €" in words(page).replace("\xa0", " ")
    again = {**form, "shown_standard": hidden(page, "shown_standard"), "key": hidden(page, "key")}
    press(shopper, again)
    assert [row.total for row in orders_of_jeanne()] == [31000]


@pytest.mark.rule("C-22")
@pytest.mark.parametrize(
    ("name", "value"),
    [("shown_standard", "1"), ("shown_standard", "-1"), ("shown_standard", ""), ("shown_standard", "300.00")],
)
def test_an_amount_of_the_browser_is_never_believed(shopper: Client, name: str, value: str) -> None:
    fill_basket(shopper, builders.KNIT_M)
    without_order(shopper, {**order_form(shopper), name: value})


@pytest.mark.rule("ORD-07")
def test_a_piece_that_went_meanwhile_is_said_with_everything_kept(shopper: Client) -> None:
    fill_basket(shopper, builders.RARE)
    form = order_form(shopper)
    builders.count_to(builders.RARE, 0)
    answer = shopper.post(PAGE, form)
    assert answer.headers["Location"] == "/en-fr/basket/"
    assert "Sold out since you added it." in text_of(shopper, "/en-fr/basket/")
    builders.count_to(builders.RARE, 1)
    assert f'value="{ADDRESS["name"]}"' in shopper.get(PAGE).content.decode()
    assert orders_of_jeanne() == []


@pytest.mark.rule("C-21", "PAY-10")
def test_a_provider_that_does_not_answer_charges_nobody_and_says_so(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = order_form(shopper)
    provider(mode="down", endpoint="POST /v1/checkout/sessions")
    page = words(shopper.post(PAGE, form, follow=True).content.decode())
    provider("/reset")
    assert "We could not confirm the payment" in page
    assert "You were not charged." in page
    (waiting,) = orders_of_jeanne()
    assert (waiting.state, books(waiting.number)) == ("awaiting_payment", [])
    # A refresh asks the provider again, with the same key: one order, one page to pay it on.
    assert press(shopper, form).startswith("http")
    assert len(orders_of_jeanne()) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jeanne@gmial.com", "jeanne@gmail.com"),
        ("jeanne@gmail.con", "jeanne@gmail.com"),
        ("jeanne@hotmal.fr", "jeanne@hotmail.fr"),
    ],
)
def test_an_e_mail_that_looks_mistyped_is_asked_about_once_and_never_refused(
    shopper: Client, typed: str, meant: str
) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = {**order_form(shopper), "email": typed}
    page = shopper.post(PAGE, form).content.decode()
    assert f"Is it {meant}?" in words(page)
    assert orders.orders_of_email(email=typed) == ()
    again = {**form, "seen": hidden(page, "seen"), "key": hidden(page, "key")}
    press(shopper, again)
    assert len(orders.orders_of_email(email=typed)) == 1


def test_what_was_meant_is_taken_with_one_press_and_nothing_typed_is_lost(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = {**order_form(shopper), "email": "jeanne@gmial.com", "take_email": "jeanne@gmail.com"}
    answer = shopper.post("/en-fr/checkout/address/", form)
    assert answer.headers["Location"] == "/en-fr/checkout/#f-email"
    page = shopper.get(PAGE).content.decode()
    assert 'value="jeanne@gmail.com"' in page
    assert f'value="{ADDRESS["line1"]}"' in page
    assert "gmial" not in page


def test_a_postal_code_of_another_state_is_asked_about(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    typed = {**ADDRESS, "region": "Texas", "postal_code": "10118", "city": "New York"}
    shopper.post("/en-us/checkout/address/", typed)
    page = shopper.get("/en-us/checkout/").content.decode()
    assert "The postal code 10118 is of New York." in words(page)
    assert 'value="New York"' in page
    shopper.post("/en-us/checkout/address/", {**typed, "region": "New York"})
    assert "is of New York" not in text_of(shopper, "/en-us/checkout/")


def test_a_missing_house_number_is_said_and_orders_all_the_same(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = {**order_form(shopper), "line1": "rue des Archives"}
    shopper.post("/en-fr/checkout/address/", form)
    assert "Is there a house number? The carrier looks for one." in text_of(shopper, PAGE)
    press(shopper, form)
    assert len(orders_of_jeanne()) == 1


@pytest.mark.rule("ORD-02")
def test_no_gift_wrap_is_offered(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    assert "wrap" not in text_of(shopper, PAGE).lower()
