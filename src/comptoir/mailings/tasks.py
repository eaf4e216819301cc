"""Queue entry points of the letters of the newsletter."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.mailings import queries, services


@sweep("mailings.hand_over_lots", cron="* * * * * */20", next_due=queries.next_lot_at)
def hand_over_lots() -> None:
    """Every letter under way goes to its next readers."""
    at = clock.now()
    for public_id in queries.mailings_going():
        services.hand_over_lot(public_id=public_id, at=at)
