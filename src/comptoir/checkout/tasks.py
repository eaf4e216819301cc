"""Queue entry points of checkout."""

from __future__ import annotations

from datetime import timedelta

from comptoir.checkout import queries, services
from comptoir.core.actors import HOUSE
from comptoir.infra import clock
from comptoir.infra.queue import sweep, task

_PATIENCE = timedelta(seconds=90)  # how long browser and event have before the poller looks by itself


@task("checkout.settle_event")
def settle_event(*, event_id: int) -> None:
    """Settle what the payment provider told."""
    services.settle_event(event_id=event_id, at=clock.now())


@sweep("checkout.settle_attempts", cron="*/1 * * * *", next_due=lambda: None)
def settle_attempts() -> None:
    """Payments begun and not heard of: the provider is asked (C-12)."""
    at = clock.now()
    for number in queries.open_attempts(before=at - _PATIENCE):
        services.settle_order(order_number=number, actor=HOUSE, at=at)


@sweep("checkout.expire_orders", cron="*/1 * * * *", next_due=queries.next_expiry_at)
def expire_orders() -> None:
    """Orders whose time to pay is over."""
    at = clock.now()
    for number in queries.overdue_orders(at=at):
        services.expire_order(order_number=number, actor=HOUSE, at=at)
