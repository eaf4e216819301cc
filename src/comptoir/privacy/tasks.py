"""Privacy's work in the background."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.privacy import queries, services


@sweep("privacy.expire", cron="41 2 * * *", next_due=lambda: None)
def expire() -> None:
    """What the table of terms says is over, goes."""
    services.expire(at=clock.now())


@sweep("privacy.go_on", cron="17 * * * *", next_due=lambda: None)
def go_on() -> None:
    """Erasures that waited for an order, a claim or a refund."""
    at = clock.now()
    for request_id in queries.erasures_under_way():
        services.go_on(request_id=request_id, at=at)
