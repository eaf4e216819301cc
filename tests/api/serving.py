"""The house as a web server of its own threads, which the stand-in can push its events to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from tests.api.calls import provider


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def served_house() -> Iterator[str]:
    """Serve the house on a free port and have the payment stand-in push its events there, held until told; yields the address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    provider("/webhook", url=f"{url}/webhooks/payment/")
    provider(webhooks={"hold": True})
    try:
        yield url
    finally:
        provider("/webhook", url="")
        provider("/reset")
        server.shutdown()
        server.server_close()
        thread.join()
