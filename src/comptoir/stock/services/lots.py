"""Lots: named on a delivery before it is booked. They do not split the levels: what is counted is counted by SKU."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.stock import queries
from comptoir.stock.models import Lot


class CannotNameLot(NotPossible):
    """There is no such delivery, or nothing of the style in it; it is booked, or the code is blank. Nothing was changed."""


@owns_transaction
def name_lot(
    *,
    consignment_id: UUID,
    style: str,
    code: str,
    made_on: date | None = None,
    made_in: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """The pieces of a style in this delivery are of one lot, the supplier's `code`; returns the lot's id. CLM-06.

    Named again, the pieces are of the other lot; what was said of a known lot is kept where nothing is said now. Refused
    with CannotNameLot once anything is booked: what moved is of the lot that it came with. Another lot is another delivery.
    """
    row = queries.lock_consignment(consignment_id=consignment_id)
    if row is None or row.origin_id is not None:
        raise CannotNameLot(Refused(rule=None, reason=Reason.NOT_FOUND))
    if row.is_over or row.bookings:
        raise CannotNameLot(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
    called = code.strip().upper()[:40]
    if not called:
        raise CannotNameLot(Refused(rule=None, reason=Reason.FIELD_MISSING, field="lot"))
    lines = row.lines.filter(sku__startswith=f"{style}-")
    if not lines.exists():
        raise CannotNameLot(Refused(rule=None, reason=Reason.NOTHING_CHOSEN, field="style"))
    lot, _made = Lot.objects.get_or_create(style=style, code=called, defaults={"named_at": at})
    lot.made_on, lot.made_in = made_on or lot.made_on, made_in.strip()[:60] or lot.made_in
    lot.save(update_fields=["made_on", "made_in"])
    lines.update(lot=lot)
    data: dict[str, object] = {"style": style, "lot": called}
    record(
        verb="lot_named", subject_kind="consignment", subject_id=row.public_id, actor=actor, data=data, at=at
    )
    return lot.pk
