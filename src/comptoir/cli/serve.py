"""The web server: granian with two workers, each with two threads."""

from __future__ import annotations

import os
import signal
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.server import Server

from comptoir.infra.processes import die_with_parent

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def run(arguments: Namespace) -> int:
    """Serve on 127.0.0.1 and PORT until SIGTERM; SIGHUP replaces the workers one by one."""
    del arguments
    server = Server(
        settings.WSGI_APPLICATION,
        address="127.0.0.1",
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=2,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
    )
    server.serve(target_loader=partial(_load, parent=os.getpid()))
    return 0


def _load(target: str, *, parent: int) -> WSGIApplication:
    # Runs in the worker. Were the master killed, a worker left behind would keep the port.
    die_with_parent(parent=parent, signal_number=signal.SIGKILL)
    application: WSGIApplication = import_string(target)
    return application
