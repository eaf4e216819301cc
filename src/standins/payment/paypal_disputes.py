"""PayPal's Disputes API on the same books: the list, one dispute, the evidence."""

import json
from email.message import Message
from email.parser import BytesParser

from standins.payment.books import Books, Page
from standins.payment.disputes import answer_dispute
from standins.payment.errors import ApiError
from standins.payment.paypal_shapes import list_captures, shape_money, stamp
from standins.payment.records import Dispute, Intent, Transaction, load_record
from standins.payment.wires import WireCall, WirePerform, check_fields
from standins.server import Answer, Json, answer_json

REASONS = {
    "fraudulent": "UNAUTHORISED",
    "product_not_received": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
    "product_unacceptable": "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
    "duplicate": "DUPLICATE_TRANSACTION",
    "credit_not_processed": "CREDIT_NOT_PROCESSED",
    "general": "OTHER",
}
STATUSES = {
    "needs_response": "WAITING_FOR_SELLER_RESPONSE",
    "under_review": "UNDER_REVIEW",
    "won": "RESOLVED",
    "lost": "RESOLVED",
}
OUTCOMES = {"won": "RESOLVED_SELLER_FAVOUR", "lost": "RESOLVED_BUYER_FAVOUR"}
DIRECTIONS = {True: "CREDIT", False: "DEBIT"}
LONGEST_NOTES = 2000
FILES = ("application/pdf", "image/gif", "image/jpeg", "image/png")


def list_disputes(call: WireCall) -> Answer:
    """GET /v1/customer/disputes: summaries, the newest first, with the address of the next page."""
    since, size = call.request.argument("start_time"), int(call.request.argument("page_size") or 10)
    if not since or not 1 <= size <= 50:
        raise ApiError("start_time and a page_size of at most 50", code="parameter_invalid", status=400)
    bodies, _more = call.books.list_page("dispute", Page(limit=10_000))
    rows = [load_record(Dispute, body) for body in bodies]
    ours = [row for row in rows if row.wire == "paypal" and stamp(row.created) >= since[:19]]
    first = int(call.request.argument("next_page_token") or 0)
    shown = [
        {name: text for name, text in shape_dispute(call.books, row).items() if name in SUMMARY}
        for row in ours[first : first + size]
    ]
    href = f"{call.books.base_url}/v1/customer/disputes?start_time={since}&page_size={size}&next_page_token={first + size}"
    links = [{"href": href, "rel": "next", "method": "GET"}] if len(ours) > first + size else []
    return answer_json(status=200, body={"items": shown, "links": links})


SUMMARY = ("dispute_id", "create_time", "update_time", "reason", "status", "dispute_amount")


def get_dispute(call: WireCall) -> Answer:
    """GET /v1/customer/disputes/{id}."""
    return answer_json(status=200, body=shape_dispute(call.books, call.books.find(Dispute, call.id)))


def post_evidence(call: WireCall) -> Answer:
    """POST /v1/customer/disputes/{id}/provide-evidence: a form with the evidence as JSON, and its file."""
    parts = _read_form(call)
    wanted = check_fields(
        json.loads(bytes(parts["input"].get_payload(decode=True))), "evidences", needs="evidences"
    )
    for item in wanted["evidences"]:
        known = check_fields(item, "evidence_type evidence_info notes item_id", needs="evidence_type")
        if len(known.get("notes", "")) > LONGEST_NOTES:
            raise ApiError("NOTES_TOO_LONG")
    files = [part for name, part in parts.items() if name != "input"]
    if any(part.get_content_type() not in FILES for part in files):
        raise ApiError("UNSUPPORTED_MEDIA_TYPE")
    dispute = call.books.find(Dispute, call.id)
    try:
        answer_dispute(books=call.books, dispute=dispute, evidence={"OTHER": "given"}, submit=True)
    except ApiError as late:
        raise ApiError("ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE") from late
    return answer_json(status=200, body={"links": [_link(call.books, dispute, "self", "")]})


def _read_form(call: WireCall) -> dict[str, Message]:
    kind = call.request.headers.get("content-type", "")
    form = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + call.request.body)
    if not kind.startswith("multipart/form-data") or not form.is_multipart():
        raise ApiError("A form is expected.", code="parameter_invalid_form", status=400)
    parts = {
        str(part.get_param("name", header="content-disposition")): part
        for part in form.walk()
        if not part.is_multipart()
    }
    if "input" not in parts:
        raise ApiError("input", code="parameter_missing", status=400)
    return parts


def shape_dispute(books: Books, dispute: Dispute) -> Json:
    """A dispute with what moved for it."""
    intent = books.find(Intent, dispute.intent)
    money = shape_money(dispute.amount, dispute.currency)
    moves = [books.find(Transaction, number) for number in dispute.transactions]
    given = [{"evidence_type": kind, "source": "SUBMITTED_BY_SELLER"} for kind in dispute.evidence]
    shape: Json = {
        "dispute_id": dispute.id,
        "create_time": stamp(dispute.created),
        "update_time": stamp(books.at),
        "disputed_transactions": [
            {
                "seller_transaction_id": list_captures(books, intent)[0]["id"],
                "custom": intent.order,
                "gross_amount": shape_money(intent.captured, intent.currency),
            }
        ],
        "reason": REASONS[dispute.reason],
        "status": STATUSES[dispute.status],
        "dispute_state": "RESOLVED" if dispute.status in OUTCOMES else "REQUIRED_ACTION",
        "dispute_amount": money,
        "dispute_life_cycle_stage": "CHARGEBACK",
        "dispute_channel": "INTERNAL",
        "seller_response_due_date": stamp(dispute.due_by),
        "money_movements": [
            {
                "affected_party": "SELLER",
                "amount": shape_money(abs(move.amount), dispute.currency),
                "initiated_time": stamp(move.created),
                "type": DIRECTIONS[move.amount > 0],
                "reason": "DISPUTE_SETTLEMENT",
            }
            for move in moves
        ],
        "links": [_link(books, dispute, "self", "")],
    }
    if given:
        shape["evidences"] = given
    if dispute.status in OUTCOMES:
        shape["dispute_outcome"] = {"outcome_code": OUTCOMES[dispute.status]}
    elif dispute.status == "needs_response":
        shape["links"].append(_link(books, dispute, "provide_evidence", "/provide-evidence"))
    return shape


def _link(books: Books, dispute: Dispute, rel: str, more: str) -> Json:
    return {"href": f"{books.base_url}/v1/customer/disputes/{dispute.id}{more}", "rel": rel}


CALLS: dict[tuple[str, str], WirePerform] = {
    ("GET", "/v1/customer/disputes"): list_disputes,
    ("GET", "/v1/customer/disputes/{id}"): get_dispute,
    ("POST", "/v1/customer/disputes/{id}/provide-evidence"): post_evidence,
}
