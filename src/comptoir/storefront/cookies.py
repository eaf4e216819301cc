"""Cookies that hold an opaque token, and nothing of what it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCookie:
    """A cookie of the shop's own, read by no script."""

    name: str
    kept: timedelta

    @property
    def full_name(self) -> str:
        """Its name in the browser: bound to the host where the site is secure."""
        return f"__Host-{self.name}" if settings.SECURE else self.name

    def token_of(self, request: HttpRequest) -> str:
        """The token that the browser brought, or blank."""
        return request.COOKIES.get(self.full_name, "")[:100]

    def give(self, response: HttpResponse, token: str) -> HttpResponse:
        """Let the browser keep the token."""
        response.set_cookie(
            self.full_name,
            token,
            max_age=int(self.kept.total_seconds()),
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
            path="/",
        )
        return response

    def take_back(self, response: HttpResponse) -> HttpResponse:
        """Let the browser forget the token."""
        self.give(response, "")
        response.cookies[self.full_name]["max-age"] = 0
        return response
