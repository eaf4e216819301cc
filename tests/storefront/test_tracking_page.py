"""Where a parcel is and what happens next, by the order's link alone; and cancelling on the page where that is offered."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from django.test import Client

from comptoir.core.actors import HOUSE
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services as parcels
from comptoir.infra import queue
from comptoir.markets import services as markets
from comptoir.orders import queries as orders
from tests import builders, cast
from tests.storefront.pages import fill_basket, text_of
from tests.storefront.test_budgets import statements

pytestmark = pytest.mark.usefixtures("house")
LATER = builders.MONDAY + timedelta(days=1)


def seen(placed: object, status: str, **more: object) -> str:
    """The page of a shipped order after a word of the carrier."""
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    builders.at_clock(LATER)
    parcels.record_event(
        parcel_id=parcel.id, status=status, event_at=LATER, actor=cast.WAREHOUSE, at=LATER, **more
    )
    queue.run_waiting()
    return f"/en-fr/orders/{placed.token}/"


@pytest.mark.rule("DEL-06")
@pytest.mark.rule("DEL-15")
@pytest.mark.parametrize(
    ("status", "title", "next_step"),
    [
        ("in_transit", "On its way", "It should be with you by"),
        ("at_customs", "Held at customs", "How long they take is their decision; the local authorities"),
        ("out_for_delivery", "Out for delivery", "It should be with you on 24 November 2026."),
        ("attempted", "The courier could not hand it over", "tries again or keeps it at a pick-up point"),
        ("redirected", "Another day or place was chosen", "If you did not ask for this, call us."),
        ("exception", "Delayed", "It goes on as soon as it can."),
        ("damaged", "Damaged on its way", "We have opened a claim for you"),
        ("refused", "Refused at the door", "It comes back to us. If that is a mistake, call us."),
        ("coming_back", "On its way back to us", "An advisor gets in touch with you"),
        ("delivered", "Delivered", "Something is missing, damaged or not with you?"),
        ("lost", "Lost", "An advisor is looking after it"),
        ("returned", "Back with us", "An advisor gets in touch with you"),
    ],
)
def test_every_state_says_where_it_is_and_what_happens_next(
    shopper: Client, status: str, title: str, next_step: str
) -> None:
    said = text_of(shopper, seen(builders.a_shipped_order(), status))
    assert title in said
    assert next_step in said
    assert "Tue, 24 Nov 09:00" in said or status == "lost"


@pytest.mark.rule("DEL-10")
@pytest.mark.rule("DEL-14")
def test_what_waits_at_a_point_says_until_when_in_the_shopper_s_language(shopper: Client) -> None:
    placed = builders.a_shipped_order(language="fr")
    page = seen(placed, "at_point", until=date(2026, 12, 1)).replace("/en-fr/", "/fr-fr/")
    said = text_of(shopper, page)
    assert "Il vous attend dans un point de retrait" in said
    assert "Retirez-le jusqu’au 1 décembre 2026" in said.replace("1er", "1")


def test_before_it_leaves_the_page_says_when_it_should_and_that_it_is_packed(shopper: Client) -> None:
    placed = builders.a_released_order()
    page = f"/en-fr/orders/{placed.token}/"
    assert "We prepare your order; it should leave by 26 November 2026." in text_of(shopper, page)
    late = LATER + timedelta(days=4)
    builders.at_clock(late)
    assert "Preparing your order takes longer than it should" in text_of(shopper, page)
    parcels.pack_parcel(order_number=placed.number, pieces=None, actor=cast.WAREHOUSE, at=late)
    said = text_of(shopper, page)
    assert "Your parcel is packed and labelled, and still with us." in said
    assert "We prepare your order" not in said


@pytest.mark.rule("DEL-16")
def test_a_parcel_whose_dates_are_over_is_said_to_be_late(shopper: Client) -> None:
    placed = builders.a_shipped_order()
    page = f"/en-fr/orders/{placed.token}/"
    assert "has had your parcel since Mon, 23 Nov 13:00" in text_of(shopper, page)
    builders.at_clock(LATER + timedelta(days=20))
    said = text_of(shopper, page)
    assert "Late" in said
    assert "and we are sorry. We are asking DHL about it." in said


FRANCE = ("[markets.FR] # France\n", "[markets.FR]\nself_cancellation = true\n")
SOONER = ("# release_minutes", "release_minutes")


def publish(*changes: tuple[str, str]) -> None:
    """A policy with some things otherwise."""
    text = (builders.PROFILE / "house.toml").read_text()
    for find, put in changes:
        assert find in text
        text = text.replace(find, put, 1)
    at = builders.MONDAY
    markets.publish_policy(policy_data=tomllib.loads(text), effective_from=at, actor=HOUSE, at=at, text=text)


@pytest.mark.rule("ORD-03")
def test_where_the_market_offers_it_a_shopper_cancels_in_two_steps(shopper: Client) -> None:
    publish(FRANCE)
    placed = builders.a_placed_order()
    page = f"/en-fr/orders/{placed.token}/"
    assert "Cancel, by phone" not in text_of(shopper, page)
    said = text_of(shopper, f"{page}cancel/")
    assert "Cancel the whole order?" in said
    assert "Nothing was charged: the 458,00 € that are reserved are released." in said
    assert "2 pieces are not kept for you any more." in said
    assert orders.order_by_number(number=placed.number).state == "placed"
    assert shopper.post(f"{page}cancel/")["Location"] == page
    assert orders.order_by_number(number=placed.number).state == "cancelled"
    assert "Cancelled" in text_of(shopper, page)
    assert shopper.post(f"{page}cancel/")["Location"] == page


@pytest.mark.rule("ORD-03")
def test_elsewhere_the_page_has_the_number_and_no_button(shopper: Client) -> None:
    placed = builders.a_placed_order()
    page = f"/en-fr/orders/{placed.token}/"
    for answer in (shopper.get(f"{page}cancel/"), shopper.post(f"{page}cancel/")):
        assert answer["Location"] == page
    assert orders.order_by_number(number=placed.number).state == "placed"
    html = shopper.get(page).content.decode()
    assert "/cancel/" not in html
    assert "tel:" in html


@pytest.mark.rule("ORD-03")
def test_a_shopper_whose_order_is_with_the_team_is_told_what_becomes_of_the_try(shopper: Client) -> None:
    publish(FRANCE, SOONER)
    at = builders.MONDAY
    placed = builders.a_placed_order()
    builders.at_clock(at + timedelta(minutes=12))
    assert parcels.release_due_order(order_number=placed.number, at=at + timedelta(minutes=12))
    page = f"/en-fr/orders/{placed.token}/"
    assert "It is tried, and not guaranteed" in text_of(shopper, f"{page}cancel/")
    shopper.post(f"{page}cancel/")
    assert "The preparation team has been asked to stop this order." in text_of(shopper, page)


@pytest.mark.rule("ORD-04")
@pytest.mark.rule("DEL-12")
def test_the_page_says_that_nothing_changes_and_what_can_be_done(shopper: Client) -> None:
    said = text_of(shopper, f"/en-fr/orders/{builders.a_placed_order().token}/")
    assert "Change the address, a size or the pieces" in said
    assert "A confirmed order does not change. Cancel it in time and order again" in said


@pytest.mark.rule("DEL-02")
@pytest.mark.rule("ORD-01")
def test_a_busy_period_changes_dates_and_texts_everywhere_at_once(shopper: Client) -> None:
    loafer = f"/en-fr/p/{builders.LOAFER}/penny-loafer/"
    lines = ((builders.LOAFER_42, 1),)
    longer = "Christmas: preparation takes longer, and these dates count it in. There may be less packaging."

    def everywhere(at: object) -> tuple[list[bool], object]:
        builders.at_clock(at)
        placed = builders.a_placed_order(at=at, lines=lines)
        fill_basket(shopper, builders.LOAFER_42)
        pages = [loafer, "/en-fr/basket/", "/en-fr/checkout/", f"/en-fr/orders/{placed.token}/"]
        said = ["preparation takes longer" in text_of(shopper, page) for page in pages]
        order = orders.order_by_number(number=placed.number)
        return said, order.latest - at.date()

    usual, days = everywhere(builders.MONDAY)
    assert usual == [False] * 4
    busy, more_days = everywhere(builders.MONDAY + timedelta(days=21))
    assert busy == [True] * 4
    assert more_days > days
    assert longer in text_of(shopper, loafer)
    assert "Christmas" in text_of(shopper, "/en-fr/help/delivery/")


def test_the_page_of_an_order_asks_the_database_no_more_often_than_it_may(shopper: Client) -> None:
    placed = builders.a_shipped_order()
    assert statements(shopper, seen(placed, "in_transit")) <= 32
