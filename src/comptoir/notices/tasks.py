"""Mail leaves in the background."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import task
from comptoir.notices import services


@task("notices.deliver_message")
def deliver_message(*, message_id: int) -> None:
    """Render and hand over one message."""
    services.deliver_message(message_id=message_id, at=clock.now())
