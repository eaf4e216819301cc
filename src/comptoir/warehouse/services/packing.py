"""From the bench to the carrier: a checked order becomes a parcel; what is not there is reported (PAY-06)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.warehouse import queries
from comptoir.warehouse.models import Preparation, PreparedPiece
from comptoir.warehouse.services.waves import end_if_done


class CannotFinish(NotPossible):
    """There is no such preparation, or not every piece of it was checked."""


@spans_transactions
def pack_preparation(
    *, preparation_id: int, actor: Actor, at: datetime
) -> fulfilment_queries.ParcelView | None:
    """Every piece of the order was checked: into a parcel, with its label. Asked again, the parcel that there is.

    None where nothing is left to pack. Refusals: CannotFinish, CannotPack.
    """
    preparation = Preparation.objects.filter(pk=preparation_id).first()
    if preparation is None:
        raise CannotFinish(Refused(rule=None, reason=Reason.NOT_FOUND))
    rows = list(PreparedPiece.objects.filter(preparation=preparation, ended_at__isnull=True))
    live = queries.live_pieces(rows=rows)
    waiting = [row for row in rows if row.piece in live]
    if any(row.checked_at is None for row in waiting):
        raise CannotFinish(Refused(rule=None, reason=Reason.NOTHING_CHOSEN))
    if waiting:
        fulfilment.pack_parcel(
            order_number=preparation.order_number,
            pieces=[row.piece for row in waiting],
            actor=actor,
            at=at,
        )
    with one_transaction():
        end_if_done(preparation_id=preparation.pk, at=at)
    pieces = set(preparation.pieces.values_list("piece", flat=True))
    parcels = fulfilment_queries.parcels_of(order_number=preparation.order_number)
    return next((parcel for parcel in reversed(parcels) if pieces & set(parcel.pieces)), None)


@spans_transactions
def report_missing(*, piece: UUID, actor: Actor, at: datetime) -> int:
    """PAY-06: a piece of a wave is not there. Returns what is refunded. Refusals: CannotFinish, CannotBeShort."""
    rows = PreparedPiece.objects.filter(piece=piece, ended_at__isnull=True)
    row = rows.select_related("preparation").first()
    if row is None:
        raise CannotFinish(Refused(rule=None, reason=Reason.NOT_FOUND))
    refunded = fulfilment.report_shortage(
        order_number=row.preparation.order_number, pieces=[piece], actor=actor, at=at
    )
    with one_transaction():
        end_if_done(preparation_id=row.preparation_id, at=at)
    return refunded
