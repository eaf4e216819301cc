"""Queue entry points of payments."""

from __future__ import annotations

from datetime import timedelta

from comptoir.core.actors import HOUSE
from comptoir.infra import clock
from comptoir.infra.queue import sweep, task
from comptoir.payments import queries, services


@task("payments.perform_effect")
def perform_effect(*, effect_id: int) -> None:
    """Carry out one capture, refund or void; an unreachable provider is tried again by the queue."""
    services.perform_effect(effect_id=effect_id, at=clock.now())


@sweep("payments.retry_effects", cron="*/1 * * * *", next_due=lambda: None)
def retry_effects() -> None:
    """Effects that were wanted and got no answer, in case their job was lost."""
    at = clock.now()
    for effect_id in queries.open_effects(before=at - timedelta(minutes=10)):
        services.perform_effect(effect_id=effect_id, at=at)


@sweep("payments.lapse_authorisations", cron="*/5 * * * *", next_due=queries.next_lapse_at)
def lapse_authorisations() -> None:
    """Authorisations whose time is over are looked at and written off."""
    at = clock.now()
    for payment_id in queries.lapsed_payments(at=at):
        services.lapse_payment(payment_id=payment_id, at=at)


@sweep("payments.seal_ledger", cron="30 * * * *", next_due=lambda: None)
def seal_ledger() -> None:
    """Chain what the ledger got since the last seal."""
    services.seal_ledger(at=clock.now())


@sweep("payments.close_days", cron="40 * * * *", next_due=lambda: None)
def close_days() -> None:
    """Close the days of the ledger that are over."""
    services.close_days(at=clock.now())


@sweep("payments.look_for_late", cron="*/15 * * * *", next_due=lambda: None)
def look_for_late() -> None:
    """Refunds that the provider paid after all while a transfer stands in their place."""
    services.look_for_all_late(at=clock.now())


@sweep("payments.find_disputes", cron="*/15 * * * *", next_due=lambda: None)
def find_disputes() -> None:
    """Disputes whose events were lost."""
    at = clock.now()
    services.find_disputes(since=queries.looked_for_since(at=at), actor=HOUSE, at=at)


@sweep("payments.lapse_credits", cron="*/10 * * * *", next_due=queries.next_lapse)
def lapse_credits() -> None:
    """What is left of credits whose last second is over is written off."""
    at = clock.now()
    while lots := queries.lots_over(at=at, limit=100):
        for lot_id in lots:
            services.lapse_credit(lot_id=lot_id, at=at)


@sweep("payments.warn_of_ends", cron="*/10 * * * *", next_due=queries.next_warning)
def warn_of_ends() -> None:
    """Holders are told a month before their credit ends."""
    at = clock.now()
    while lots := queries.lots_to_warn_of(at=at, limit=100):
        for lot_id in lots:
            services.warn_of_end(lot_id=lot_id, at=at)
