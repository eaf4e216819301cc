"""Moving the demo's test clock: step by step through everything that falls due on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from comptoir.infra import clock, queue

Run: TypeAlias = Callable[[datetime, datetime], None]  # what comes after one moment, until another

_LONGEST_S = 240
_POLL_S = 0.02


class QueueStuck(RuntimeError):
    """The worker did not finish in time: is it running?"""


def advance_clock(*, to: datetime, run: Run) -> None:
    """Set the clock to each moment at which a sweep has something to do, run the sweeps and the queue, and end at `to`."""
    reached = clock.now()
    run(reached, reached)
    while reached < to:
        left, reached = reached, min(_next_due(after=reached, until=to), to)
        clock.set_to(at=reached)
        run(left, reached)


def _next_due(*, after: datetime, until: datetime) -> datetime:
    """The next moment something falls due; what was due before and is still there is stuck, and is not waited for."""
    dues = (sweep.next_due() for sweep in queue.sweeps())
    return min((due for due in dues if due is not None and after < due <= until), default=until)


def run_by_worker(since: datetime, until: datetime) -> None:
    """Have the worker run every sweep that comes in this time, and wait until nothing is left to do."""
    queue.defer("infra.run_sweeps", since=since.isoformat(), until=until.isoformat())
    patience = time.monotonic() + _LONGEST_S
    while queue.waiting_jobs():
        if time.monotonic() > patience:
            raise QueueStuck
        time.sleep(_POLL_S)


def run_here(since: datetime, until: datetime) -> None:
    """Run every sweep that comes in this time and the queue in this process, without a worker."""
    queue.run_sweeps(since=since.isoformat(), until=until.isoformat())
    queue.run_waiting()


def work() -> None:
    """What the worker does all day, once, in this process."""
    run_here(clock.now(), clock.now())
