"""The API's URLs, and those for machines."""

from __future__ import annotations

from django.urls import path

from comptoir.api import machines, webhooks
from comptoir.api.app import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("webhooks/payment/", webhooks.payment_event),
    path("webhooks/carrier/", webhooks.carrier_event),
    path("healthz", machines.healthz),
    path("readyz", machines.readyz),
    path("metrics", machines.metrics),
]
