"""What each payment token and card number does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """A refusal of a payment, with the provider's documented codes."""

    code: str
    message: str
    decline_code: str | None = None
    type: str = "card_error"


DECLINES = {
    "insufficient_funds": Decline(
        code="card_declined", decline_code="insufficient_funds", message="Your card has insufficient funds."
    ),
    "processing_error": Decline(
        code="processing_error",
        decline_code="processing_error",
        message="An error occurred while processing your card. Try again in a little bit.",
    ),
    "authentication_failed": Decline(
        code="payment_intent_authentication_failure",
        message="The provided payment method has failed authentication.",
        type="invalid_request_error",
    ),
    "authentication_required": Decline(
        code="authentication_required",
        decline_code="authentication_required",
        message="Your card was declined. This transaction requires authentication.",
    ),
    "customer_declined": Decline(
        code="payment_method_customer_decline",
        message="The customer did not approve the payment.",
        type="invalid_request_error",
    ),
    "provider_declined": Decline(
        code="payment_method_provider_decline",
        message="The payment was declined by the provider of the payment method.",
        type="invalid_request_error",
    ),
    "capture_refused": Decline(
        code="card_declined",
        decline_code="generic_decline",
        message="The bank refused the capture of this payment.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How a payment with this token goes; `decline` names its only possible end."""

    method: str
    redirects: bool = False
    decline: str | None = None
    capture_fails: bool = False
    refund_fails: bool = False
    reviewed: bool = False
    wallet: str | None = None


BEHAVIOURS = {
    "card_ok": Behaviour(method="card"),
    "card_3ds": Behaviour(method="card", redirects=True),
    "card_declined": Behaviour(method="card", decline="insufficient_funds"),
    "card_error": Behaviour(method="card", redirects=True, decline="processing_error"),
    "card_capture_fails": Behaviour(method="card", capture_fails=True),
    "card_closed": Behaviour(method="card", refund_fails=True),
    "card_review": Behaviour(method="card", reviewed=True),
    "apple_pay_ok": Behaviour(method="card", wallet="apple_pay"),
    "google_pay_ok": Behaviour(method="card", wallet="google_pay"),
    "paypal_ok": Behaviour(method="paypal"),
    "paypal_redirect": Behaviour(method="paypal", redirects=True),
    "paypal_cancelled": Behaviour(method="paypal", redirects=True, decline="customer_declined"),
    "paypal_refused": Behaviour(method="paypal", decline="provider_declined"),
    "klarna_ok": Behaviour(method="klarna"),
    "klarna_redirect": Behaviour(method="klarna", redirects=True),
    "klarna_refused": Behaviour(method="klarna", decline="provider_declined"),
}

METHODS = ("card", "paypal", "klarna")


# Numbers the hosted page takes: the token each stands for, and its brand.
CARDS = {
    "4242424242424242": ("card_ok", "visa"),
    "5555555555554444": ("card_ok", "mastercard"),
    "378282246310005": ("card_ok", "amex"),
    "4000002500003155": ("card_3ds", "visa"),
    "4000000000009995": ("card_declined", "visa"),
    "4000000000000119": ("card_error", "visa"),
    "4000000000000341": ("card_capture_fails", "visa"),
    "4000000000005126": ("card_closed", "visa"),
    "4000000000009235": ("card_review", "visa"),
}
