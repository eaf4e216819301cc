"""What each token does to a payment and to the books."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import stripe

from tests.standins.paying import BROWSER, pay
from tests.standins.running import StandIn


@pytest.mark.parametrize(
    "token", ["card_ok", "klarna_ok", "card_capture_fails", "apple_pay_ok", "google_pay_ok"]
)
def test_an_authorisation_waits_for_capture(
    payment: StandIn, client: stripe.StripeClient, order: str, token: str
) -> None:
    intent = pay(client, order, token)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == (
        "requires_capture",
        10_000,
        0,
    )
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_paypal_is_captured_at_once(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    intent = pay(client, order, "paypal_ok", capture_method="automatic")
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("succeeded", 0, 10_000)
    assert payment.moves(order) == [("authorisation", 10_000), ("capture", 10_000)]


def test_the_charge_says_until_when_it_can_be_captured(client: stripe.StripeClient, order: str) -> None:
    intent = pay(client, order, expand=["latest_charge"])
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert charge.payment_method_details is not None
    card = charge.payment_method_details.card
    assert card is not None
    assert card.capture_before == charge.created + 7 * 86_400
    assert charge.outcome is not None
    assert charge.outcome.risk_level == "normal"


def test_a_wallet_is_a_card_with_a_wallet(client: stripe.StripeClient, order: str) -> None:
    intent = pay(client, order, "apple_pay_ok", expand=["latest_charge"])
    assert (
        intent.to_dict()["latest_charge"]["payment_method_details"]["card"]["wallet"]["type"] == "apple_pay"
    )


@pytest.mark.parametrize(
    ("token", "code", "decline_code"),
    [
        ("card_declined", "card_declined", "insufficient_funds"),
        ("klarna_refused", "payment_method_provider_decline", None),
    ],
)
def test_a_refusal_is_a_402_and_moves_nothing(
    payment: StandIn, client: stripe.StripeClient, order: str, token: str, code: str, decline_code: str | None
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        pay(client, order, token)
    assert refused.value.http_status == 402
    assert refused.value.code == code
    assert refused.value.error is not None
    assert refused.value.error.decline_code == decline_code
    assert refused.value.error.payment_intent is not None
    intent = client.v1.payment_intents.retrieve(refused.value.error.payment_intent.id)
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error is not None
    assert intent.last_payment_error.code == code
    assert payment.moves(order) == []


def test_a_declined_payment_can_be_tried_again(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        pay(client, order, "card_declined")
    assert refused.value.error is not None
    assert refused.value.error.payment_intent is not None
    intent = client.v1.payment_intents.confirm(
        refused.value.error.payment_intent.id, {"payment_method": "card_ok"}
    )
    assert intent.status == "requires_capture"
    assert intent.last_payment_error is None
    assert payment.moves(order) == [("authorisation", 10_000)]


@pytest.mark.parametrize(
    ("token", "outcome", "status", "error"),
    [
        ("card_3ds", "approve", "requires_capture", None),
        ("card_3ds", "fail", "requires_payment_method", "payment_intent_authentication_failure"),
        ("card_3ds", "cancel", "requires_payment_method", "payment_method_customer_decline"),
        ("card_error", "approve", "requires_payment_method", "processing_error"),
        ("card_error", "fail", "requires_payment_method", "processing_error"),
        ("card_error", "cancel", "requires_payment_method", "processing_error"),
        ("paypal_cancelled", "approve", "requires_payment_method", "payment_method_customer_decline"),
        ("paypal_redirect", "approve", "requires_capture", None),
        ("klarna_redirect", "fail", "requires_payment_method", "payment_method_provider_decline"),
    ],
)
def test_the_page_behind_next_action_sends_the_shopper_back(
    payment: StandIn,
    client: stripe.StripeClient,
    order: str,
    token: str,
    outcome: str,
    status: str,
    error: str | None,
) -> None:
    waiting = pay(client, order, token)
    assert waiting.status == "requires_action"
    assert waiting.next_action is not None
    assert waiting.next_action.redirect_to_url is not None
    url = waiting.next_action.redirect_to_url.url
    assert url is not None
    page = BROWSER.get(url)
    assert (page.status_code, page.text.count('name="outcome"')) == (200, 3)
    assert payment.moves(order) == []

    back = BROWSER.post(url, data={"outcome": outcome})
    assert back.status_code == 303
    target = httpx.URL(back.headers["location"])
    assert (target.host, target.port, target.path) == ("127.0.0.1", 9, "/back")
    assert target.params["lang"] == "en"
    assert target.params["payment_intent"] == waiting.id
    assert target.params["redirect_status"] == ("failed" if error else "succeeded")

    intent = client.v1.payment_intents.retrieve(waiting.id)
    assert intent.status == status
    assert (intent.last_payment_error.code if intent.last_payment_error else None) == error
    assert payment.moves(order) == ([] if error else [("authorisation", 10_000)])

    assert BROWSER.post(url, data={"outcome": "approve"}).headers["location"] == back.headers["location"]
    assert client.v1.payment_intents.retrieve(waiting.id).status == status


def test_a_review_opens_and_is_approved(client: stripe.StripeClient, order: str) -> None:
    intent = pay(client, order, "card_review", expand=["latest_charge"])
    assert intent.status == "requires_capture"
    assert intent.to_dict()["latest_charge"]["outcome"]["risk_level"] == "elevated"
    review = client.v1.reviews.retrieve(str(intent.review))
    assert (review.open, review.payment_intent) == (True, intent.id)
    assert client.v1.reviews.approve(review.id).closed_reason == "approved"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.reviews.approve(review.id)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"amount": -1}, "parameter_invalid_integer"),
        ({"amount": None}, "parameter_missing"),
        ({"currency": "euro"}, None),
        ({"payment_method": "card_unheard_of"}, "resource_missing"),
        ({"allowed_payment_method_types": ["klarna"]}, "payment_intent_incompatible_payment_method"),
        ({"payment_method": "card_3ds", "return_url": None}, "parameter_missing"),
        ({"colour": "blue"}, "parameter_unknown"),
        ({"metadata": "x"}, None),
    ],
)
def test_a_wrong_request_is_refused_and_makes_nothing(
    payment: StandIn, client: stripe.StripeClient, order: str, params: dict[str, Any], code: str | None
) -> None:
    before = client.v1.payment_intents.list({"limit": 1}).data
    with pytest.raises(stripe.InvalidRequestError) as refused:
        pay(client, order, **params)
    assert refused.value.code == code
    assert [intent.id for intent in client.v1.payment_intents.list({"limit": 1}).data] == [
        intent.id for intent in before
    ]
    assert payment.moves(order) == []


def test_an_unknown_id_is_a_404_and_a_missing_key_a_401(
    payment: StandIn, client: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.payment_intents.retrieve("pi_nothing")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("pk_x", base_addresses={"api": payment.url}).v1.payment_intents.list()
