"""Moving the demo's test clock: step by step through everything that falls due on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from comptoir.infra import clock, queue

_LONGEST_S = 240
_POLL_S = 0.02


class QueueStuck(RuntimeError):
    """The worker did not finish in time: is it running?"""


def advance_clock(*, to: datetime, run: Callable[[], None]) -> None:
    """Set the clock to each moment at which a sweep has something to do, run the sweeps and the queue, and end at `to`."""
    run()
    reached = clock.now()
    while reached < to:
        reached = min(_next_due(after=reached, until=to), to)
        clock.set_to(at=reached)
        run()


def _next_due(*, after: datetime, until: datetime) -> datetime:
    """The next moment something falls due; what was due before and is still there is stuck, and is not waited for."""
    dues = (sweep.next_due() for sweep in queue.sweeps())
    return min((due for due in dues if due is not None and after < due <= until), default=until)


def run_by_worker() -> None:
    """Have the worker run every sweep, and wait until nothing is left to do."""
    for sweep in queue.sweeps():
        queue.defer_once(sweep.name, key=sweep.name)
    patience = time.monotonic() + _LONGEST_S
    while queue.waiting_jobs():
        if time.monotonic() > patience:
            raise QueueStuck
        time.sleep(_POLL_S)


def run_here() -> None:
    """Run every sweep and the queue in this process, without a worker."""
    for sweep in queue.sweeps():
        sweep.run()
    queue.run_waiting()
