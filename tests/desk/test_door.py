"""The door: the money of a parcel before it leaves, by each way to pay, and what stays when the charge fails (PAY-05)."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.core.policy import Method
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import testclock
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import SHIRT_PRICE, TOTAL
from tests.desk.selling import plain, signed_in

pytestmark = pytest.mark.usefixtures("house")
AUTHORISED = ("authorisation", TOTAL)
BERLIN = cast.Address(
    name="Erika Beispiel",
    line1="Weg 1",
    postal_code="10115",
    city="Berlin",
    country="DE",
    phone="+49 30 555010",
)


@pytest.fixture
def hand(house: None) -> Client:
    """A browser in which a warehouse hand is signed in."""
    del house
    return signed_in(Role.WAREHOUSE)


def packed_apart(hand: Client, order: ship.Order) -> list[str]:
    """The pieces of an order in a parcel each; what is on their labels."""
    for piece in ship.ids(order):
        hand.post(f"/desk/orders/{order.number}/parcels/", {"piece": piece})
    return [parcel.tracking_number for parcel in fulfilment.parcels_of(order_number=order.number)]


def scanned(hand: Client, code: str, *, status: int = 200) -> str:
    """What the door says of a label."""
    answer = hand.post("/desk/warehouse/door/", {"code": code})
    words = plain(answer.content.decode())
    assert (answer.status_code, words) == (status, words)
    return words


def states(order: ship.Order) -> list[str]:
    return [parcel.state for parcel in fulfilment.parcels_of(order_number=order.number)]


@pytest.mark.rule("PAY-05", "C-07", "C-08")
@pytest.mark.parametrize("method", [Method.CARD, Method.PAYPAL, Method.KLARNA])
def test_two_parcels_are_charged_what_each_is_worth_and_delivery_once(hand: Client, method: Method) -> None:
    order = ship.a_released_order(method=method, token=f"{method}_ok", address=BERLIN)
    ordered, all_of_it = [("authorisation", order.total)], [("capture", order.total)]
    left = [("capture", order.total - SHIRT_PRICE), ("capture", SHIRT_PRICE)]
    if method is Method.PAYPAL:  # charged with the order
        ordered, left = ordered + all_of_it, []
    elif method is Method.KLARNA:  # charged once, so with the first parcel
        left = all_of_it
    first, second = packed_apart(hand, order)
    assert ship.payment_books(order) == ordered
    assert "Shipped: " in scanned(hand, first)
    assert ship.payment_books(order) == ordered + left[:1]
    assert "Shipped: " in scanned(hand, second)
    assert "Shipped: " in scanned(hand, second)  # scanned again
    ship.work()
    assert ship.payment_books(order) == ordered + left
    assert [mail.kind for mail in ship.mails(order)].count("order_shipped") == 2
    assert ship.clears(order)


@pytest.mark.rule("PAY-05", "C-06")
def test_a_charge_that_fails_stops_the_parcel_at_the_door_and_opens_a_case(hand: Client) -> None:
    order = ship.a_released_order(token="card_capture_fails")
    first, second = packed_apart(hand, order)
    for label in (first, second):
        assert "The charge for this parcel failed. The parcel stays here" in scanned(hand, label, status=422)
    assert states(order) == ["packed", "packed"]
    assert ship.payment_books(order) == [AUTHORISED]
    assert ship.on_hand(builders.KNIT_M) == (20, 1)
    assert "order_shipped" not in [mail.kind for mail in ship.mails(order)]
    testclock.work()
    cases = plain(hand.get("/desk/cases/?team=all").content.decode())
    for parcel in fulfilment.parcels_of(order_number=order.number):
        assert parcel.number in cases
    assert "Charge failed" in plain(hand.get("/desk/warehouse/door/").content.decode())


@pytest.mark.rule("PAY-05", "C-10")
def test_a_provider_that_does_not_answer_is_said_at_the_door_and_the_parcel_goes_when_it_does(
    hand: Client,
) -> None:
    order = ship.a_released_order()
    hand.post(f"/desk/orders/{order.number}/parcels/")
    (parcel,) = fulfilment.parcels_of(order_number=order.number)
    ship.break_payments(mode="down", endpoint="POST /v1/payment_intents/*/capture")
    assert "The provider has not answered" in scanned(hand, parcel.tracking_number, status=422)
    assert states(order) == ["charging"]
    ship.mend()
    ship.perform_effects()
    ship.work()
    assert states(order) == ["shipped"]
    assert ship.payment_books(order) == [AUTHORISED, ("capture", TOTAL)]
