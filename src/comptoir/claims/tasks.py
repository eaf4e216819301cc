"""The sweeps of claims."""

from __future__ import annotations

from comptoir.claims import queries, services
from comptoir.infra import clock
from comptoir.infra.queue import sweep


@sweep("claims.open_for_carrier", cron="* * * * * */20", next_due=lambda: None)
def open_for_carrier() -> None:
    """What the carrier reports lost or damaged becomes a claim."""
    at = clock.now()
    for parcel_id, kind in queries.unclaimed_troubles():
        services.open_for_carrier(parcel_id=parcel_id, kind=kind, at=at)


@sweep("claims.forget_drafts", cron="25 * * * *", next_due=lambda: None)
def forget_drafts() -> None:
    """Photographs of forms that were never finished go after a day."""
    services.forget_drafts(at=clock.now())
