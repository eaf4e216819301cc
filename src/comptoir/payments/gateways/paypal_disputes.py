"""PayPal's disputes, in the house's words, and the paper that answers one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from comptoir.core.lifecycles import DisputeState
from comptoir.payments.gateways.base import DisputeReport
from comptoir.payments.gateways.paypal_orders import minor_of
from comptoir.payments.gateways.rest import Json, text_of

_NOTES = 2000
_FORM = "multipart/form-data; boundary=evidence-of-the-house"
_OUTCOMES = {
    "RESOLVED_SELLER_FAVOUR": DisputeState.WON,
    "CANCELED_BY_BUYER": DisputeState.WON,
    "DENIED": DisputeState.WON,
    "RESOLVED_WITH_PAYOUT": DisputeState.WON,  # PayPal pays the customer itself
    "RESOLVED_BUYER_FAVOUR": DisputeState.LOST,
    "ACCEPTED": DisputeState.LOST,
}


def captures_of(dispute: Mapping[str, Any]) -> list[str]:
    """The captures that a dispute is about."""
    return [text_of(row.get("seller_transaction_id")) for row in dispute.get("disputed_transactions") or ()]


def report_dispute(dispute: Json, *, order: str) -> DisputeReport:
    """A dispute of an order's payment."""
    moved = [row for row in dispute.get("money_movements") or () if row["affected_party"] == "SELLER"]
    taken, returned = (_sum(row for row in moved if row["type"] == type_) for type_ in ("DEBIT", "CREDIT"))
    due = dispute.get("seller_response_due_date")
    return DisputeReport(
        reference=dispute["dispute_id"],
        provider_ref=order,
        amount=minor_of(dispute["dispute_amount"]),
        currency=dispute["dispute_amount"]["currency_code"],
        reason=dispute["reason"].lower(),
        state=_state(dispute, kept=taken > returned),
        taken=taken,
        returned=returned,
        opened_at=datetime.fromisoformat(dispute["create_time"]),
        answer_by=datetime.fromisoformat(due) if due else None,
    )


def _sum(rows: Iterable[Json]) -> int:
    return sum(minor_of(row["amount"]) for row in rows)


def _state(dispute: Json, *, kept: bool) -> DisputeState:
    if dispute["status"] == "RESOLVED":
        code = text_of((dispute.get("dispute_outcome") or {}).get("outcome_code"))
        return _OUTCOMES.get(code, DisputeState.LOST if kept else DisputeState.WON)
    if dispute["status"] == "WAITING_FOR_SELLER_RESPONSE":
        return DisputeState.OPEN
    ours = [row for row in dispute.get("evidences") or () if row.get("source") == "SUBMITTED_BY_SELLER"]
    return DisputeState.ANSWERED if ours else DisputeState.OPEN


def shape_evidence(evidence: str, *, paper: bytes) -> tuple[str, bytes]:
    """The form that answers a dispute, with the kind of its content: the first words as notes, and all of them as a file."""
    wanted = {"evidences": [{"evidence_type": "OTHER", "notes": evidence[:_NOTES]}]}
    files: dict[str, tuple[str | None, bytes, str]] = {
        "input": (None, json.dumps(wanted).encode(), "application/json"),
        "evidence-file": ("evidence.pdf", paper, "application/pdf"),
    }
    form = httpx.Request("POST", "http://form", files=files, headers={"Content-Type": _FORM})
    return _FORM, form.read()


def next_page(found: Json) -> str:
    """The mark of the next page of a list, blank on the last."""
    links = [link["href"] for link in found.get("links") or () if link["rel"] == "next"]
    return parse_qs(urlsplit(links[0]).query)["next_page_token"][0] if links else ""
