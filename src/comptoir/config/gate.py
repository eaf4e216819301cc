"""A gate before Django: so many requests at once, so that those that wait for it keep nobody from a page that is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Gate:
    """WSGI in front of an application that is let through `at_once` times in this process."""

    def __init__(self, application: WSGIApplication, *, at_once: int) -> None:
        self._application = application
        self._free = threading.Semaphore(at_once)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Wait for a turn, then have the application answer."""
        with self._free:
            return self._application(environ, start_response)
