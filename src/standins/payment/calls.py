"""The API's calls: parameters read strictly, one verb, the answer's shape."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from standins.payment import shapes
from standins.payment.books import Books, new_id
from standins.payment.errors import ApiError
from standins.payment.intents import (
    approve_review,
    cancel_intent,
    capture_intent,
    capture_refused,
    check_token,
    confirm_intent,
    create_intent,
    find_reviewed,
)
from standins.payment.params import Params
from standins.payment.reading import read_capture_method, read_currency, read_method_types, read_options
from standins.payment.records import Intent, Refund
from standins.payment.refunds import refund_intent
from standins.server import Answer, answer_json

LARGEST_AMOUNT = 99_999_999_99
CANCELLATION_REASONS = ("abandoned", "duplicate", "fraudulent", "requested_by_customer")
REFUND_REASONS = ("duplicate", "fraudulent", "requested_by_customer")

CREATE_INTENT = (
    "allowed_payment_method_types amount automatic_payment_methods capture_method confirm confirmation_method currency"
    " description expand metadata off_session payment_method payment_method_options payment_method_types receipt_email"
    " return_url shipping statement_descriptor_suffix transfer_group"
)
CONFIRM_INTENT = "expand off_session payment_method payment_method_options receipt_email return_url shipping"
CAPTURE_INTENT = "amount_to_capture expand final_capture metadata statement_descriptor_suffix"
CREATE_REFUND = "amount charge expand metadata payment_intent reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authorised call within its transaction."""

    books: Books
    params: Params
    path: str
    ids: tuple[str, ...]

    @property
    def expand(self) -> Sequence[str]:
        """What the answer is to show in full."""
        return self.params.texts("expand")


Perform = Callable[[Call], Answer]


def answer_intent(call: Call, intent: Intent) -> Answer:
    """The payment; 402 with the payment inside when the attempt was declined."""
    shape = shapes.shape_intent(intent, base_url=call.books.base_url, expand=call.expand)
    if intent.decline is None:
        return answer_json(status=200, body=shape)
    error = shapes.shape_decline(intent) | {"type": "card_error", "payment_intent": shape}
    return answer_json(status=402, body={"error": error})


def post_intent(call: Call) -> Answer:
    """POST /v1/payment_intents."""
    params = call.params
    params.refuse_unknown(CREATE_INTENT)
    amount = params.required_integer("amount")
    if amount > LARGEST_AMOUNT:
        raise ApiError("Amount must be no more than 99999999.99.", code="amount_too_large", param="amount")
    intent_id = new_id("pi")
    token = params.text("payment_method")
    intent = Intent(
        id=intent_id,
        created=call.books.at,
        amount=amount,
        currency=read_currency(params),
        status="requires_payment_method" if token is None else "requires_confirmation",
        capture_method=read_capture_method(params),
        method_types=read_method_types(params),
        key=call.books.key or intent_id,
        metadata=params.mapping("metadata"),
        options=read_options(params),
        description=params.text("description"),
        receipt_email=params.text("receipt_email"),
        return_url=params.text("return_url"),
        token=token,
    )
    if token is not None:
        check_token(intent=intent, token=token, return_url=intent.return_url or "later")
    if not params.flag("confirm", default=False):
        return answer_intent(call, create_intent(books=call.books, intent=intent))
    absent = params.flag("off_session", default=False)
    return_url = "nobody" if absent else intent.return_url
    check_token(intent=intent, token=token, return_url=return_url)
    confirmed = confirm_intent(
        books=call.books, intent=intent, token=token or "", return_url=return_url, payer_is_there=not absent
    )
    return answer_intent(call, confirmed)


def get_intent(call: Call) -> Answer:
    """GET /v1/payment_intents/{id}."""
    intent = call.books.find(Intent, call.ids[0])
    shape = shapes.shape_intent(intent, base_url=call.books.base_url, expand=call.expand)
    return answer_json(status=200, body=shape)


def post_confirm(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/confirm."""
    call.params.refuse_unknown(CONFIRM_INTENT)
    intent = call.books.find(Intent, call.ids[0])
    _refuse_of_session(intent)
    token = call.params.text("payment_method", intent.token if intent.decline is None else None)
    return_url = call.params.text("return_url", intent.return_url)
    check_token(intent=intent, token=token, return_url=return_url)
    return answer_intent(
        call, confirm_intent(books=call.books, intent=intent, token=token or "", return_url=return_url)
    )


def post_capture(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/capture."""
    call.params.refuse_unknown(CAPTURE_INTENT)
    intent = capture_intent(
        books=call.books,
        intent=call.books.find(Intent, call.ids[0]),
        amount=call.params.integer("amount_to_capture"),
        is_final=call.params.flag("final_capture", default=True),
    )
    if not capture_refused(intent):
        return answer_intent(call, intent)
    shape = shapes.shape_intent(intent, base_url=call.books.base_url)
    return answer_json(status=402, body={"error": shapes.shape_decline(intent) | {"payment_intent": shape}})


def post_cancel(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/cancel."""
    call.params.refuse_unknown("cancellation_reason expand")
    reason = call.params.choice("cancellation_reason", of=("", *CANCELLATION_REASONS), default="")
    intent = call.books.find(Intent, call.ids[0])
    if intent.status != "requires_capture":
        _refuse_of_session(intent)
    canceled = cancel_intent(books=call.books, intent=intent, reason=reason or None)
    shape = shapes.shape_intent(canceled, base_url=call.books.base_url, expand=call.expand)
    return answer_json(status=200, body=shape)


def _refuse_of_session(intent: Intent) -> None:
    if intent.session:
        raise ApiError(
            f"This PaymentIntent belongs to Checkout Session {intent.session}: expire that instead."
        )


def get_charge(call: Call) -> Answer:
    """GET /v1/charges/{id}: the latest charge of a payment."""
    return answer_json(status=200, body=shapes.shape_charge(call.books.find_intent_of(call.ids[0])))


def post_refund(call: Call) -> Answer:
    """POST /v1/refunds."""
    params = call.params
    params.refuse_unknown(CREATE_REFUND)
    if ("charge" in params) == ("payment_intent" in params):
        raise ApiError(
            "Give either charge or payment_intent.", code="parameter_missing", param="payment_intent"
        )
    if "charge" in params:
        intent = call.books.find_intent_of(params.required("charge"))
    else:
        intent = call.books.find(Intent, params.required("payment_intent"))
    refund = refund_intent(
        books=call.books,
        intent=intent,
        amount=params.integer("amount"),
        reason=params.choice("reason", of=("", *REFUND_REASONS), default="") or None,
        metadata=params.mapping("metadata"),
    )
    return answer_json(status=200, body=shapes.shape_refund(refund))


def get_refund(call: Call) -> Answer:
    """GET /v1/refunds/{id}."""
    return answer_json(status=200, body=shapes.shape_refund(call.books.find(Refund, call.ids[0])))


def get_review(call: Call) -> Answer:
    """GET /v1/reviews/{id}."""
    return answer_json(
        status=200, body=shapes.shape_review(find_reviewed(books=call.books, review_id=call.ids[0]))
    )


def post_review_approve(call: Call) -> Answer:
    """POST /v1/reviews/{id}/approve."""
    intent = find_reviewed(books=call.books, review_id=call.ids[0])
    return answer_json(status=200, body=shapes.shape_review(approve_review(books=call.books, intent=intent)))


def get_event(call: Call) -> Answer:
    """GET /v1/events/{id}."""
    return answer_json(status=200, body=json.loads(call.books.find_body("event", call.ids[0])))
