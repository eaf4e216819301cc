"""Basket and checkout, as a browser without a script uses them."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.infra import queue
from comptoir.orders import queries as orders
from comptoir.stock import queries as stock
from tests import builders
from tests.storefront.pages import ADDRESS, fill_basket, hidden, order_form, text_of, words

pytestmark = pytest.mark.usefixtures("house")


def orders_of_jeanne() -> int:
    return len(orders.orders_of_email(email=ADDRESS["email"]))


def test_a_piece_is_added_and_the_page_says_so(shopper: Client) -> None:
    answer = shopper.post("/en-fr/basket/add/", {"sku": builders.KNIT_M}, follow=True)
    assert answer.redirect_chain == [(f"/en-fr/p/{builders.KNIT}-0410/?added={builders.KNIT_M}", 302)]
    assert "Added to basket" in words(answer.content.decode())
    assert shopper.get("/en-fr/me/").json()["basket"] == 1
    cookie = shopper.cookies["basket"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_adding_without_a_size_asks_for_one(shopper: Client) -> None:
    answer = shopper.post("/en-fr/basket/add/", {"reference": f"{builders.KNIT}-0410"}, follow=True)
    assert "Choose a size first." in words(answer.content.decode())
    assert shopper.get("/en-fr/me/").json()["basket"] == 0


@pytest.mark.rule("PRD-02")
@pytest.mark.parametrize("sku", [builders.GOWN_38, "ME-26W-XX999-0000-M", "nonsense-sku"])
def test_what_is_not_sold_is_refused_and_nothing_is_in_the_basket(shopper: Client, sku: str) -> None:
    answer = shopper.post("/en-fr/basket/add/", {"sku": sku})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert shopper.get("/en-fr/me/").json()["basket"] == 0


@pytest.mark.parametrize("quantity", ["-1", "10000", "1e3", "", "11"])
def test_a_quantity_that_is_none_changes_nothing(shopper: Client, quantity: str) -> None:
    fill_basket(shopper, builders.KNIT_M)
    shopper.post("/en-fr/basket/quantity/", {"sku": builders.KNIT_M, "quantity": quantity})
    assert shopper.get("/en-fr/me/").json()["basket"] == 1


def test_a_line_is_taken_out(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M, builders.SHIRT_M)
    shopper.post("/en-fr/basket/quantity/", {"sku": builders.KNIT_M, "quantity": "0"})
    assert shopper.get("/en-fr/me/").json()["basket"] == 1
    assert "Boxy crewneck" not in text_of(shopper, "/en-fr/basket/")


def test_an_empty_basket_has_a_page_with_a_next_step(shopper: Client) -> None:
    said = text_of(shopper, "/en-fr/basket/")
    assert "Your basket is empty." in said
    assert "Go to the line sheets" in said
    assert shopper.get("/en-fr/checkout/").headers["Location"] == "/en-fr/basket/"


@pytest.mark.rule("DEL-08")
@pytest.mark.rule("DEL-07")
def test_the_basket_tells_delivery_before_checkout(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    below = text_of(shopper, "/en-gb/basket/")
    assert "Standard delivery £9.00" in below
    fill_basket(shopper, builders.SHIRT_M)
    assert "Standard delivery Free" in text_of(shopper, "/en-gb/basket/")


@pytest.mark.rule("ORD-07")
def test_a_basket_says_what_has_become_of_a_piece(shopper: Client) -> None:
    fill_basket(shopper, builders.RARE)
    builders.a_placed_order(lines=((builders.RARE, 1),))
    said = text_of(shopper, "/en-fr/basket/")
    assert "Sold out since you added it. Remove it to go on." in said
    assert "Go to checkout" not in said


def test_checkout_asks_a_guest_for_at_most_eight_fields(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    for store in ("en-fr", "en-gb", "en-us", "en-jp", "en-de", "en-ch", "en-au"):
        page = shopper.get(f"/{store}/checkout/").content.decode()
        form = page[page.index('id="checkout"') :]
        folded = form.split("<details")
        visible = folded[0] + "".join(part.partition("</details>")[2] for part in folded[1:])
        assert 5 <= visible.count('class="input"') <= 8, store


@pytest.mark.parametrize(
    ("store", "words_of_the_law"),
    [
        ("fr-fr", "Commande avec obligation de paiement"),
        ("en-gb", "Order with obligation to pay"),
        ("en-de", "Order with obligation to pay"),
    ],
)
def test_the_order_button_says_that_it_obliges_to_pay(
    shopper: Client, store: str, words_of_the_law: str
) -> None:
    fill_basket(shopper, builders.KNIT_M)
    assert words_of_the_law in text_of(shopper, f"/{store}/checkout/")


@pytest.mark.rule("PAY-07")
def test_a_code_shows_its_effect_and_opens_a_field_for_the_next(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    typed = {**ADDRESS, "code": "welcome10"}
    page = shopper.post("/en-fr/checkout/codes/", typed, follow=True).content.decode()
    assert "Add another code" in page
    assert "Code WELCOME10" in words(page)
    assert 'value="Jeanne Exemple"' in page
    page = shopper.post("/en-fr/checkout/codes/", {**typed, "code": "NOPE"}, follow=True).content.decode()
    assert "We do not know the code “NOPE”." in words(page)
    page = shopper.post("/en-fr/checkout/codes/", {**typed, "remove": "NOPE"}, follow=True).content.decode()
    assert "NOPE" not in page


def test_an_empty_form_is_answered_field_by_field_and_nothing_is_ordered(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = {**order_form(shopper), **dict.fromkeys(("name", "line1", "postal_code", "city", "phone"), "")}
    answer = shopper.post("/en-fr/checkout/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    for name, text in (("name", "Full name is missing."), ("phone", "Phone is missing.")):
        assert f'id="f-{name}-error"' in page
        assert text in page
    assert 'value="jeanne@example.org"' in page
    assert orders_of_jeanne() == 0


@pytest.mark.rule("DEL-13")
def test_a_po_box_is_refused_beside_its_field_with_the_input_kept(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    answer = shopper.post("/en-fr/checkout/", {**order_form(shopper), "line1": "BP 210"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Parcels cannot go to a PO box." in page
    assert 'value="BP 210"' in page
    assert orders_of_jeanne() == 0


def test_a_total_that_changed_is_shown_again_and_nothing_is_ordered(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    answer = shopper.post("/en-fr/checkout/", {**order_form(shopper), "shown_standard": "100"})
    assert answer.status_code == 422
    assert "The total has changed to" in words(answer.content.decode())
    assert orders_of_jeanne() == 0
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 20}


@pytest.mark.rule("PAY-04")
def test_the_order_goes_to_the_providers_page_and_the_pieces_are_reserved(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M, builders.SHIRT_M)
    answer = shopper.post("/en-fr/checkout/", order_form(shopper))
    assert answer.status_code == 302, words(answer.content.decode())
    assert "/c/pay/" in answer.headers["Location"]
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 19}
    assert orders_of_jeanne() == 1


def test_the_order_button_pressed_twice_is_one_order(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    form = order_form(shopper)
    first, second = (shopper.post("/en-fr/checkout/", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert orders_of_jeanne() == 1


@pytest.mark.rule("PAY-10")
def test_coming_back_without_having_paid_leads_to_the_payment_page_of_the_order(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    shopper.post("/en-fr/checkout/", order_form(shopper))
    number = orders.orders_of_email(email=ADDRESS["email"])[0].number
    order = orders.order_by_number(number=number)
    assert order
    page = f"/en-fr/orders/{orders.link_token(order)}/"
    assert shopper.get(f"{page}paid/").headers["Location"] == f"{page}pay/"
    assert shopper.get(page).headers["Location"] == f"{page}pay/"
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 20}
    said = text_of(shopper, f"{page}pay/")
    assert "The payment was cancelled and nothing was charged." in said
    assert "No confirmation by e-mail means no order." in said
    answer = shopper.post(f"{page}pay/", {"payment_method": "paypal"})
    assert "/c/pay/" in answer.headers["Location"]
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 19}
    assert orders_of_jeanne() == 1


@pytest.mark.rule("PAY-10")
@pytest.mark.parametrize("method", ["", "cheque", "klarna"])
def test_paying_again_in_a_way_that_is_not_offered_is_refused(shopper: Client, method: str) -> None:
    fill_basket(shopper, builders.KNIT_M)
    shopper.post("/en-fr/checkout/", order_form(shopper))
    order = orders.order_by_number(number=orders.orders_of_email(email=ADDRESS["email"])[0].number)
    assert order
    page = f"/en-fr/orders/{orders.link_token(order)}/"
    shopper.get(f"{page}paid/")
    answer = shopper.post(f"{page}pay/", {"payment_method": method})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 20}


def test_checkout_is_kept_by_nobody(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    answer = shopper.get("/en-fr/checkout/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert hidden(answer.content.decode(), "key") != hidden(
        shopper.get("/en-fr/checkout/").content.decode(), "key"
    )


def test_a_form_from_another_site_is_refused(shopper: Client) -> None:
    answer = shopper.post(
        "/en-fr/basket/add/", {"sku": builders.KNIT_M}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    queue.run_waiting()
    assert shopper.get("/en-fr/me/").json()["basket"] == 0
