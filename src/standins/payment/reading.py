"""Readers of parameters that several calls share."""

from standins.payment.behaviours import METHODS
from standins.payment.errors import ApiError
from standins.payment.params import Node, Params


def read_currency(params: Params) -> str:
    """A three-letter currency code, kept in lower case."""
    code = params.required("currency").lower()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise ApiError(f"Invalid currency: {code}", param="currency")
    return code


def read_capture_method(params: Params) -> str:
    """`manual`, or one of the automatic ones, which are the same here."""
    method = params.choice(
        "capture_method", of=("automatic", "automatic_async", "manual"), default="automatic"
    )
    return "manual" if method == "manual" else "automatic"


def read_method_types(params: Params) -> list[str]:
    """The allowed payment methods, under the name of this API version or the older one; cards by default."""
    types = params.texts("allowed_payment_method_types") or params.texts("payment_method_types")
    if params.child("automatic_payment_methods").flag("enabled", default=False):
        types = list(METHODS)
    for type_ in types:
        if type_ not in METHODS:
            raise ApiError(f"The payment method type {type_} is invalid.", param="payment_method_types")
    return types or ["card"]


def read_options(params: Params) -> dict[str, Node]:
    """The options per payment method; three values of the card's are checked."""
    card = params.child("payment_method_options").child("card")
    card.choice("request_three_d_secure", of=("any", "automatic", "challenge"), default="automatic")
    card.choice("request_multicapture", of=("if_available", "never"), default="never")
    return params.tree("payment_method_options")
