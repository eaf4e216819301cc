"""Queue entry points of returns, and its sweeps: what the apps below did is asked for, never told."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep, task
from comptoir.returns import queries, services


@task("returns.act_on_withdrawal")
def act_on_withdrawal(*, withdrawal_id: int) -> None:
    """Do what follows from a statement of withdrawal."""
    services.act_on_withdrawal(withdrawal_id=withdrawal_id, at=clock.now())


@sweep("returns.finish_registrations", cron="* * * * * */20", next_due=lambda: None)
def finish_registrations() -> None:
    """Returns whose label has come since are told to the customer; couriers still to be called are called."""
    at = clock.now()
    for return_id in queries.unfinished_returns():
        services.finish_registration(return_id=return_id, at=at)


@sweep("returns.note_sent", cron="* * * * * */20", next_due=lambda: None)
def note_sent() -> None:
    """Returns whose parcel the carrier has scanned are sent."""
    at = clock.now()
    for return_id in queries.returns_just_sent():
        services.note_sent(return_id=return_id, at=at)


@sweep("returns.remind_of_held", cron="*/10 * * * *", next_due=queries.next_reminder_at)
def remind_of_held() -> None:
    """Customers who have not said what becomes of a refused piece are reminded once."""
    at = clock.now()
    for held_id in queries.held_to_remind(at=at):
        services.remind_of_held(held_id=held_id, at=at)
