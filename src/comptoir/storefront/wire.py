"""Answers for everybody travel packed; a person's pages do not, since packing can betray what they hold."""

from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# What is packed here is packed for one answer only, so quickly.
_LEAST, _LEVEL = 500, 3


def packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer in gzip, where the browser takes it and it is worth it."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < _LEAST or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.content = gzip.compress(response.content, _LEVEL, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    return response
