"""Photographs that come with a form of the desk: cleaned, kept in private, shown to staff only."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from comptoir.desk.access import Desk
from comptoir.infra import media, photographs

_MOST = 8


def keep_pictures(desk: Desk, field: str) -> list[str]:
    """The digests of the pictures in a field. NotAPhotograph where one is none: then nothing should be done."""
    sent = desk.request.FILES.getlist(field)[:_MOST]
    cleaned = [photographs.clean(one.read(photographs.MOST_BYTES + 1)).content for one in sent]
    return [media.store(content, private=True) for content in cleaned]


def show_picture(digest: str) -> HttpResponse:
    """A private picture; never kept by anyone in between."""
    try:
        content = media.read(digest, private=True)
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response
