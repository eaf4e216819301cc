"""Headers on every answer, and the check that an unsafe request comes from our own pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseForbidden,
)
from django.middleware.csrf import CsrfViewMiddleware

Next = Callable[[HttpRequest], HttpResponseBase]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'{pay}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    )
)
# Calls that programs make carry tokens or signatures of their own.
_OPEN_PATHS = ("/api/", "/webhooks/")
_WITH_TOKENS = re.compile(r"/desk/|/[a-z]{2}-[a-z]{2}/account/")
_SAFE = {"GET", "HEAD", "OPTIONS"}
# What is only ever a part of a page: the page's own headers rule it, and its own would weigh more than it does.
_PARTS = ("text/css", "text/javascript", "font/")


class SecurityHeaders:
    """No sniffing of any answer; of pages and data no inline script, no framing, no referrer to others."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        # The browser checks form-action again when the order button's answer redirects to the provider.
        pages = {settings.PAYMENT_URL or "https://checkout.stripe.com"}
        served = {path.rpartition(".")[0].rpartition(".")[2] for path in settings.PAYMENT_GATEWAYS}
        pages |= {known["page"] for name, known in settings.PAYMENT.items() if name in served}
        places = [urlsplit(page) for page in sorted(pages)]
        self.policy = _POLICY.format(pay="".join(f" {place.scheme}://{place.netloc}" for place in places))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if settings.SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if response.headers.get("Content-Type", "").startswith(_PARTS):
            return response
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class SameOrigin:
    """Unsafe requests to the shop pass by Origin or Sec-Fetch-Site, so that its pages need no token."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            request.method not in _SAFE
            and not request.path.startswith(_OPEN_PATHS)
            and not self._ours(request)
        ):
            return self._refuse()
        return self.get_response(request)

    @staticmethod
    def _ours(request: HttpRequest) -> bool:
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = request.headers.get("Origin")
        return origin is None or origin == f"{request.scheme}://{request.get_host()}"

    @staticmethod
    def _refuse() -> HttpResponse:
        return HttpResponseForbidden("This form was sent from another site. Open our page and send it there.")


class WritableText:
    """No form and no address of the desk brings the one sign that a text in the database cannot hold; the shop's searches
    read past it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(_OPEN_PATHS):  # whose schemas refuse it by the field's name
            return self.get_response(request)
        forms = (request.GET, request.POST) if request.path.startswith("/desk/") else (request.POST,)
        typed = (text for form in forms for _, texts in form.lists() for text in texts)
        if "\0" in request.path or any("\0" in text for text in typed):
            return HttpResponseBadRequest(
                "A text has a sign in it that cannot be kept (NUL). Go back and type it again."
            )
        return self.get_response(request)


class FormTokens(CsrfViewMiddleware):
    """Forms of the desk and of the account carry a token as well; the shop's other pages have none, to be cached."""

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[object, ...],
        callback_kwargs: dict[str, object],
    ) -> HttpResponseForbidden | None:
        """Check the token of the desk's and the account's forms only."""
        if not _WITH_TOKENS.match(request.path):
            return None
        # A page that tells nobody its address tells no origin either; SameOrigin has looked at where the form comes from.
        if request.META.get("HTTP_ORIGIN") == "null":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return super().process_view(request, callback, callback_args, callback_kwargs)
