"""Public pictures by their content: an address never shows anything else, so it is kept for good."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from comptoir.infra import media
from comptoir.storefront.wire import packed

_KINDS = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))


def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture of the catalogue."""
    try:
        content = media.read(digest, private=False)
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    kind = _kind(content)
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["ETag"] = f'"{digest}"'
    # A drawing opened by itself runs nothing and loads nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return packed(request, response) if kind == "image/svg+xml" else response


def _kind(content: bytes) -> str:
    for start, kind in _KINDS:
        if content.startswith(start):
            return kind
    if content[4:12] == b"ftypavif":
        return "image/avif"
    return "image/svg+xml"
