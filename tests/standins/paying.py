"""How the tests pay."""

from __future__ import annotations

from typing import Any

import httpx
import stripe

# A browser that keeps no connection open and follows no redirect.
BROWSER = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
RETURN_URL = "http://127.0.0.1:9/back?lang=en"


def pay(
    client: stripe.StripeClient, order: str, token: str = "card_ok", *, key: str | None = None, **params: Any
) -> stripe.PaymentIntent:
    """Create and confirm a payment of EUR 100.00, by default an authorisation that takes many captures."""
    wanted: dict[str, Any] = {
        "amount": 10_000,
        "currency": "eur",
        "capture_method": "manual",
        "confirm": True,
        "payment_method": token,
        "allowed_payment_method_types": ["card", "paypal", "klarna"],
        "payment_method_options": {
            "card": {"request_three_d_secure": "any", "request_multicapture": "if_available"}
        },
        "return_url": RETURN_URL,
        "metadata": {"order": order},
        **params,
    }
    options: Any = {"idempotency_key": key} if key else {}
    payload: Any = {name: value for name, value in wanted.items() if value is not None}
    return client.v1.payment_intents.create(payload, options)


def open_session(client: stripe.StripeClient, order: str, **params: Any) -> stripe.checkout.Session:
    """Open a hosted page for two jumpers at EUR 50.00."""
    wanted: Any = {
        "mode": "payment",
        "line_items": [
            {
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 5_000,
                    "product_data": {"name": "Jumper <b>"},
                },
                "quantity": 2,
            }
        ],
        "success_url": "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/basket",
        "payment_intent_data": {"capture_method": "manual", "metadata": {"order": order}},
        **params,
    }
    return client.v1.checkout.sessions.create(wanted)


CARD = {"method": "card", "card_number": "4242 4242 4242 4242", "card_expiry": "12/34", "card_cvc": "123"}
