"""Garments with an identity: a serial or the id of a label, out with one piece at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.infra.db import joins_transaction
from comptoir.warehouse import queries
from comptoir.warehouse.models import PreparedPiece


@joins_transaction
def note_back(*, piece: UUID, at: datetime | None) -> None:
    """The garment of a piece is here again, and its identity may go out with another; at no time: it is still out."""
    sent = PreparedPiece.objects.filter(piece=piece).exclude(identity="")
    (sent.filter(back_at__isnull=True) if at else sent).update(back_at=at)


@joins_transaction
def take_identity(*, row: PreparedPiece, identity: str, at: datetime) -> PreparedPiece | None:
    """A garment goes out with this piece; returns the piece with which it is out already, and then nothing is kept."""
    holder = queries.holder_of(identity=identity)
    if holder and holder.piece != row.piece:
        if queries.is_out(row=holder):
            return holder
        note_back(piece=holder.piece, at=at)
    note_back(piece=row.piece, at=at)
    row.identity, row.back_at = identity, None
    row.save(update_fields=["identity", "back_at"])
    return None
