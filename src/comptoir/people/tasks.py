"""What people asked for at a door of the house, and sweeps of people."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep, task
from comptoir.people import queries, services


@task("people.answer_staff_reset")
def answer_staff_reset(*, email_digest: str, site: str, zone: str, country: str) -> None:
    """Mail the link to a new password to a member of staff."""
    services.answer_staff_reset(
        email_digest=email_digest, site=site, zone=zone, country=country, at=clock.now()
    )


@sweep("people.forget_old", cron="17 * * * *", next_due=queries.next_proof_over)
def forget_old() -> None:
    """Codes, links and sessions whose time is over are gone."""
    services.forget_old(real_at=clock.real_now(), at=clock.now())
