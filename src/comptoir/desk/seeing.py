"""Who looked at whom: a page of the desk that shows a person leaves one line in the journal."""

from __future__ import annotations

from comptoir.cases import queries as cases
from comptoir.desk.access import Desk
from comptoir.journal import services as journal


def note_seen(desk: Desk, *, email: str, page: str) -> None:
    """A member of staff has this person's data before them; the person is a keyed digest, the page a word."""
    journal.note_seen(customer=cases.customer_key(email=email), page=page, actor=desk.actor, at=desk.at)
