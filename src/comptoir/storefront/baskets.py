"""The basket's cookie: an opaque token, nothing of the basket itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME = "__Host-basket" if settings.SECURE else "basket"
_KEPT = 90 * 24 * 3600


def token_of(request: HttpRequest) -> str:
    """The token that the browser brought, or blank."""
    return request.COOKIES.get(NAME, "")[:100]


def give_token(response: HttpResponse, token: str) -> HttpResponse:
    """Let the browser keep the token of its basket."""
    response.set_cookie(
        NAME, token, max_age=_KEPT, secure=settings.SECURE, httponly=True, samesite="Lax", path="/"
    )
    return response
