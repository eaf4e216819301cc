"""For machines: is it alive, is it ready, how much is waiting."""

from __future__ import annotations

from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse

from comptoir.infra import queue


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    del request
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a scraper, in the Prometheus text format."""
    del request
    lines = (
        "# HELP comptoir_queue_waiting Jobs that are ready or running.",
        "# TYPE comptoir_queue_waiting gauge",
        f"comptoir_queue_waiting {queue.waiting_jobs()}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
