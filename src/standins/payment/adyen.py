"""Adyen's shapes on the same books: payment links, captures, refunds and cancellations, notifications, daily reports."""

import base64
import csv
import hashlib
import hmac
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from standins.payment import adyen_disputes
from standins.payment.behaviours import BEHAVIOURS
from standins.payment.books import Books, new_reference
from standins.payment.errors import ApiError
from standins.payment.intents import cancel_intent, capture_intent, capture_refused
from standins.payment.records import Intent, Line, Session
from standins.payment.refunds import refund_intent
from standins.payment.sessions import expire_session
from standins.payment.wires import MULTICAPTURE, Wire, WireCall, check_fields, major_of
from standins.server import Answer, Json, Request, answer_json

CREATE_LINK = (
    "allowedPaymentMethods amount captureDelayHours countryCode expiresAt lineItems manualCapture merchantAccount metadata"
    " reference returnUrl reusable shopperEmail shopperLocale threeDS2RequestData"
)
LONGEST_LIFE = 70 * 86_400
METHODS = {"scheme": "card", "applepay": "card", "googlepay": "card", "paypal": "paypal", "klarna": "klarna"}
STATUSES = {"open": "active", "complete": "completed", "expired": "expired"}
# Adyen's amounts have other digits than the books' in these: times so much, or by so much.
TIMES = {"CLP": 100, "ISK": 100}
PARTS = {"CVE": 100, "IDR": 100}
REASONS = {
    "insufficient_funds": "Not enough balance",
    "processing_error": "Acquirer Error",
    "authentication_failed": "3D Not Authenticated",
    "customer_declined": "Cancelled by Shopper",
    "provider_declined": "Refused",
}
CODES = {
    "authorisation": "AUTHORISATION",
    "decline": "AUTHORISATION",
    "capture": "CAPTURE",
    "refund": "REFUND",
    "void": "CANCELLATION",
    "lapse": "EXPIRE",
}
RECORDS = {
    "capture": "SentForSettle",
    "refund": "SentForRefund",
    "dispute": "Chargeback",
    "dispute_reversal": "ChargebackReversed",
}
HEADER = (
    "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Booking Date,TimeZone,Main Currency,"
    "Main Amount,Record Type,Payment Currency,Received (PC),Authorized (PC),Captured (PC),Modification Merchant Reference"
)


def post_link(call: WireCall) -> Answer:
    """POST /paymentLinks."""
    asked = call.body(CREATE_LINK, needs="merchantAccount amount reference")
    currency, value = _read_amount(asked["amount"])
    link = f"PL{new_reference()}"
    session = Session(
        id=link,
        created=call.books.at,
        expires_at=_read_expiry(asked, call.books.at),
        currency=currency.lower(),
        lines=_read_lines(asked, currency, value),
        shipping=0,
        method_types=_read_methods(asked),
        success_url=asked.get("returnUrl") or f"{call.books.base_url}/c/pay/{link}",
        key=call.books.key or link,
        locale=asked.get("shopperLocale"),
        customer_email=asked.get("shopperEmail"),
        capture_method="manual" if asked.get("manualCapture") else "automatic",
        intent_metadata={"order": asked["reference"]},
        options=MULTICAPTURE,
        wire="adyen",
        asked=asked,
    )
    call.books.save_session(session)
    return answer_json(status=201, body=_shape_link(session, call.books))


def get_link(call: WireCall) -> Answer:
    """GET /paymentLinks/{linkId}."""
    return answer_json(status=200, body=_shape_link(_find_link(call), call.books))


def patch_link(call: WireCall) -> Answer:
    """PATCH /paymentLinks/{linkId}: `expired` is the only status that can be set."""
    if call.body("status", needs="status")["status"] != "expired":
        raise ApiError("status must be expired", code="parameter_invalid_status")
    expired = expire_session(books=call.books, session=_find_link(call))
    return answer_json(status=200, body=_shape_link(expired, call.books))


def post_capture(call: WireCall) -> Answer:
    """POST /payments/{pspReference}/captures."""
    return _modify(call, "capture", "amount merchantAccount reference lineItems")


def post_refund(call: WireCall) -> Answer:
    """POST /payments/{pspReference}/refunds."""
    return _modify(call, "refund", "amount merchantAccount reference merchantRefundReason lineItems")


def post_cancel(call: WireCall) -> Answer:
    """POST /payments/{pspReference}/cancels."""
    return _modify(call, "void", "merchantAccount reference")


def _modify(call: WireCall, what: str, known: str) -> Answer:
    """Taken at once; whether it came to anything is told by a notification."""
    needs = "merchantAccount" + (" amount" if what != "void" else "")
    asked = call.body(known, needs=needs)
    currency, value = _read_amount(asked["amount"]) if "amount" in asked else ("", 0)
    intent = call.books.find(Intent, call.id)
    if currency and currency.lower() != intent.currency:
        raise ApiError("The currency differs from the payment's", code="parameter_invalid_currency")
    call.books.reference = reference = new_reference()
    try:
        _perform(call.books, intent, what, value)
    except ApiError as refusal:
        call.books.tell(intent, what, value or intent.amount, reference=reference, reason=str(refusal))
    answer = {**asked, "paymentPspReference": intent.id, "pspReference": reference, "status": "received"}
    return answer_json(status=201, body=answer)


def _perform(books: Books, intent: Intent, what: str, value: int) -> None:
    match what:
        case "capture":
            if capture_refused(capture_intent(books=books, intent=intent, amount=value, is_final=False)):
                raise ApiError("Insufficient balance on payment")
        case "refund":
            refund_intent(books=books, intent=intent, amount=value, reason=None, metadata={})
        case _:
            cancel_intent(books=books, intent=intent, reason=None)


def get_report(call: WireCall) -> Answer:
    """GET of a day's payment accounting report, for those with the reports' own login."""
    account, name = call.request.ids
    day = datetime.strptime(name, "payments_accounting_report_%Y_%m_%d.csv").replace(tzinfo=UTC)
    moves = call.books.list_moves(
        wire="adyen", since=int(day.timestamp()), until=int((day + timedelta(days=1)).timestamp())
    )
    if not moves:
        raise ApiError("Not found", code="resource_missing", status=404)
    out = io.StringIO()
    lines = csv.DictWriter(out, HEADER.split(","), restval="", lineterminator="\r\n")
    lines.writeheader()
    for move, intent in moves:
        sign = "-" if move.amount < 0 else ""
        amount = sign + major_of(abs(move.amount), intent.currency.upper())
        lines.writerow(
            {
                "Company Account": "Demo",
                "Merchant Account": account,
                "Psp Reference": intent.id,
                "Merchant Reference": intent.order,
                "Payment Method": intent.brand,
                "Booking Date": datetime.fromtimestamp(move.created, UTC).strftime("%Y-%m-%d %H:%M:%S"),
                "TimeZone": "UTC",
                "Record Type": RECORDS[move.kind],
                "Payment Currency": intent.currency.upper(),
                "Captured (PC)": amount,
                "Modification Merchant Reference": move.id,
            }
        )
    return Answer(status=200, body=out.getvalue().encode(), content_type="text/csv")


def _find_link(call: WireCall) -> Session:
    return call.books.find(Session, call.id)


def _shape_link(session: Session, books: Books) -> Json:
    expires = datetime.fromtimestamp(session.expires_at, UTC).isoformat()
    own = {"id": session.id, "status": STATUSES[session.status], "expiresAt": expires}
    return {**session.asked, **own, "url": f"{books.base_url}/c/pay/{session.id}"}


def _read_amount(amount: object) -> tuple[str, int]:
    given = check_fields(amount, "currency value", needs="currency")
    currency, value = given["currency"], given.get("value")
    if len(currency) != 3 or not currency.isupper():
        raise ApiError("Unsupported currency specified", code="parameter_invalid_currency")
    if not isinstance(value, int) or value <= 0 or value % TIMES.get(currency, 1):
        raise ApiError("Invalid amount specified", code="parameter_invalid_amount")
    return currency, _to_books(value, currency)


def _to_books(value: int, currency: str) -> int:
    return value * PARTS.get(currency, 1) // TIMES.get(currency, 1)


def _read_lines(asked: Json, currency: str, value: int) -> list[Line]:
    lines = [
        Line(
            name=item.get("description", "Item"),
            unit_amount=_to_books(item["amountIncludingTax"], currency),
            quantity=item.get("quantity", 1),
        )
        for item in asked.get("lineItems", [])
    ] or [Line(name=asked["reference"], unit_amount=value, quantity=1)]
    if sum(line.total for line in lines) != value:
        raise ApiError("The line items do not add up to the amount", code="parameter_invalid_lines")
    return lines


def _read_methods(asked: Json) -> list[str]:
    wanted = asked.get("allowedPaymentMethods") or list(METHODS)
    if not set(wanted) <= set(METHODS):
        raise ApiError("Unknown payment method", code="parameter_invalid_method")
    return list(dict.fromkeys(METHODS[name] for name in wanted))


def _read_expiry(asked: Json, now: int) -> int:
    if "expiresAt" not in asked:
        return now + 86_400
    expires = int(datetime.fromisoformat(asked["expiresAt"]).timestamp())
    if not now < expires <= now + LONGEST_LIFE:
        raise ApiError("expiresAt must be in the future, within 70 days", code="parameter_invalid_expiry")
    return expires


def tell(
    books: Books,
    intent: Intent,
    *,
    event: str,
    happened: str,
    amount: int,
    reason: str = "",
    **_others: str,
) -> Json | None:
    """A notification; money that is taken by itself at the authorisation is not told apart."""
    if happened == "capture" and intent.capture_method != "manual":
        return None
    first = happened in ("authorisation", "decline")
    behaviour = BEHAVIOURS.get(intent.token or "")
    more = {"paymentLinkId": intent.session or "", "hmacSignature": ""} if first else {"hmacSignature": ""}
    if happened == "authorisation":
        reviewed = "true" if behaviour and behaviour.reviewed else "false"
        if intent.challenged:
            more |= {"threeDAuthenticated": "true", "liabilityShift": "true"}
        more |= {"cardIssuingCountry": "FR", "alias": f"H{intent.last4}", "fraudManualReview": reviewed}
    if happened in adyen_disputes.CODES:
        more |= adyen_disputes.describe(books)
    item: Json = {
        "additionalData": more,
        "amount": {
            "currency": intent.currency.upper(),
            "value": amount * TIMES.get(intent.currency.upper(), 1) // PARTS.get(intent.currency.upper(), 1),
        },
        "eventCode": CODES.get(happened) or adyen_disputes.read_code(books, happened),
        "eventDate": datetime.fromtimestamp(books.at, UTC).isoformat(),
        "merchantAccountCode": "Demo",
        "merchantReference": intent.order or "",
        "paymentMethod": intent.brand,
        "pspReference": intent.id if happened == "authorisation" else books.reference or new_reference(),
        "reason": REASONS.get(reason, reason),
        "success": "false" if reason else "true",
    }
    if not first:
        item["originalReference"] = intent.id
    return {"id": event, "live": "false", "notificationItems": [{"NotificationRequestItem": item}]}


def sign(body: bytes, secrets: Sequence[str], _event: str, _at: int) -> tuple[str, dict[str, str], bytes]:
    """The notification with its signature over the fields, by the first secret; its own id stays here."""
    notice = json.loads(body)
    del notice["id"]
    for wrapped in notice["notificationItems"]:
        item = wrapped["NotificationRequestItem"]
        signed = [item.get(name, "") for name in ("pspReference", "originalReference")]
        signed += [item["merchantAccountCode"], item["merchantReference"]]
        signed += [
            str(item["amount"]["value"]),
            item["amount"]["currency"],
            item["eventCode"],
            item["success"],
        ]
        digest = hmac.new("".join(secrets[:1]).encode(), ":".join(signed).encode(), hashlib.sha256).digest()
        item["additionalData"]["hmacSignature"] = base64.b64encode(digest).decode()
    return "adyen/", {}, json.dumps(notice).encode()


def refuse_stranger(request: Request) -> Answer | None:
    """401 without a key, or without a login for reports."""
    if request.headers.get("x-api-key") or request.headers.get("authorization", "").startswith("Basic "):
        return None
    return _error(401, "000", "HTTP Status Response - Unauthorized", "security")


def refuse(error: ApiError) -> Answer:
    """A refusal in Adyen's shape: keys used twice have their own code."""
    if error.code == "idempotency_key_in_use":
        return _error(422, "704", "request already processed or in progress", "validation")
    return _error(404 if error.status == 404 else 422, "905_1", str(error), "validation")


def _error(status: int, code: str, message: str, kind: str) -> Answer:
    body = {"status": status, "errorCode": code, "message": message, "errorType": kind}
    return answer_json(status=status, body=body)


WIRE = Wire(
    name="adyen",
    mark="AD",
    key_header="idempotency-key",
    calls={
        ("POST", "/v71/paymentLinks"): post_link,
        ("GET", "/v71/paymentLinks/{id}"): get_link,
        ("PATCH", "/v71/paymentLinks/{id}"): patch_link,
        ("POST", "/v71/payments/{id}/captures"): post_capture,
        ("POST", "/v71/payments/{id}/refunds"): post_refund,
        ("POST", "/v71/payments/{id}/cancels"): post_cancel,
        ("GET", "/reports/download/MerchantAccount/{account}/{name}"): get_report,
        **adyen_disputes.CALLS,
    },
    refuse_stranger=refuse_stranger,
    refuse=refuse,
    tell=tell,
    sign=sign,
)
