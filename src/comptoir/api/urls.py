"""The API's URLs, and those for machines."""

from __future__ import annotations

from django.conf import settings
from django.urls import path, re_path

from comptoir.api import machines, webhooks
from comptoir.api.app import api, nothing_here

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/", nothing_here),
    path("webhooks/payment/", webhooks.payment_event),
    *(path(f"webhooks/payment/{by}/", webhooks.payment_event, {"by": by}) for by in settings.PAYMENT),
    path("webhooks/carrier/", webhooks.carrier_event),
    path("webhooks/mail/", webhooks.incoming_mail),
    path("healthz", machines.healthz),
    path("readyz", machines.readyz),
    path("metrics", machines.metrics),
]
