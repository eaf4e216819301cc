"""Sweeps of the markets."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.markets import services


@sweep("markets.refresh_rates", cron="30 16 * * *", next_due=lambda: None)
def refresh_rates() -> None:
    """The reference rates of the day, for proposing prices."""
    services.refresh_rates(at=clock.now())
