"""What the payment provider and the carrier send by themselves: checked, kept, and settled by a job."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_POST

from comptoir.cases import services as cases
from comptoir.checkout import services as checkout
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock
from comptoir.infra.mails import MOST_BYTES


@require_POST
def payment_event(request: HttpRequest, by: str = "") -> HttpResponse:
    """Events of a payment provider, named in the address; without a name, of the house's first."""
    try:
        checkout.receive_event(by=by, body=request.body, headers=request.headers, at=clock.now())
    except checkout.BadSignature:
        return HttpResponseBadRequest("unknown signature")
    except checkout.ProviderUnreachable:
        return HttpResponse(status=503)  # whether it is theirs could not be asked: it may come again
    return HttpResponse("[accepted]", content_type="text/plain")


@require_POST
def incoming_mail(request: HttpRequest) -> HttpResponse:
    """A mail as it came in, raw, from who holds a secret of the settings: an answer of a customer, or a report (RFC 3464)."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not any(hmac.compare_digest(secret.encode(), given) for secret in settings.MAIL_WEBHOOK_SECRETS):
        return HttpResponseBadRequest("unknown secret")
    cases.take_mail(raw=request.read(MOST_BYTES + 1), at=clock.now())
    return HttpResponse(status=200)


@require_POST
def carrier_event(request: HttpRequest) -> HttpResponse:
    """An event of the carrier."""
    try:
        fulfilment.receive_carrier_event(body=request.body, headers=request.headers, at=clock.now())
    except fulfilment.BadSignature:
        return HttpResponseBadRequest("unknown signature")
    return HttpResponse(status=200)
