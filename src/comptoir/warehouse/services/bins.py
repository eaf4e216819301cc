"""Where pieces lie in a warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.stock import queries as stock
from comptoir.warehouse.models import Bin


class CannotPlace(NotPossible):
    """A SKU is not known, or the place does not ship; nothing was changed."""


@owns_transaction
def place_bins(*, location: str, bins: Mapping[str, str], actor: Actor, at: datetime) -> int:
    """SKUs lie in these bins from now on; a blank bin forgets one. Returns how many. Refusals: CannotPlace."""
    if location not in stock.shipping_locations():
        raise CannotPlace(Refused(rule=None, reason=Reason.NOT_FOUND, field="location"))
    known = stock.levels(skus=bins)
    wrong = [sku for sku, places in known.items() if not places]
    if wrong:
        raise CannotPlace(
            *(Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),)) for sku in wrong[:20])
        )
    Bin.objects.filter(location=location, sku__in=bins).delete()
    Bin.objects.bulk_create(
        [Bin(sku=sku, location=location, code=code.upper()[:20]) for sku, code in bins.items() if code]
    )
    record(
        verb="bins_placed",
        subject_kind="location",
        subject_id=location,
        actor=actor,
        data={"skus": len(bins)},
        at=at,
    )
    return len(bins)
