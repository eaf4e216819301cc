"""The queue: work deferred in the transaction that wants it, and sweeps that run on the clock.

The only module that knows procrastinate. A job that is deferred in a transaction vanishes with it, so the queue is the
outbox of every effect. Deferral is by name and may only name a task of the same app or a lower one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, TypeVar, cast

from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate import exceptions as procrastinate_errors
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

Argument: TypeAlias = str | int | None
F = TypeVar("F", bound=Callable[..., None])

_RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)
# Seconds between a worker's signs of life, and the silence after which it is taken for dead.
_BEAT, _DEAD = 2.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A task that looks for what has fallen due; `next_due` says when the next thing will."""

    name: str
    run: Callable[[], None]
    next_due: Callable[[], datetime | None]
    cron: str

    def comes_between(self, *, since: datetime, until: datetime) -> bool:
        """Whether its hour came in this time; what runs at least every hour always has."""
        minute, hour, *_ = self.cron.split()
        if not hour.isdecimal():
            return True
        last = until.astimezone(UTC).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        return since < (last if last <= until else last - timedelta(days=1))


_sweeps: dict[str, Sweep] = {}


def task(name: str) -> Callable[[F], F]:
    """Register a queue entry point under `app.verb`; it gets keyword ids and is retried with growing waits."""

    def register(function: F) -> F:
        app.task(name=name, retry=_RETRY)(function)
        return function

    return register


def sweep(
    name: str, *, cron: str, next_due: Callable[[], datetime | None]
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a task that the worker runs by `cron` (a sixth field, the last, has seconds) and the test clock runs when due."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        def periodic(timestamp: int = 0) -> None:
            del timestamp
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, pass_context=False)(periodic))
        _sweeps[name] = Sweep(name=name, run=function, next_due=next_due, cron=cron)
        return function

    return register


def sweeps() -> tuple[Sweep, ...]:
    """Every sweep, by name."""
    return tuple(_sweeps[name] for name in sorted(_sweeps))


def defer(
    name: str, *, lock: str | None = None, after: timedelta | None = None, **arguments: Argument
) -> None:
    """Enqueue a job with the current transaction. Jobs with the same `lock` run one at a time, in order."""
    schedule = {"seconds": int(after.total_seconds())} if after else None
    app.configure_task(name, lock=lock, schedule_in=schedule).defer(**arguments)


def defer_once(name: str, *, key: str, **arguments: Argument) -> None:
    """Enqueue a job unless one with the same key already waits."""
    try:
        with transaction.atomic():
            app.configure_task(name, queueing_lock=key).defer(**arguments)
    except procrastinate_errors.AlreadyEnqueued:
        return


def work(*, concurrency: int) -> None:
    """Run jobs and sweeps until SIGTERM; those under way are finished first."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        app.run_worker(concurrency=concurrency, update_heartbeat_interval=_BEAT, stalled_worker_timeout=_DEAD)


def retry_stalled() -> None:
    """Put back the jobs of workers that died in the middle of them, unless the same already waits: every job may run twice."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STALLED, [_DEAD])
        for job_id, waits in cursor.fetchall():
            if waits:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'aborted', true)", [job_id])
            else:
                cursor.execute(
                    "SELECT procrastinate_retry_job_v2(%s, clock_timestamp(), NULL, NULL, NULL)", [job_id]
                )


_STALLED = """
SELECT job.id, EXISTS (
  SELECT FROM procrastinate_jobs same WHERE same.status = 'todo' AND same.queueing_lock = job.queueing_lock
)
FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - %s * interval '1 second')
FOR UPDATE OF job SKIP LOCKED
"""


@task("infra.run_sweeps")
def run_sweeps(*, since: str, until: str) -> None:
    """Every sweep that comes in a time (ISO 8601), all in one job: most of them cost less than a job does.

    One that fails keeps none of the others from running.
    """
    begin, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
    with ExitStack() as left:
        for known in reversed(sweeps()):  # the stack calls the last first
            if known.comes_between(since=begin, until=end):
                left.callback(known.run)


sweep("infra.retry_stalled", cron="* * * * * */5", next_due=lambda: None)(retry_stalled)


def waiting_jobs() -> int:
    """Jobs that are ready or running now; those waiting for a later retry do not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR "
            "(status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp()))"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def failed_jobs() -> tuple[tuple[str, int], ...]:
    """Tasks whose jobs were given up, and how many: a person must look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1 ORDER BY 1"
        )
        return tuple((str(name), int(count)) for name, count in cursor.fetchall())


def run_waiting() -> int:
    """Run every ready job here and now, on this connection, and say how many: for set-up and tests, without a worker."""
    ran = 0
    while job := _fetch():
        job_id, name, arguments = job
        app.tasks[name].func(**arguments)
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [job_id])
        ran += 1
    return ran


def _fetch() -> tuple[int, str, dict[str, Argument]] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args FROM procrastinate_fetch_job_v2(NULL, NULL)")
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    return int(row[0]), str(row[1]), row[2] if isinstance(row[2], dict) else json.loads(row[2])
