"""Mail leaves in the background."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep, task
from comptoir.notices import queries, services


@task("notices.deliver_message")
def deliver_message(*, message_id: int) -> None:
    """Render and hand over one message."""
    services.deliver_message(message_id=message_id, at=clock.now())


@sweep("notices.forget_old", cron="11 * * * *", next_due=queries.next_forget_at)
def forget_old() -> None:
    """Letters and unconfirmed asks whose time is over are gone."""
    services.forget_old(at=clock.now())
