"""From the bench to the carrier: a checked order becomes a parcel; what is not there is reported (PAY-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.packaging import weight_fits
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders
from comptoir.warehouse import queries
from comptoir.warehouse.models import Preparation, PreparedPiece
from comptoir.warehouse.services.waves import end_if_done, reopen


class CannotFinish(NotPossible):
    """There is no such preparation, not every piece of it was checked, or its weight is to be confirmed."""


@spans_transactions
def pack_preparation(
    *,
    preparation_id: int,
    weighed_g: int | None = None,
    sure: bool = False,
    actor: Actor,
    at: datetime,
) -> fulfilment_queries.ParcelView | None:
    """Every piece of the order was checked: into a parcel, with its label. Asked again, the parcel that there is.

    `weighed_g` is what the scales say; a weight that the pieces cannot have is kept where somebody is `sure`.
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
        pieces = [row.piece for row in waiting]
        if weighed_g is not None and not sure:
            _doubt_weight(pieces, weighed_g)
        fulfilment.pack_parcel(
            order_number=preparation.order_number,
            pieces=pieces,
            weighed_g=weighed_g,
            lots={row.piece: row.lot for row in waiting if row.lot},
            actor=actor,
            at=at,
        )
    with one_transaction():
        end_if_done(preparation_id=preparation.pk, at=at)
    return queries.packed_of(preparation_id=preparation.pk)


def _doubt_weight(pieces: Sequence[UUID], weighed_g: int) -> None:
    known = sum(piece.weight_g for piece in orders.pieces_by_ids(public_ids=pieces))
    if not weight_fits(weighed_g=weighed_g, pieces_g=known):
        values = (("weighed", weighed_g), ("pieces", known))
        raise CannotFinish(Refused(rule=None, reason=Reason.WEIGHT_DOUBTED, values=values))


@spans_transactions
def unpack_preparation(*, preparation_id: int, actor: Actor, at: datetime) -> None:
    """The parcel is taken apart and its label void; its pieces are on the bench again. Asked again, nothing more happens.

    Refusals: CannotUnpack.
    """
    parcel = queries.packed_of(preparation_id=preparation_id)
    if parcel is None:
        return
    fulfilment.unpack_parcel(parcel_id=parcel.id, actor=actor, reason="bench", at=at)
    with one_transaction():
        reopen(preparation_id=preparation_id, pieces=parcel.pieces)


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
