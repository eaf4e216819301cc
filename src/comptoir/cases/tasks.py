"""Sweeps of the customer-service record."""

from __future__ import annotations

from comptoir.cases import services
from comptoir.core.actors import HOUSE
from comptoir.infra import clock
from comptoir.infra.queue import sweep


@sweep("cases.open_cases_for_trouble", cron="*/1 * * * *", next_due=lambda: None)
def open_cases_for_trouble() -> None:
    """What went wrong below is put before a person."""
    services.open_cases_for_trouble(actor=HOUSE, at=clock.now())


@sweep("cases.watch_promises", cron="5 * * * *", next_due=lambda: None)
def watch_promises() -> None:
    """What is late or silent is put before a person, before its customer asks."""
    services.watch_promises(actor=HOUSE, at=clock.now())


@sweep("cases.reconcile", cron="20 * * * *", next_due=lambda: None)
def reconcile() -> None:
    """The provider's report against our books, once a day."""
    services.reconcile_daily(actor=HOUSE, at=clock.now())


@sweep("cases.fetch_mail", cron="* * * * *", next_due=lambda: None)
def fetch_mail() -> None:
    """What came into the house's mailbox, where it has one."""
    services.fetch_mail(at=clock.now())
