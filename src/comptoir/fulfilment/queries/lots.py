"""Reads of the lots that pieces left with."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from comptoir.fulfilment.models import ParcelPiece


def lots_sent(*, pieces: Collection[UUID]) -> dict[UUID, int | None]:
    """The lot of each of these pieces that is in a parcel; None where it is not known."""
    rows = ParcelPiece.objects.filter(piece__public_id__in=pieces, unpacked_at__isnull=True)
    return dict(rows.values_list("piece__public_id", "lot"))
