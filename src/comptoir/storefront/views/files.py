"""Pictures, films and captions by their content, kept for good; evidence by a signed address, kept by nobody."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from comptoir.infra import drawings, evidence, media, photographs
from comptoir.infra.signed_links import Link, read_link
from comptoir.infra.templates import media_url
from comptoir.storefront.wire import packed

_STARTS = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"WEBVTT", "text/vtt; charset=utf-8"),
)
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture of the catalogue, the film of a show, or its captions."""
    try:
        content = media.read(digest, private=False)
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    kind = _kind(content)
    response = _film(request, content, kind) if kind.startswith("video/") else _whole(content, kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["ETag"] = f'"{digest}"'
    # A drawing opened by itself runs nothing and loads nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return packed(request, response) if kind == "image/svg+xml" else response


def raster(request: HttpRequest, digest: str) -> HttpResponse:
    """A drawing as PNG, for programs that read no SVG; a photograph is one already."""
    del request
    try:
        content = media.derive(digest, form="png", make=drawings.as_png)
    except drawings.NotADrawing:
        return HttpResponsePermanentRedirect(media_url(digest))
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    return _for_good(content, "image/png")


def mailed(request: HttpRequest, digest: str) -> HttpResponse:
    """A drawing or a photograph as letters show it: the same address for every reader, so that it tells nothing of one."""
    del request
    try:
        content = media.derive(digest, form="jpg", make=_as_mailed)
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    return _for_good(content, "image/jpeg")


def _as_mailed(content: bytes) -> bytes:
    try:
        return photographs.for_mail(drawings.as_png(content))
    except drawings.NotADrawing:
        return photographs.for_mail(content)


def _for_good(content: bytes, kind: str) -> HttpResponse:
    response = _whole(content, kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def evidence_photograph(request: HttpRequest, digest: str) -> HttpResponse:
    """A photograph that a customer sent, for a quarter of an hour by a signed address of it (D2-04)."""
    if read_link(request=request) is not Link.GOOD:
        raise Http404
    try:
        response = _whole(evidence.read_photograph(digest=digest), "image/jpeg")
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{digest[:12]}.jpg"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _whole(content: bytes, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind)


def _film(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """A film, or the part that a player asks for: some play nothing that cannot be asked for in parts."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    first = int(asked[1]) if asked else 0
    if asked is None or first >= len(content):
        response = _whole(content, kind)
    else:
        last = min(int(asked[2] or len(content)), len(content) - 1)
        response = HttpResponse(content[first : last + 1], content_type=kind, status=206)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _kind(content: bytes) -> str:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[4:8] == b"ftyp":
        return "image/avif" if content[8:12] == b"avif" else "video/mp4"
    return "image/svg+xml"
