"""The web server: granian with two workers. Most of their threads wait: for Django at its gate, or for a page to ask for."""

from __future__ import annotations

import os
import signal
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.server import Server

from comptoir.cli.production import refuse_unsafe
from comptoir.infra.processes import die_with_parent

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def run(arguments: Namespace) -> int:
    """Serve on 127.0.0.1 and PORT until SIGTERM; HouseError where that would not be safe."""
    del arguments
    refuse_unsafe()
    server = Server(
        settings.WSGI_APPLICATION,
        address="127.0.0.1",
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=32,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
    )
    # All of it is loaded here, the pages behind the URLs too, before the workers are forked: they start at once and
    # share its memory.
    application: WSGIApplication = import_string(settings.WSGI_APPLICATION)
    get_resolver().check()
    server.serve(target_loader=partial(_take, application=application, parent=os.getpid()))
    return 0


def _take(target: str, *, application: WSGIApplication, parent: int) -> WSGIApplication:
    # Runs in the worker. Were the master killed, a worker left behind would keep the port.
    del target
    die_with_parent(parent=parent, signal_number=signal.SIGKILL)
    return application
