"""Adyen's Disputes API on the same books: reasons, papers, the defence; and what its notifications say of a dispute."""

import base64
import binascii
from dataclasses import replace
from datetime import UTC, datetime

from standins.payment.books import Books
from standins.payment.disputes import answer_dispute
from standins.payment.errors import ApiError
from standins.payment.records import Dispute
from standins.payment.wires import WireCall, WirePerform, check_fields
from standins.server import Answer, Json, answer_json

PLACE = "/ca/services/DisputeService/v30"
PAPER = "DefenseMaterial"
REASON = "GoodsOrServicesProvided"
KINDS = ("application/pdf", "image/jpeg", "image/tiff")
CODES = {
    "dispute_opened": "NOTIFICATION_OF_CHARGEBACK",
    "dispute": "CHARGEBACK",
    "dispute_answered": "INFORMATION_SUPPLIED",
    "dispute_reversal": "CHARGEBACK_REVERSED",
    "dispute_won": "ISSUER_RESPONSE_TIMEFRAME_EXPIRED",
    "dispute_lost": "DISPUTE_DEFENSE_PERIOD_ENDED",
}


def post_reasons(call: WireCall) -> Answer:
    """POST retrieveApplicableDefenseReasons: one that wants more papers than one, and one that wants one."""
    dispute = _find(call, "")
    papers = [("Receipt", "Required"), ("ProofOfCardPresence", "Required")], [(PAPER, "Required")]
    reasons = [
        {
            "defenseReasonCode": code,
            "satisfied": False,
            "defenseDocumentTypes": [
                {"available": False, "defenseDocumentTypeCode": kind, "requirementLevel": level}
                for kind, level in wanted
            ],
        }
        for code, wanted in zip(("CardPresentFraud", REASON), papers, strict=True)
    ]
    return _answer({"defenseReasons": reasons if _is_open(call, dispute) else []})


def post_papers(call: WireCall) -> Answer:
    """POST supplyDefenseDocument."""
    dispute = _find(call, "defenseDocuments")
    kept = dict(dispute.evidence)
    for paper in call.body("defenseDocuments disputePspReference merchantAccountCode")["defenseDocuments"]:
        known = check_fields(
            paper,
            "content contentType defenseDocumentTypeCode",
            needs="content contentType defenseDocumentTypeCode",
        )
        if known["contentType"] not in KINDS:
            return _refuse("Content type not supported")
        try:
            base64.b64decode(known["content"], validate=True)
        except binascii.Error:
            return _refuse("Content is not base64 encoded")
        kept[known["defenseDocumentTypeCode"]] = known["content"]
    if not _is_open(call, dispute):
        return _refuse("Dispute is not defendable")
    call.books.save_dispute(replace(dispute, evidence=kept))
    return _answer({})


def post_defence(call: WireCall) -> Answer:
    """POST defendDispute: with the papers that the reason wants, in time, once."""
    dispute = _find(call, "defenseReasonCode")
    if call.body("defenseReasonCode disputePspReference merchantAccountCode")["defenseReasonCode"] != REASON:
        return _refuse("Defense reason is not applicable")
    if PAPER not in dispute.evidence:
        return _refuse("Required defense documents are missing")
    try:
        answer_dispute(books=call.books, dispute=dispute, evidence={}, submit=True)
    except ApiError as late:
        return _refuse(str(late))
    return _answer({})


def _find(call: WireCall, more: str) -> Dispute:
    known = f"disputePspReference merchantAccountCode {more}"
    return call.books.find(Dispute, call.body(known, needs=known)["disputePspReference"])


def _is_open(call: WireCall, dispute: Dispute) -> bool:
    return dispute.status == "needs_response" and call.books.at <= dispute.due_by


def _answer(more: Json) -> Answer:
    return answer_json(status=200, body={**more, "disputeServiceResult": {"success": True}})


def _refuse(why: str) -> Answer:
    body = {"disputeServiceResult": {"success": False, "errorMessage": why}}
    return answer_json(status=200, body=body)


def read_code(books: Books, happened: str) -> str:
    """The code of what happened to a dispute: the second time it is asked back has its own."""
    again = happened == "dispute" and books.find(Dispute, books.reference).submissions
    return "SECOND_CHARGEBACK" if again else CODES[happened]


def describe(books: Books) -> Json:
    """What a notification adds of its dispute."""
    dispute = books.find(Dispute, books.reference)
    ends = datetime.fromtimestamp(dispute.due_by, UTC).isoformat()
    return {
        "chargebackReasonCode": dispute.reason,
        "chargebackSchemeCode": "visa",
        "defendable": "true",
        "defensePeriodEndsAt": ends,
    }


CALLS: dict[tuple[str, str], WirePerform] = {
    ("POST", f"{PLACE}/retrieveApplicableDefenseReasons"): post_reasons,
    ("POST", f"{PLACE}/supplyDefenseDocument"): post_papers,
    ("POST", f"{PLACE}/defendDispute"): post_defence,
}
