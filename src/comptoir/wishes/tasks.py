"""Sweeps of the wishes."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.wishes import queries, services


@sweep("wishes.tell_alerts", cron="*/1 * * * *", next_due=lambda: None)
def tell_alerts() -> None:
    """Sizes that are back are told to those who wait for them (ACC-11)."""
    at = clock.now()
    for alert_id in queries.alerts_due(at=at)[:200]:
        services.tell_alert(alert_id=alert_id, at=at)


@sweep("wishes.forget_old", cron="7 * * * *", next_due=queries.next_end_at)
def forget_old() -> None:
    """Alerts and lists whose time is over are gone."""
    services.forget_old(at=clock.now())
