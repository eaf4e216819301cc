"""The worker: runs the queue's jobs and the sweeps; on SIGTERM it finishes the jobs under way."""

from __future__ import annotations

from argparse import Namespace

from comptoir.infra import queue


def run(arguments: Namespace) -> int:
    """Work until SIGTERM."""
    del arguments
    queue.work(concurrency=2)
    return 0
