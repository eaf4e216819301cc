"""Queue entry points of orders."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import task
from comptoir.orders import services


@task("orders.mail_link")
def mail_link(*, number: str, email_digest: str, code_id: int = 0) -> None:
    """Mail an order's link to whoever placed it."""
    services.mail_link(number=number, email_digest=email_digest, code_id=code_id, at=clock.now())
