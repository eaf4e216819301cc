"""The calls about disputes and the balance, and the controls by which a test plays the bank."""

import json

from standins.control import read_object
from standins.payment import shapes
from standins.payment.books import Books
from standins.payment.calls import Call
from standins.payment.dispute_shapes import shape_dispute, shape_transaction
from standins.payment.disputes import (
    ANSWER_TIME,
    REASONS,
    answer_dispute,
    decide_dispute,
    open_dispute,
    report_fraud,
)
from standins.payment.errors import ApiError
from standins.payment.list_calls import answer_list
from standins.payment.records import Dispute, Intent, Refund, Session, Transaction, load_record
from standins.server import Answer, Json, Request, answer_json


def get_dispute(call: Call) -> Answer:
    """GET /v1/disputes/{id}."""
    dispute = call.books.find(Dispute, call.ids[0])
    return answer_json(status=200, body=_shape(call, dispute, "charge"))


def list_disputes(call: Call) -> Answer:
    """GET /v1/disputes, of one payment where asked."""
    owner = call.params.text("payment_intent")

    def shape(body: str) -> Json:
        return _shape(call, load_record(Dispute, body), "data.charge")

    return answer_list(call, kind="dispute", owners=[owner] if owner else None, shape=shape)


def post_dispute(call: Call) -> Answer:
    """POST /v1/disputes/{id}: evidence, and with `submit` the end of it."""
    call.params.refuse_unknown("evidence expand metadata submit")
    dispute = answer_dispute(
        books=call.books,
        dispute=call.books.find(Dispute, call.ids[0]),
        evidence=call.params.mapping("evidence"),
        submit=call.params.flag("submit", default=True),
    )
    return answer_json(status=200, body=shape_dispute(dispute))


def _shape(call: Call, dispute: Dispute, name: str) -> Json:
    """The dispute, with its charge where that is expanded."""
    wanted = shapes.expand_under(call.expand, name) is not None
    charge = shapes.shape_charge(call.books.find_intent_of(dispute.charge)) if wanted else None
    return shape_dispute(dispute, charge=charge)


def list_transactions(call: Call) -> Answer:
    """GET /v1/balance_transactions, of one source where asked; `data.source` expands."""
    source = call.params.text("source")
    expanded = shapes.expand_under(call.expand, "data.source") is not None

    def shape(body: str) -> Json:
        transaction = load_record(Transaction, body)
        found = _source(call.books, transaction) if expanded else transaction.source
        return shape_transaction(transaction, source=found)

    return answer_list(call, kind="balance_transaction", owners=[source] if source else None, shape=shape)


def _source(books: Books, transaction: Transaction) -> Json:
    match transaction.kind:
        case "capture":
            return shapes.shape_charge(books.find_intent_of(transaction.source))
        case "refund":
            return shapes.shape_refund(books.find(Refund, transaction.source))
        case _:
            return shape_dispute(books.find(Dispute, transaction.source))


def play_bank(books: Books, request: Request) -> Answer:
    """POST /_control/disputes: open one on a `payment_intent`, decide the `dispute` named as `outcome` won or lost, or
    report the payment named as `fraud_report` for fraud."""
    try:
        wanted = read_object(request)
        if "fraud_report" in wanted:
            warned = report_fraud(books=books, intent=books.find(Intent, str(wanted["fraud_report"])))
            return answer_json(status=200, body=warned)
        if "dispute" in wanted:
            dispute = decide_dispute(
                books=books, dispute=books.find(Dispute, str(wanted["dispute"])), won=_read_outcome(wanted)
            )
        else:
            dispute = open_dispute(
                books=books,
                intent=_find_payment(books, str(wanted["payment_intent"])),
                amount=None if wanted.get("amount") is None else int(wanted["amount"]),
                reason=_read_reason(wanted),
                answer_time=int(wanted.get("answer_time", ANSWER_TIME)),
            )
    except ApiError as error:
        return error.answer
    except (KeyError, TypeError, ValueError, json.JSONDecodeError) as error:
        return answer_json(status=400, body={"error": str(error)})
    return answer_json(status=200, body=shape_dispute(dispute))


def _find_payment(books: Books, reference: str) -> Intent:
    """A payment by its own id, or by the order that another provider knows it by."""
    try:
        return books.find(Intent, reference)
    except ApiError:
        return books.find(Intent, books.find(Session, reference).intent or "")


def _read_outcome(wanted: Json) -> bool:
    if wanted.get("outcome") not in ("won", "lost"):
        raise ValueError("outcome is won or lost.")
    return bool(wanted["outcome"] == "won")


def _read_reason(wanted: Json) -> str:
    reason = str(wanted.get("reason", "fraudulent"))
    if reason not in REASONS:
        raise ValueError(f"reason is one of {', '.join(REASONS)}.")
    return reason
