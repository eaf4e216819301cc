"""Queue entry points of invoicing."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import task
from comptoir.invoicing import services


@task("invoicing.render_document")
def render_document(*, document_id: int) -> None:
    """Make the PDF of an issued document."""
    services.render_document(document_id=document_id, at=clock.now())
