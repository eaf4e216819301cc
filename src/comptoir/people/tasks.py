"""Sweeps of people."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.people import queries, services


@sweep("people.forget_old", cron="17 * * * *", next_due=queries.next_proof_over)
def forget_old() -> None:
    """Codes, links and sessions whose time is over are gone."""
    services.forget_old(real_at=clock.real_now(), at=clock.now())
