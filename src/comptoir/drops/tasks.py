"""Queue entry points of drops."""

from __future__ import annotations

from datetime import timedelta

from comptoir.drops import queries, services
from comptoir.infra import clock
from comptoir.infra.queue import sweep, task

_KEPT = timedelta(days=30)


@task("drops.move_line")
def move_line(*, drop_id: int) -> None:
    """A piece was taken or is free again: who waits is told, and who is next is called."""
    services.move_line(drop_id=drop_id, at=clock.now())


@sweep("drops.move_lines", cron="* * * * * */2", next_due=queries.next_move_at)
def move_lines() -> None:
    """Lines of open drops move: turns end, and people come."""
    at = clock.now()
    for drop_id in queries.lines_due(at=at):
        services.move_line(drop_id=drop_id, at=at)


@sweep("drops.forget_entries", cron="17 * * * *", next_due=lambda: None)
def forget_entries() -> None:
    """Who entered a drop is forgotten a month after its end."""
    services.forget_entries(before=clock.now() - _KEPT)
