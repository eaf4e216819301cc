"""The hosted payment page, used as a browser without JavaScript would."""

from __future__ import annotations

import sqlite3

import pytest
import stripe

from tests.standins.paying import BROWSER, CARD, open_session
from tests.standins.running import StandIn

DONE = "http://127.0.0.1:9/done?session="
BASKET = "http://127.0.0.1:9/basket"


def _url(session: stripe.checkout.Session) -> str:
    assert session.url is not None
    return session.url


def test_a_session_has_a_page_and_no_payment_yet(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    session = open_session(client, order, client_reference_id=order, customer_email="a@example.test")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency, session.client_reference_id) == (10_000, "eur", order)
    page = BROWSER.get(_url(session))
    assert "EUR\u00a0100.00" in page.text
    assert "2 × Jumper &lt;b&gt;" in page.text
    assert '<html lang="en">' in page.text
    assert f'href="{BASKET}"' in page.text
    assert payment.moves(order) == []


def test_the_page_speaks_french(client: stripe.StripeClient, order: str) -> None:
    page = BROWSER.get(_url(open_session(client, order, locale="fr"))).text
    assert '<html lang="fr">' in page
    assert "Payer 100,00\u00a0EUR" in page


@pytest.mark.parametrize("number", ["4242 4242 4242 4242", "5555555555554444", "3782 822463 10005"])
def test_a_good_card_authorises_and_sends_the_shopper_back(
    payment: StandIn, client: stripe.StripeClient, order: str, number: str
) -> None:
    session = open_session(client, order)
    back = BROWSER.post(_url(session), data=CARD | {"card_number": number})
    assert (back.status_code, back.headers["location"]) == (303, DONE + session.id)
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (done.status, done.payment_status, done.url) == ("complete", "unpaid", None)
    intent = done.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.metadata["order"]) == ("requires_capture", order)
    card = intent.to_dict()["latest_charge"]["payment_method_details"]["card"]
    assert card["last4"] == number[-4:]
    assert payment.moves(order) == [("authorisation", 10_000)]

    for again in (BROWSER.get(_url(session)), BROWSER.post(_url(session), data=CARD)):
        assert (again.status_code, again.headers["location"]) == (303, DONE + session.id)
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_a_declined_card_shows_the_page_again_and_another_card_pays(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    session = open_session(client, order)
    page = BROWSER.post(_url(session), data=CARD | {"card_number": "4000 0000 0000 9995"})
    assert page.status_code == 200
    assert '<p role="alert" id="trouble">Your card was declined.' in page.text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert payment.moves(order) == []
    assert "Your card was declined." in BROWSER.get(_url(session)).text
    assert BROWSER.post(_url(session), data=CARD).headers["location"] == DONE + session.id
    assert payment.moves(order) == [("authorisation", 10_000)]


@pytest.mark.parametrize(
    ("number", "outcome", "message"),
    [
        ("4000002500003155", "approve", None),
        ("4000002500003155", "fail", "Your bank could not confirm the payment."),
        ("4000002500003155", "cancel", "You cancelled the payment."),
        ("4000000000000119", "approve", "A technical problem stopped the payment."),
    ],
)
def test_the_bank_is_asked_and_the_shopper_comes_back_to_the_page(
    payment: StandIn,
    client: stripe.StripeClient,
    order: str,
    number: str,
    outcome: str,
    message: str | None,
) -> None:
    session = open_session(client, order)
    bank = BROWSER.post(_url(session), data=CARD | {"card_number": number}).headers["location"]
    assert bank.startswith(f"{payment.url}/authorise/pi_")
    assert f"ending in {number[-4:]}" in BROWSER.get(bank).text
    back = BROWSER.post(bank, data={"outcome": outcome}).headers["location"]
    if message is None:
        assert back == DONE + session.id
        assert payment.moves(order) == [("authorisation", 10_000)]
    else:
        assert back == _url(session)
        assert message in BROWSER.get(back).text
        assert payment.moves(order) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"card_number": "4242 4242 4242 4241"}, "This card number is not one of the test cards."),
        ({"card_number": ""}, "This card number is not one of the test cards."),
        ({"card_expiry": "13/34"}, "Enter an expiry date"),
        ({"card_expiry": "01/20"}, "Enter an expiry date"),
        ({"card_cvc": "12"}, "Enter the security code"),
    ],
)
def test_a_card_typed_wrong_is_explained_and_nothing_is_tried(
    client: stripe.StripeClient, order: str, changes: dict[str, str], message: str
) -> None:
    session = open_session(client, order)
    page = BROWSER.post(_url(session), data=CARD | changes)
    assert page.status_code == 200
    assert message in page.text
    assert 'aria-invalid="true"' in page.text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_intent is None


@pytest.mark.parametrize("method", ["paypal", "klarna"])
def test_paypal_and_klarna_have_their_button_and_their_page(
    payment: StandIn, client: stripe.StripeClient, order: str, method: str
) -> None:
    session = open_session(
        client,
        order,
        allowed_payment_method_types=[method],
        payment_intent_data={"metadata": {"order": order}},
    )
    page = BROWSER.get(_url(session)).text
    assert f'name="method" value="{method}"' in page
    assert "card_number" not in page
    there = BROWSER.post(_url(session), data={"method": method}).headers["location"]
    assert BROWSER.post(there, data={"outcome": "approve"}).headers["location"] == DONE + session.id
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert payment.moves(order) == [("authorisation", 10_000), ("capture", 10_000)]


def test_a_wallet_pays_without_a_number(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    session = open_session(client, order)
    assert BROWSER.post(_url(session), data={"wallet": "apple_pay"}).headers["location"] == DONE + session.id
    assert payment.moves(order) == [("authorisation", 10_000)]


@pytest.mark.parametrize(
    ("outcome", "location", "moves"),
    [("approve", DONE, [("authorisation", 10_000)]), ("fail", BASKET, []), ("cancel", BASKET, [])],
)
def test_an_outcome_can_be_posted_straight_to_the_page(
    payment: StandIn,
    client: stripe.StripeClient,
    order: str,
    outcome: str,
    location: str,
    moves: list[tuple[str, int]],
) -> None:
    session = open_session(client, order)
    assert BROWSER.post(_url(session), data={"outcome": outcome}).headers["location"].startswith(location)
    assert payment.moves(order) == moves


def test_an_expired_session_takes_no_money(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    session = open_session(client, order)
    bank = BROWSER.post(_url(session), data=CARD | {"card_number": "4000002500003155"}).headers["location"]
    expired = client.v1.checkout.sessions.expire(session.id, {"expand": ["payment_intent"]})
    assert expired.status == "expired"
    assert isinstance(expired.payment_intent, stripe.PaymentIntent)
    assert expired.payment_intent.status == "canceled"
    assert BROWSER.post(bank, data={"outcome": "approve"}).headers["location"] == _url(session)
    assert BROWSER.get(_url(session)).status_code == 410
    assert BROWSER.post(_url(session), data=CARD).status_code == 410
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)
    assert payment.moves(order) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"line_items": []},
        {"mode": "subscription"},
        {"success_url": None},
        {"expires_at": 1},
        {
            "line_items": [
                {
                    "price_data": {"currency": "eur", "unit_amount": -1, "product_data": {"name": "x"}},
                    "quantity": 1,
                }
            ]
        },
        {"allowed_payment_method_types": ["cheque"]},
    ],
)
def test_a_wrong_session_is_refused(
    client: stripe.StripeClient, order: str, changes: dict[str, object]
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        open_session(client, order, **changes)


def test_delivery_is_part_of_the_total(client: stripe.StripeClient, order: str) -> None:
    rate = {
        "display_name": "Express",
        "type": "fixed_amount",
        "fixed_amount": {"amount": 1_500, "currency": "eur"},
    }
    session = open_session(client, order, shipping_options=[{"shipping_rate_data": rate}])
    assert (session.amount_subtotal, session.amount_total) == (10_000, 11_500)
    assert "EUR\u00a015.00" in BROWSER.get(_url(session)).text


def test_no_card_number_is_kept(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    session = open_session(client, order)
    BROWSER.post(_url(session), data=CARD | {"card_number": "4000 0000 0000 9995", "card_cvc": "9713"})
    BROWSER.post(_url(session), data=CARD | {"card_cvc": "9713"})
    with sqlite3.connect(payment.home / "payment-standin.sqlite") as books:
        text = "\n".join(books.iterdump())
    books.close()
    for secret in ("4242424242424242", "4242 4242 4242 4242", "4000000000009995", '"9713"'):
        assert secret not in text
