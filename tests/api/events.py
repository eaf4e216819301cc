"""The provider's own messages, as it pushes them to the house."""

from __future__ import annotations

import json
import time

from django.conf import settings

from standins.webhooks import sign_body
from tests.api.calls import OUTSIDE, Api, Json


def events_of(number: str) -> list[Json]:
    """Every event of an order's payments, oldest first."""
    answer = OUTSIDE.get(
        f"{settings.PAYMENT_URL}/v1/events",
        params={"limit": 100},
        headers={"Authorization": f"Bearer {settings.PAYMENT_KEY}"},
    )
    plain = number.replace("-", "")
    return [
        event for event in reversed(answer.json()["data"]) if plain in json.dumps(event["data"]["object"])
    ]


def deliver(api: Api, event: Json, *, secret: str = "") -> int:
    """Push one event to the house's webhook, signed; the status that comes back."""
    body = json.dumps(event).encode()
    signed = sign_body(
        body=body, secrets=[secret or settings.PAYMENT_WEBHOOK_SECRETS[0]], at=int(time.time())
    )
    headers = {"Stripe-Signature": signed}
    answer = api.http.post("/webhooks/payment/", body, content_type="application/json", headers=headers)
    return answer.status_code
