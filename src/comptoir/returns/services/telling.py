"""The mails of a return: registered with its label, confirmed with the verdicts (RET-08, RET-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from comptoir.core.numbers import show_number
from comptoir.fulfilment import services as fulfilment
from comptoir.fulfilment.services import DropoffPoint
from comptoir.infra.db import joins_transaction
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.returns.models import HeldPiece, Return
from comptoir.returns.services.locking import view_or_refuse

if TYPE_CHECKING:
    from comptoir.orders.models import Piece


@joins_transaction
def tell_registered(*, parcel: Return, points: Sequence[DropoffPoint], at: datetime) -> None:
    """RET-08: the label to print, what to do with it, and where to hand the parcel in."""
    nearby = [{"name": p.name, "address": p.address, "distance_m": p.distance_m} for p in points]
    attachments = []
    if parcel.label is not None and parcel.label.digest:
        name = f"{show_number(parcel.number)}.pdf"
        attachments = [{"name": name, "type": "application/pdf", "digest": parcel.label.digest}]
    _tell(
        parcel,
        kind="return_registered",
        key=f"return_registered:{parcel.public_id}",
        facts={"return": {**return_facts(parcel=parcel), "dropoff_points": nearby}},
        attachments=attachments,
        at=at,
    )


@joins_transaction
def tell_confirmed(
    *,
    parcel: Return,
    accepted: Sequence[Piece],
    refused: Sequence[tuple[Piece, str]],
    amount: int,
    at: datetime,
) -> None:
    """RET-11, RET-06: which pieces are accepted and what goes back for them by when; which are refused, and why."""
    said = [*accepted, *(piece for piece, _ in refused)]
    _tell(
        parcel,
        kind="return_confirmed",
        key=f"return_confirmed:{parcel.public_id}:{min(str(piece.public_id) for piece in said)}",
        facts={
            "return": return_facts(parcel=parcel),
            "accepted": orders.line_summaries(accepted),
            "refused": [
                {"line": orders.line_summaries([piece])[0], "reason": reason} for piece, reason in refused
            ],
            "refund_by": parcel.refund_by.isoformat() if parcel.refund_by and accepted else None,
            "amount": amount,
            "statement_url": f"{orders.link_for(parcel.order)}return/{parcel.number}/refund/",
            "choose_by": _choose_by(parcel).isoformat() if refused else None,
            "choose_url": choose_url(parcel=parcel) if refused else "",
        },
        attachments=[],
        at=at,
    )


@joins_transaction
def tell_held(*, parcel: Return, piece: Piece, reason: str, choose_by: datetime, at: datetime) -> None:
    """RET-06: a refused piece still waits for its customer's choice."""
    _tell(
        parcel,
        kind="return_waits",
        key=f"return_waits:{parcel.public_id}:{piece.public_id}",
        facts={
            "return": return_facts(parcel=parcel),
            "line": orders.line_summaries([piece])[0],
            "reason": reason,
            "choose_by": choose_by.isoformat(),
            "choose_url": choose_url(parcel=parcel),
        },
        attachments=[],
        at=at,
    )


@joins_transaction
def tell_sent_back(*, parcel: Return, held: HeldPiece, at: datetime) -> None:
    """RET-06: a refused piece has left for its customer, under the carrier's number."""
    piece = held.row.piece
    _tell(
        parcel,
        kind="return_sent_back",
        key=f"return_sent_back:{parcel.public_id}:{piece.public_id}",
        facts={
            "return": return_facts(parcel=parcel),
            "line": orders.line_summaries([piece])[0],
            "tracking_number": held.reference,
            "tracking_url": held.label.tracking_url if held.label else "",
        },
        attachments=[],
        at=at,
    )


def choose_url(*, parcel: Return) -> str:
    """The private page on which a customer says what becomes of refused pieces."""
    return f"{orders.link_for(parcel.order)}return/{parcel.number}/refused/"


def _choose_by(parcel: Return) -> datetime:
    rows = HeldPiece.objects.filter(row__parcel=parcel, settled_at__isnull=True)
    return rows.order_by("-choose_by").values_list("choose_by", flat=True)[0]


def return_facts(*, parcel: Return) -> dict[str, object]:
    """A return as mails show it."""
    view = view_or_refuse(return_id=parcel.public_id)
    pieces = orders.pieces_by_ids(public_ids=[piece.id for piece in view.pieces])
    return {
        "number": show_number(view.number),
        "lines": orders.line_summaries(pieces),
        "hand_in_by": view.hand_in_by.isoformat(),
        "refund_amount": view.refund_amount,
        "refund_method": view.refund_method,
        "label_url": view.label_url,
        "dropoff_url": fulfilment.points_page(order_number=view.order_number),
        "statutory": view.basis == "statutory_withdrawal",
    }


def _tell(
    parcel: Return,
    *,
    kind: str,
    key: str,
    facts: dict[str, object],
    attachments: list[dict[str, str]],
    at: datetime,
) -> None:
    order = parcel.order
    party = orders.delivery_party(order_id=order.pk)
    if party is None:
        return
    notices.send(
        kind=kind,
        to=party.email,
        language=order.language,
        country=order.country,
        key=key,
        facts={"order": orders.summary_of(order=order), **facts},
        order_number=order.number,
        attachments=attachments,
        at=at,
    )
