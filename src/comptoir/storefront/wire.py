"""Answers for everybody travel packed; a person's pages do not, since packing can betray what they hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

_LEAST = 500


def packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer in gzip, where the browser takes it and it is worth it."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < _LEAST or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.content = compress_string(response.content)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    return response
