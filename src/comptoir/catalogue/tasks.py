"""Work on the catalogue that nobody waits for."""

from __future__ import annotations

from comptoir.catalogue import services
from comptoir.infra import clock
from comptoir.infra.queue import task


@task("catalogue.refresh_search")
def refresh_search(style: str | None) -> None:
    """Bring what a product, or every product, is found by up to date."""
    services.refresh_search(styles=[style] if style else None)


@task("catalogue.make_renditions")
def make_renditions(media_id: int) -> None:
    """Make a photograph at every width."""
    services.make_renditions(media_id=media_id, at=clock.now())
