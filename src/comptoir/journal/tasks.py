"""The journal's work in the background."""

from __future__ import annotations

from comptoir.infra import clock
from comptoir.infra.queue import sweep
from comptoir.journal import services


# Nothing is promised about seals, so the test clock need not stop for them.
@sweep("journal.seal_entries", cron="* * * * * */20", next_due=lambda: None)
def seal_entries() -> None:
    """Seal what was written since the last time."""
    services.seal_entries(at=clock.now())
