"""Codes and gifts as shoppers see them: what they do, why they do nothing, and what changed meanwhile (PAY-07)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from comptoir.core.actors import HOUSE, Role
from comptoir.core.promotions import PromotionKind
from comptoir.core.redemption import Entry
from comptoir.infra.db import one_transaction
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services
from comptoir.promotions import services
from comptoir.promotions.services import Terms
from tests import builders
from tests.desk import selling
from tests.storefront.pages import words as plain

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("PAY-07")]

AT = builders.MONDAY
BASKET, CHECKOUT, CODES = "/en-fr/basket/", "/en-fr/checkout/", "/en-fr/checkout/codes/"
GIFT = Terms(
    code="SCARF", kind=PromotionKind.GIFT, gift_sku=builders.SHIRT_M, amounts={"EUR": 1500}, starts_at=AT
)


@pytest.fixture
def shopper(house: None) -> Client:
    """A browser with one knit in its basket."""
    del house
    browser = Client(REMOTE_ADDR="203.0.113.9")  # the demo trusts its own machine
    assert browser.post("/en-fr/basket/add/", {"sku": builders.KNIT_M}).status_code == 302
    return browser


def offer(terms: Terms) -> None:
    services.create_promotion(terms=terms, actor=HOUSE, at=AT)


def enter(browser: Client, code: str) -> str:
    return plain(browser.post(CODES, {"code": code}, follow=True).content.decode())


def test_a_second_field_opens_once_the_first_code_is_accepted(shopper: Client) -> None:
    assert "Add a code" in plain(shopper.get(CHECKOUT).content.decode())
    wrong = enter(shopper, "nonsense")
    assert "We do not know the code “NONSENSE”." in wrong
    assert "Add another code" not in wrong
    right = enter(shopper, "welcome10")
    assert "WELCOME10 Takes 29,00 € off." in right
    assert "Add another code" in right


def test_a_basket_is_full_of_codes_at_ten_and_loses_none(shopper: Client) -> None:
    enter(shopper, "WELCOME10")
    trusted = {"REMOTE_ADDR": "127.0.0.1"}
    for number in range(9):
        shopper.post(CODES, {"code": f"NONE{number}"}, **trusted)
    full = shopper.post(CODES, {"code": "ELEVENTH"}, follow=True, **trusted).content.decode()
    assert "WELCOME10 Takes 29,00 € off." in plain(full)
    assert "ELEVENTH" not in plain(full)
    assert 'id="f-code"' not in full
    assert 'id="f-code"' in shopper.post(CODES, {"remove": "NONE3"}, follow=True).content.decode()


def test_a_refused_code_says_how_much_is_missing(shopper: Client) -> None:
    offer(
        Terms(
            code="FROM400",
            kind=PromotionKind.PERCENT,
            rate=Decimal("0.10"),
            minimums={"EUR": 40000},
            starts_at=AT,
        )
    )
    assert "needs a goods total of 400,00 €; 110,00 € is missing." in enter(shopper, "FROM400")


def test_a_code_that_ends_while_it_is_in_the_basket_is_said_there_and_taken_out_there(
    shopper: Client,
) -> None:
    offer(
        Terms(
            code="TODAY",
            kind=PromotionKind.PERCENT,
            rate=Decimal("0.10"),
            starts_at=AT,
            ends_at=AT + timedelta(hours=1),
        )
    )
    enter(shopper, "TODAY")
    assert "TODAY Takes 29,00 € off." in plain(shopper.get(BASKET).content.decode())
    builders.at_clock(AT + timedelta(hours=2))
    assert "The code “TODAY” ended on" in plain(shopper.get(BASKET).content.decode())
    answer = shopper.post(CODES, {"remove": "TODAY", "from": "basket"})
    assert answer.headers["Location"] == BASKET
    assert "TODAY" not in plain(shopper.get(BASKET).content.decode())


@pytest.mark.rule("A-50")
def test_a_gift_is_seen_in_the_basket_and_at_checkout_and_said_when_it_has_run_out(shopper: Client) -> None:
    offer(GIFT)
    assert "Adds a gift to the order." in enter(shopper, "SCARF")
    for page in (BASKET, CHECKOUT):
        said = plain(shopper.get(page).content.decode())
        assert "Gift" in said
        assert "Poplin" in said or "shirt" in said.lower()
    builders.count_to(builders.SHIRT_M, 0)
    for page in (BASKET, CHECKOUT):
        said = plain(shopper.get(page).content.decode())
        assert "has run out. The order goes on without it." in said


@pytest.mark.rule("A-50")
def test_a_gift_that_was_lost_at_the_button_is_said_on_the_order() -> None:
    offer(GIFT)
    placed = builders.a_placed_order(lines=((builders.KNIT_M, 1),), codes=("SCARF",))
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    _bought, gift = orders.pieces_of(order_id=order.pk)
    with one_transaction():
        order_services.cancel_pieces(
            order=order, pieces=[gift.public_id], because="gift_gone", rule="A-50", actor=HOUSE, at=AT
        )
    shown = plain(Client().get(f"/en-fr/orders/{orders.link_token(order)}/").content.decode())
    at_the_desk = selling.page(selling.signed_in(Role.ADVISOR), f"/desk/orders/{order.number}/")
    for said in (shown, at_the_desk):
        assert said.count("This gift has run out. The order goes on without it.") == 1


def test_what_applies_by_itself_is_named_in_the_sums(shopper: Client) -> None:
    offer(
        Terms(
            code="WINTER",
            kind=PromotionKind.PERCENT,
            rate=Decimal("0.10"),
            entry=Entry.AUTOMATIC,
            name={"en": "Winter days"},
            starts_at=AT,
        )
    )
    said = plain(shopper.get(BASKET).content.decode())
    assert "Winter days − 29,00 €" in said
    assert "WINTER" not in said


@pytest.mark.rule("D2-14")
def test_who_guesses_codes_reads_that_they_have_to_wait(shopper: Client) -> None:
    for number in range(10):
        enter(shopper, f"GUESS{number}")
    answer = shopper.post(CODES, {"code": "WELCOME10"})
    assert answer.status_code == 422
    assert "Too many codes that we do not know." in plain(answer.content.decode())
