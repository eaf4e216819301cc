"""A policy that is changed is the one that pages and mails tell, with its own figures and none of those before."""

from __future__ import annotations

import tomllib

import pytest
from django.test import Client

from comptoir.core.actors import HOUSE
from comptoir.infra import queue
from comptoir.markets import services as markets
from comptoir.notices import queries as notices
from tests import builders, cast
from tests.storefront.pages import fill_basket, text_of, words

pytestmark = pytest.mark.usefixtures("house")
FIGURES = (  # of the profile, as it is written; what it becomes
    ("cancellation_minutes = 30", "cancellation_minutes = 23"),
    ("days = 14 # RET-01", "days = 53 # RET-01"),
    ("hand_in_days = 14", "hand_in_days = 59"),
    ("refund_days = 14", "refund_days = 61"),
    ("choice_days = 14", "choice_days = 67"),
    ("most_per_sku = 10", "most_per_sku = 3"),
    ('phone = "+33 1 99 00 12 34"', 'phone = "+33 1 98 76 54 32"'),
    ('"bonjour@maison-exemple.example"', '"care@changed.example"'),
    ('name = "Maison Exemple SAS"', 'name = "Changed SA"'),
    ('en = "Monday to Friday, 9.30 am to 6.30 pm (Paris time)"', 'en = "Every day, noon to one"'),
    ('price = "10.00", free_over = "300.00"', 'price = "13.70", free_over = "431.00"'),
    ('{ least = 1, most = 2 }, price = "18.00" }', '{ least = 2, most = 3 }, price = "23.30" }'),
    ('price = "30.00", free_always = true', 'price = "31.00"'),
)
BEFORE = (
    "within 14 days", "14 days", "30 minutes", "+33 1 99 00 12 34", "bonjour@maison-exemple.example", "Maison Exemple SAS",
    "Monday to Friday", "over 300 €", "over €300", "18,00 €", "10,00 €", "€10.00",
)  # fmt: skip


@pytest.fixture
def changed(house: None) -> None:
    """The house under a policy whose figures are all others, in force before anybody ordered."""
    del house
    text = (builders.PROFILE / "house.toml").read_text()
    for old, new in FIGURES:
        assert old in text, old
        text = text.replace(old, new)
    markets.publish_policy(
        policy_data=tomllib.loads(text),
        effective_from=builders.MONDAY,
        actor=HOUSE,
        at=builders.MONDAY,
        text=text,
    )


def nothing_of_before(said: str) -> None:
    """Whatever a page says, it is nothing of the old policy."""
    assert [text for text in BEFORE if text in said] == []


@pytest.mark.usefixtures("changed")
@pytest.mark.rule("DEL-07", "DEL-08", "RET-01")
def test_the_product_page_and_the_bar_tell_the_new_figures(shopper: Client) -> None:
    said = text_of(shopper, f"/en-fr/p/{builders.KNIT}/boxy-crewneck/")
    assert "Standard delivery is free over 431 €." in said
    assert "Returns are free for 53 days." in said
    assert "13,70 €" in said
    assert "23,30 €" in said
    assert "Free, within 53 days of receipt." in said
    nothing_of_before(said)


@pytest.mark.usefixtures("changed")
@pytest.mark.rule("DEL-07", "ORD-03", "RET-01")
def test_basket_and_checkout_tell_the_new_figures(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M, builders.SHIRT_M)
    basket = text_of(shopper, "/en-fr/basket/")
    assert "Standard delivery Free" in basket
    assert "Free, within 53 days of receipt" in basket
    checkout = text_of(shopper, "/en-fr/checkout/")
    assert "For 23 minutes you can cancel it by phone; for 53 days after receipt" in checkout
    for said in (basket, checkout):
        nothing_of_before(said)


@pytest.mark.usefixtures("changed")
@pytest.mark.rule("ORD-03", "RET-01", "RET-11", "DEL-09")
def test_the_page_of_an_order_and_its_letters_tell_the_new_figures(shopper: Client) -> None:
    placed = builders.a_delivered_order(address=cast.JOHN)
    page = text_of(shopper, f"/en-us/orders/{placed.token}/")
    answers = text_of(shopper, f"/en-us/orders/{placed.token}/help/returns/")
    assert "within 53 days" in answers
    assert "You can return these until January 17, 2027: Boxy crewneck (M), Boxy-fit shirt (M)." in answers
    assert "within 59 days of registering" in answers
    assert "within 61 days of that" in answers
    assert "you have 67 days to say" in answers
    queue.run_waiting()
    letters = notices.outbox(to=cast.JEANNE_EMAIL)
    assert {letter.kind for letter in letters} == {"order_placed", "order_shipped", "parcel_delivered"}
    (placing,) = [letter for letter in letters if letter.kind == "order_placed"]
    assert "+33 1 98 76 54 32" in placing.text
    assert "within 53 days of the day you receive the order" in placing.text
    assert "Every day, noon to one" in placing.text
    for said in (
        page,
        answers,
        *(letter.text for letter in letters),
        *(words(each.html) for each in letters),
    ):
        assert "Changed SA" in said
        nothing_of_before(said)
