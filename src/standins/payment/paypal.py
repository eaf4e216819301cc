"""PayPal's shapes on the same books: tokens, orders, authorisations, captures, refunds, events, the search."""

import base64
import hashlib
import hmac
import json
import re
import secrets as randomness
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from zlib import crc32

from standins.payment import paypal_disputes
from standins.payment.books import new_reference
from standins.payment.errors import ApiError
from standins.payment.intents import cancel_intent, capture_intent, confirm_intent
from standins.payment.paypal_shapes import (
    WHOLE,
    list_captures,
    list_refunds,
    shape_held,
    shape_money,
    shape_order,
    shape_refund,
    stamp,
    tell,
)
from standins.payment.records import Intent, Line, Session, Transaction
from standins.payment.refunds import refund_intent
from standins.payment.sessions import open_intent, settle_session
from standins.payment.wires import MULTICAPTURE, Wire, WireCall, check_fields, places_of
from standins.server import Answer, Json, Request, answer_json

TOKEN_LIFE = 32_400
_TOKEN_KEY = randomness.token_bytes(32)
CURRENCIES = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD"
HONOURED = 3 * 86_400
MOVES = {"capture": "T0006", "refund": "T1107", "dispute": "T1201", "dispute_reversal": "T1202"}


def post_token(call: WireCall) -> Answer:
    """POST /v1/oauth2/token."""
    if call.request.body != b"grant_type=client_credentials":
        raise ApiError("unsupported_grant_type", code="parameter_invalid_grant", status=400)
    ends = str(int(time.time()) + TOKEN_LIFE)
    body = {
        "access_token": f"{ends}.{_seal(ends)}",
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE,
        "scope": "",
    }
    return answer_json(status=200, body=body)


def _seal(text: str) -> str:
    return hmac.new(_TOKEN_KEY, text.encode(), hashlib.sha256).hexdigest()


def post_order(call: WireCall) -> Answer:
    """POST /v2/checkout/orders."""
    asked = call.body("intent purchase_units payment_source", needs="intent purchase_units payment_source")
    if asked["intent"] not in ("CAPTURE", "AUTHORIZE") or len(asked["purchase_units"]) != 1:
        raise ApiError("intent and one purchase unit", code="parameter_invalid_intent")
    unit = check_fields(
        asked["purchase_units"][0], "reference_id custom_id invoice_id amount items", needs="amount"
    )
    wallet = check_fields(asked["payment_source"], "paypal", needs="paypal")["paypal"]
    context = check_fields(wallet["experience_context"], CONTEXT, needs="return_url cancel_url")
    currency, amount = _read_amount(unit["amount"])
    order = new_reference(17)
    session = Session(
        id=order,
        created=call.books.at,
        expires_at=call.books.at + 6 * 3600,
        currency=currency.lower(),
        lines=_read_lines(unit, amount),
        shipping=0,
        method_types=["paypal"],
        success_url=_with_query(context["return_url"], f"token={order}&PayerID=DEMO"),
        cancel_url=_with_query(context["cancel_url"], f"token={order}"),
        key=call.books.key or order,
        locale=context.get("locale"),
        customer_email=wallet.get("email_address"),
        capture_method="automatic" if asked["intent"] == "CAPTURE" else "manual",
        intent_metadata={"order": unit.get("custom_id") or order},
        options=MULTICAPTURE,
        wire="paypal",
        asked=asked,
    )
    call.books.save_session(session)
    return _answer(call, 201, shape_order(call.books, session))


CONTEXT = "return_url cancel_url locale shipping_preference user_action landing_page brand_name"


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"


def get_order(call: WireCall) -> Answer:
    """GET /v2/checkout/orders/{id}; what nobody approved in time is forgotten."""
    session = call.books.find(Session, call.id)
    if session.status == "expired":
        raise ApiError("No such order", code="resource_missing", status=404)
    return _answer(call, 200, shape_order(call.books, session))


def post_finish(call: WireCall) -> Answer:
    """POST /v2/checkout/orders/{id}/authorize or /capture: only now money moves."""
    session = call.books.find(Session, call.id)
    if session.asked["intent"].lower() != call.request.path.rpartition("/")[2]:
        raise ApiError("ACTION_DOES_NOT_MATCH_INTENT")
    if session.status == "complete":
        raise ApiError("ORDER_ALREADY_COMPLETED")
    if session.approved is None or session.status != "approved":
        raise ApiError("ORDER_NOT_APPROVED")
    intent = confirm_intent(
        books=call.books, intent=open_intent(call.books, session), token=session.approved, return_url="later"
    )
    if intent.decline:
        raise ApiError("INSTRUMENT_DECLINED")
    settle_session(books=call.books, intent=intent)
    return _answer(call, 201, shape_order(call.books, call.books.find(Session, session.id)))


def post_capture(call: WireCall) -> Answer:
    """POST /v2/payments/authorizations/{id}/capture."""
    asked = call.body("amount final_capture invoice_id note_to_payer soft_descriptor")
    intent = _find_held(call)
    currency, amount = _read_amount(asked["amount"]) if "amount" in asked else ("", intent.capturable)
    if currency and currency.lower() != intent.currency:
        raise ApiError("CURRENCY_MISMATCH")
    captured = capture_intent(
        books=call.books, intent=intent, amount=amount, is_final=asked.get("final_capture", False)
    )
    return _answer(call, 201, list_captures(call.books, captured)[-1])


def post_void(call: WireCall) -> Answer:
    """POST /v2/payments/authorizations/{id}/void."""
    return _answer(
        call,
        200,
        shape_held(call.books, cancel_intent(books=call.books, intent=_find_held(call), reason=None)),
    )


def post_reauthorize(call: WireCall) -> Answer:
    """POST /v2/payments/authorizations/{id}/reauthorize: after the honour period, once."""
    call.body("amount")
    intent = _find_held(call)
    if "again" in intent.metadata or intent.status != "requires_capture":
        raise ApiError("MAX_NUMBER_OF_REAUTHORIZATION_ALLOWED_EXCEEDED")
    if call.books.at < intent.charged_at + HONOURED:
        raise ApiError("REAUTHORIZATION_TOO_SOON")
    again = replace(intent, metadata={**intent.metadata, "again": str(call.books.at)})
    call.books.save_intent(again)
    return _answer(call, 201, shape_held(call.books, again))


def _find_held(call: WireCall) -> Intent:
    return call.books.find(Intent, call.id.removesuffix("R"))


def get_capture(call: WireCall) -> Answer:
    """GET /v2/payments/captures/{id}: asked for by itself it names its order."""
    intent = _intent_of_capture(call)
    row = next(row for row in list_captures(call.books, intent) if row["id"] == call.id)
    return _answer(call, 200, {**row, "supplementary_data": {"related_ids": {"order_id": intent.session}}})


def post_refund(call: WireCall) -> Answer:
    """POST /v2/payments/captures/{id}/refund: never more than is left of that capture."""
    asked = call.body("amount custom_id invoice_id note_to_payer")
    intent = _intent_of_capture(call)
    move = call.books.find(Transaction, call.id)
    back = sum(row.amount for row in list_refunds(call.books, intent) if row.metadata["capture"] == call.id)
    currency, amount = _read_amount(asked["amount"]) if "amount" in asked else ("", move.amount - back)
    if amount > move.amount - back or currency.lower() not in ("", intent.currency):
        raise ApiError("REFUND_AMOUNT_EXCEEDED")
    named = {"capture": call.id, "custom_id": asked.get("custom_id", "")}
    refund = refund_intent(books=call.books, intent=intent, amount=amount, reason=None, metadata=named)
    return _answer(call, 201, shape_refund(call.books, refund))


def _intent_of_capture(call: WireCall) -> Intent:
    return call.books.find_intent_of(call.books.find(Transaction, call.id).source)


def post_verification(call: WireCall) -> Answer:
    """POST /v1/notifications/verify-webhook-signature, over the bytes of the event as they were sent."""
    text = call.request.body.decode()
    head, found, event = text.partition('"webhook_event":')
    if not found:
        raise ApiError("webhook_event", code="parameter_missing", status=400)
    named = json.loads(head.rstrip().removesuffix(",") + "}")
    body = event.strip().removesuffix("}").encode()
    signature = _signature(body, named["webhook_id"], named["transmission_id"], named["transmission_time"])
    good = named["webhook_id"] in call.secrets and hmac.compare_digest(signature, named["transmission_sig"])
    return _answer(call, 200, {"verification_status": "SUCCESS" if good else "FAILURE"})


def list_transactions(call: WireCall) -> Answer:
    """GET /v1/reporting/transactions, of at most 31 days."""
    since, until = (
        int(datetime.fromisoformat(call.request.argument(name)).timestamp())
        for name in ("start_date", "end_date")
    )
    if not 0 <= until - since <= 31 * 86_400:
        raise ApiError("The range is at most 31 days", code="parameter_invalid_range", status=400)
    rows = [
        {
            "transaction_info": {
                "transaction_id": move.id,
                "paypal_reference_id": intent.session,
                "paypal_reference_id_type": "ODR",
                "transaction_event_code": MOVES[move.kind],
                "transaction_initiation_date": stamp(move.created),
                "transaction_amount": _signed(move, intent.currency),
                "transaction_status": "S",
                "custom_field": intent.order,
            }
        }
        for move, intent in call.books.list_moves(wire="paypal", since=since, until=until)
    ]
    body = {"transaction_details": rows, "page": 1, "total_items": len(rows), "total_pages": 1}
    return _answer(call, 200, body)


def _signed(move: Transaction, currency: str) -> Json:
    money = shape_money(abs(move.amount), currency)
    return money | {"value": f"-{money['value']}"} if move.amount < 0 else money


def _answer(call: WireCall, status: int, body: Json) -> Answer:
    moment = format_datetime(datetime.fromtimestamp(call.books.at, UTC), usegmt=True)
    return answer_json(status=status, body=body, headers=(("Date", moment),))


def _read_amount(amount: object) -> tuple[str, int]:
    given = check_fields(amount, "currency_code value breakdown", needs="currency_code value")
    currency, value = given["currency_code"], given["value"]
    if currency not in CURRENCIES.split():
        raise ApiError("CURRENCY_NOT_SUPPORTED")
    if not re.fullmatch(r"\d+" if currency in WHOLE else r"\d+\.\d\d", value) or Decimal(value) <= 0:
        raise ApiError("DECIMAL_PRECISION")
    return currency, int(Decimal(value).scaleb(places_of(currency)))


def _read_lines(unit: Json, amount: int) -> list[Line]:
    lines = [
        Line(
            name=item["name"],
            unit_amount=_read_amount(item["unit_amount"])[1],
            quantity=int(item["quantity"]),
        )
        for item in unit.get("items", [])
    ] or [Line(name="Order", unit_amount=amount, quantity=1)]
    total = sum(line.total for line in lines)
    if total != amount or (
        "items" in unit and _read_amount(unit["amount"]["breakdown"]["item_total"])[1] != total
    ):
        raise ApiError("ITEM_TOTAL_MISMATCH")
    return lines


def sign(body: bytes, secrets: Sequence[str], event: str, at: int) -> tuple[str, dict[str, str], bytes]:
    """The event with its headers; the first secret is the webhook's id, and stands for the certificate's key."""
    moment = stamp(at)
    headers = {
        "Paypal-Auth-Algo": "SHA256withRSA",
        "Paypal-Cert-Url": "http://127.0.0.1/certificate",
        "Paypal-Transmission-Id": event,
        "Paypal-Transmission-Time": moment,
        "Paypal-Transmission-Sig": _signature(body, "".join(secrets[:1]), event, moment),
    }
    return "paypal/", headers, body


def _signature(body: bytes, webhook: str, event: str, moment: str) -> str:
    text = f"{event}|{moment}|{webhook}|{crc32(body)}"
    return base64.b64encode(hmac.new(webhook.encode(), text.encode(), hashlib.sha256).digest()).decode()


def refuse_stranger(request: Request) -> Answer | None:
    """401 without a login for a token, or without a token that is still good."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if request.path == "/v1/oauth2/token":
        return None if scheme == "Basic" else _error(401, "invalid_client", "Client Authentication failed")
    ends, _, seal = given.partition(".")
    good = scheme == "Bearer" and hmac.compare_digest(seal, _seal(ends)) and int(ends) > time.time()
    return None if good else _error(401, "invalid_token", "Token signature verification failed")


def refuse(error: ApiError) -> Answer:
    """A refusal in PayPal's shape: its message is the issue."""
    if error.status == 404:
        return _error(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
    issue = "DUPLICATE_REQUEST_ID" if error.code == "idempotency_key_in_use" else str(error)
    return _error(422, "UNPROCESSABLE_ENTITY", issue)


def _error(status: int, name: str, issue: str) -> Answer:
    details = [{"issue": issue, "description": issue}]
    return answer_json(status=status, body={"name": name, "message": issue, "details": details})


WIRE = Wire(
    name="paypal",
    mark="WH",
    key_header="paypal-request-id",
    calls={
        ("POST", "/v1/oauth2/token"): post_token,
        ("POST", "/v2/checkout/orders"): post_order,
        ("GET", "/v2/checkout/orders/{id}"): get_order,
        ("POST", "/v2/checkout/orders/{id}/authorize"): post_finish,
        ("POST", "/v2/checkout/orders/{id}/capture"): post_finish,
        ("POST", "/v2/payments/authorizations/{id}/capture"): post_capture,
        ("POST", "/v2/payments/authorizations/{id}/void"): post_void,
        ("POST", "/v2/payments/authorizations/{id}/reauthorize"): post_reauthorize,
        ("GET", "/v2/payments/captures/{id}"): get_capture,
        ("POST", "/v2/payments/captures/{id}/refund"): post_refund,
        ("POST", "/v1/notifications/verify-webhook-signature"): post_verification,
        ("GET", "/v1/reporting/transactions"): list_transactions,
        **paypal_disputes.CALLS,
    },
    refuse_stranger=refuse_stranger,
    refuse=refuse,
    tell=tell,
    sign=sign,
)
