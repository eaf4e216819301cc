"""The sweep of the warehouse."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.warehouse import queries, services


@sweep("warehouse.end_done", cron="* * * * *", next_due=lambda: None)
def end_done() -> None:
    """Preparations whose pieces were packed or called off elsewhere, or by a process that died, are over."""
    at = clock.now()
    for preparation in queries.open_preparations():
        services.end_done(preparation_id=preparation, at=at)
