"""Work on the house's pages that nobody waits for."""

from __future__ import annotations

from comptoir.content import services
from comptoir.infra import clock
from comptoir.infra.queue import task


@task("content.make_look_renditions")
def make_look_renditions(look_id: int) -> None:
    """Make the photograph of a look at every width."""
    services.make_look_renditions(look_id=look_id, at=clock.now())
