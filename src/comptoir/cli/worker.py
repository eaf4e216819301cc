"""The worker: runs the queue's jobs and the sweeps; on SIGTERM it finishes the jobs under way."""

from __future__ import annotations

from argparse import Namespace

from comptoir.cli.production import refuse_unsafe
from comptoir.infra import queue


def run(arguments: Namespace) -> int:
    """Work until SIGTERM; HouseError where that would not be safe."""
    del arguments
    refuse_unsafe()
    queue.work(concurrency=2)
    return 0
