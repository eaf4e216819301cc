"""A return on its way: sent, received, or cancelled while it is not (RET-10, RET-13, RET-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import HOUSE, Actor
from comptoir.core.calendar import not_after
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import (
    ACCEPTANCE,
    RECEPTION,
    RETURN,
    AcceptanceState,
    Event,
    ReceptionState,
    ReturnState,
    advance,
)
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.core.returns import can_cancel_return
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.returns import queries
from comptoir.returns.models import Return, ReturnPiece
from comptoir.returns.services.locking import lock_return, note_return
from comptoir.warehouse import queries as warehouse_queries
from comptoir.warehouse import services as warehouse


class CannotReceive(NotPossible):
    """These pieces cannot be taken in under this return, and why."""


class CannotCancelReturn(NotPossible):
    """The return cannot be cancelled, and why (RET-13)."""


@owns_transaction
def note_sent(*, return_id: UUID, at: datetime) -> bool:
    """The carrier has the parcel: the return is sent since its first scan. Whether it moved."""
    return mark_sent(parcel=lock_return(return_id=return_id), at=at)


@joins_transaction
def mark_sent(*, parcel: Return, at: datetime) -> bool:
    """Ask the carrier's scans whether the parcel was sent; whether the return moved."""
    if parcel.state != ReturnState.REGISTERED or parcel.label_id is None:
        return False
    first = fulfilment_queries.first_scan_at(label_id=parcel.label_id)
    if first is None:
        return False
    parcel.state = advance(RETURN, ReturnState.REGISTERED, Event.SEND)
    parcel.sent_at = first
    parcel.save(update_fields=["state", "sent_at"])
    note_return(parcel=parcel, verb="return_sent", actor=HOUSE, rule="RET-15", at=at)
    return True


@owns_transaction
def cancel_return(*, return_id: UUID, actor: Actor, at: datetime) -> None:
    """RET-13: an advisor cancels a return while it is unsent; its label is voided. Refusals: CannotCancelReturn."""
    parcel = lock_return(return_id=return_id)
    mark_sent(parcel=parcel, at=at)
    decision = can_cancel_return(state=ReturnState(parcel.state), basis=Basis(parcel.basis), actor=actor)
    if isinstance(decision, Refused):
        raise CannotCancelReturn(decision)
    parcel.state = advance(RETURN, ReturnState(parcel.state), Event.CANCEL)
    parcel.cancelled_at = at
    parcel.save(update_fields=["state", "cancelled_at"])
    if parcel.label is not None:
        fulfilment.give_back_label(label=parcel.label, at=at)
        if parcel.pickup and parcel.pickup["confirmation"]:
            fulfilment.call_off_pickup(label=parcel.label, confirmation=parcel.pickup["confirmation"])
    note_return(parcel=parcel, verb="return_cancelled", actor=actor, rule="RET-13", at=at)


@owns_transaction
def receive_return(
    *,
    return_id: UUID,
    pieces: Sequence[UUID],
    identities: Mapping[UUID, str] | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[UUID, ...]:
    """RET-10: these pieces of a return have come; the others may still be found until the last verdict.

    `identities` are those scanned on the garments. Returns the pieces for which another garment came than was sent:
    they wait for a person, as a parcel handed in too late does (RET-15). All or none. Refusals: CannotReceive.
    """
    parcel = lock_return(return_id=return_id)
    rows = {row.piece.public_id: row for row in queries.return_pieces(parcel=parcel)}
    if refusals := _refusals(parcel, rows, pieces):
        raise CannotReceive(*refusals)
    new = [rows[piece] for piece in dict.fromkeys(pieces) if rows[piece].reception == ReceptionState.EXPECTED]
    return take_in(parcel=parcel, rows=new, identities=identities or {}, actor=actor, at=at)


@joins_transaction
def take_in(
    *,
    parcel: Return,
    rows: Sequence[ReturnPiece],
    identities: Mapping[UUID, str],
    actor: Actor,
    at: datetime,
) -> tuple[UUID, ...]:
    """Expected pieces of a locked return are here; those for which another garment came are said."""
    if not rows:
        return ()
    mark_sent(parcel=parcel, at=at)
    if parcel.state != ReturnState.RECEIVED:
        parcel.state = advance(RETURN, ReturnState(parcel.state), Event.RECEIVE)
        parcel.received_at = at
        parcel.save(update_fields=["state", "received_at"])
    late = not not_after(parcel.sent_at or at, until=parcel.hand_in_by)
    others = _compare(rows, identities, at)
    for row in rows:
        row.reception = advance(RECEPTION, ReceptionState.EXPECTED, Event.RECEIVE)
        row.received_at = at
        if late or row in others:
            row.acceptance = advance(ACCEPTANCE, AcceptanceState(row.acceptance), Event.REFER)
            row.verdict_reason = Reason.OTHER_GARMENT if row in others else Reason.HANDED_IN_LATE
        row.save()
    data: dict[str, object] = {"pieces": [str(row.piece.public_id) for row in rows], "late": late}
    if others:
        data["other_garments"] = {str(row.piece.public_id): row.identity for row in others}
    note_return(parcel=parcel, verb="return_received", actor=actor, rule="RET-10", data=data, at=at)
    return tuple(row.piece.public_id for row in others)


def _compare(rows: Sequence[ReturnPiece], scanned: Mapping[UUID, str], at: datetime) -> list[ReturnPiece]:
    """The pieces for which another garment came than was scanned out; the garments of the others are here again."""
    sent = warehouse_queries.identities_of(pieces=[row.piece.public_id for row in rows])
    others = []
    for row in rows:
        piece = row.piece.public_id
        row.identity = scanned.get(piece, "")
        if row.identity and row.identity != sent.get(piece, row.identity):
            others.append(row)
        else:
            warehouse.note_back(piece=piece, at=at)
    return others


def _refusals(parcel: Return, rows: dict[UUID, ReturnPiece], pieces: Sequence[UUID]) -> list[Refused]:
    if not pieces:
        return [Refused(rule="RET-10", reason=Reason.NOTHING_CHOSEN, field="pieces")]
    strays = [place for place, piece in enumerate(pieces) if piece not in rows]
    if strays:
        return [
            Refused(rule="RET-10", reason=Reason.NOT_EXPECTED, field=f"pieces.{place}") for place in strays
        ]
    again = all(rows[piece].reception == ReceptionState.RECEIVED for piece in pieces)
    if parcel.state not in queries.OPEN and not again:
        return [Refused(rule="RET-10", reason=Reason.RETURN_NOT_OPEN)]
    return []
