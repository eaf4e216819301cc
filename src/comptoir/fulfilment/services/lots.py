"""Which lot a piece that leaves is of: known, or not said (CLM-06). Never guessed by the order in which lots came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.fulfilment.models import ParcelPiece
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.orders import queries as orders
from comptoir.stock import queries as stock

if TYPE_CHECKING:
    from comptoir.orders.models import Piece


class CannotReadLot(NotPossible):
    """The piece never left, its style has no such lot, or it is known to be of another one."""


@joins_transaction
def lots_leaving(*, pieces: Sequence[Piece], read: Mapping[UUID, str]) -> dict[int, int]:
    """The lots of pieces that are packed, by the piece's key: what was read off labels, or the only one it can be.

    Refusals: CannotReadLot.
    """
    sure = stock.sure_lots(pieces=[piece.public_id for piece in pieces if not read.get(piece.public_id)])
    found: dict[int, int] = {}
    for piece in pieces:
        code = read.get(piece.public_id)
        lot = _lot(piece, code) if code else sure.get(piece.public_id)
        if lot is not None:
            found[piece.pk] = lot
    return found


@owns_transaction
def read_lot(*, order_number: str, piece: UUID, code: str, actor: Actor, at: datetime) -> None:
    """The label of a piece that left was read again, at the dock or on a photograph. Read alike again, nothing happens.

    Refused with CannotReadLot where its lot is known and another: whose piece it is would be a question, not a figure.
    """
    orders.lock_order(number=order_number)
    rows = ParcelPiece.objects.filter(
        piece__public_id=piece, parcel__order__number=order_number, unpacked_at__isnull=True
    )
    row = rows.select_related("piece").first()
    if row is None:
        raise CannotReadLot(Refused(rule=None, reason=Reason.NOT_FOUND, field="lot"))
    lot = _lot(row.piece, code)
    if row.lot_id == lot:
        return
    if row.lot_id is not None:
        raise CannotReadLot(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE, field="lot"))
    row.lot_id = lot
    row.save(update_fields=["lot"])
    record(
        verb="lot_read",
        subject_kind="piece",
        subject_id=piece,
        order_number=order_number,
        actor=actor,
        data={"lot": code},
        at=at,
    )


def _lot(piece: Piece, code: str) -> int:
    known = stock.lot_named(style=piece.style, code=code.strip().upper().removeprefix("LOT-"))
    if known is None:
        raise CannotReadLot(Refused(rule=None, reason=Reason.NOT_FOUND, field="lot"))
    return known.id
