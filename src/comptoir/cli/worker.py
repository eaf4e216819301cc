"""The worker: runs the queue's jobs and the sweeps; on SIGTERM it finishes the jobs under way."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import call_command


def run(arguments: Namespace) -> int:
    """Work until SIGTERM."""
    del arguments
    call_command("procrastinate", "worker", "--concurrency=2")
    return 0
