"""An order as JSON."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from comptoir.api import schemas as s
from comptoir.api.words import answer_out
from comptoir.cases.queries import OrderView, PieceView
from comptoir.core.decisions import Allowed, Decision
from comptoir.core.numbers import show_number
from comptoir.fulfilment.queries import ParcelView
from comptoir.journal.queries import JournalEntry
from comptoir.returns.queries import ReturnView


def order_out(view: OrderView) -> s.OrderOut:
    """What a shopper, or a program of theirs, reads of an order."""
    return s.OrderOut.model_validate(_fields(view))


def desk_order_out(view: OrderView, timeline: tuple[JournalEntry, ...]) -> s.DeskOrderOut:
    """What staff read of an order, with its timeline."""
    return s.DeskOrderOut.model_validate(
        {
            **_fields(view),
            "token": view.token,
            "link": view.link,
            "email": view.email,
            "timeline": [timeline_out(entry) for entry in timeline],
        }
    )


def timeline_out(entry: JournalEntry) -> s.TimelineOut:
    """One thing that happened."""
    return s.TimelineOut(
        id=str(entry.id),
        at=entry.at,
        verb=entry.verb,
        actor=f"{entry.actor_kind}:{entry.actor_id}",
        role=entry.actor_role,
        subject=f"{entry.subject_kind}:{entry.subject_id}",
        rule=entry.rule,
        reason=entry.reason,
        data=entry.data,
    )


def _fields(view: OrderView) -> dict[str, object]:
    return {
        "number": show_number(view.number),
        "status": view.state,
        "held": view.held,
        "currency": view.currency,
        "total": view.total,
        "placed_at": view.placed_at,
        "policy_version": view.policy_version,
        "delivery": cast(dict[str, object], view.summary["delivery"]),
        "pieces": [
            {
                "id": str(piece.id),
                "sku": piece.sku,
                "reference": piece.reference,
                "name": piece.name,
                "paid": piece.paid,
                "state": piece.state,
            }
            for piece in view.pieces
        ],
        "payments": [
            {
                "method": paid.method,
                "state": paid.state,
                "authorised": paid.authorised,
                "captured": paid.captured,
                "refunded": paid.refunded,
            }
            for paid in view.payments
        ],
        "parcels": [parcel_out(parcel) for parcel in view.parcels],
        "returns": [return_out(known) for known in view.returns],
        "documents": [{"kind": d.kind, "number": d.number, "url": d.url} for d in view.documents],
        "can": can_out(view),
    }


def can_out(view: OrderView) -> dict[str, object]:
    """What can be done with an order now."""
    return {
        "cancel": {**answer_out(view.can.cancel), "how": _how(view.can.cancel)},
        "withdraw": answer_out(view.can.withdraw),
        "pieces": [_piece_answers(piece) for piece in view.pieces],
    }


def _piece_answers(piece: PieceView) -> dict[str, object]:
    return {"id": str(piece.id), "return": answer_out(piece.can_return), "claim": answer_out(piece.can_claim)}


def _how(decision: Decision) -> str | None:
    return str(dict(decision.values).get("how")) if isinstance(decision, Allowed) else None


def parcel_out(parcel: ParcelView) -> dict[str, object]:
    """A parcel as JSON."""
    return {
        "id": str(parcel.id),
        "number": parcel.number,
        "state": parcel.state,
        "tracking_url": parcel.tracking_url,
        "pieces": [str(piece) for piece in parcel.pieces],
        "label_url": parcel.label_url or None,
    }


def return_out(known: ReturnView) -> dict[str, object]:
    """A return as JSON."""
    return {
        "id": str(known.id),
        "number": known.number,
        "status": known.state,
        "basis": known.basis,
        "hand_in_by": known.hand_in_by.astimezone(ZoneInfo(known.zone)),
        "refund_by": known.refund_by and known.refund_by.astimezone(ZoneInfo(known.zone)),
        "pieces": [
            {
                "id": str(piece.id),
                "reception": piece.reception,
                "acceptance": piece.acceptance,
                "reason": piece.verdict_reason,
                "refund": piece.refund,
            }
            for piece in known.pieces
        ],
    }
