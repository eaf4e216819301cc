"""The published models of DHL's APIs, and whether what went over the wire fits them, name by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import attr
import httpx
from karrio.schemas.dhl_parcel_de import (
    cancel_response,
    returns_request,
    returns_response,
    shipping_request,
    shipping_response,
)
from karrio.schemas.dhl_parcel_de import (
    error_response as parcel_error,
)
from karrio.schemas.dhl_parcel_de import (
    pickup_cancel_response as parcel_pickup_cancel,
)
from karrio.schemas.dhl_parcel_de import (
    pickup_request as parcel_pickup,
)
from karrio.schemas.dhl_parcel_de import (
    pickup_response as parcel_picked,
)
from karrio.schemas.dhl_universal import tracking as unified
from karrio.schemas.mydhl import (
    error_response,
    pickup_create_request,
    pickup_create_response,
    rate_request,
    rate_response,
    shipment_request,
    shipment_response,
    tracking_response,
)

from comptoir.infra import http

Model = Any

# What is asked and answered, by method and the beginning of the path; None: there is no body.
MODELS: dict[tuple[str, str], tuple[Model, Model]] = {
    ("POST", "/mydhlapi/rates"): (rate_request.RateRequestType, rate_response.RateResponseType),
    ("POST", "/mydhlapi/shipments"): (
        shipment_request.ShipmentRequestType,
        shipment_response.ShipmentResponseType,
    ),
    ("POST", "/mydhlapi/pickups"): (
        pickup_create_request.PickupCreateRequestType,
        pickup_create_response.PickupCreateResponseType,
    ),
    ("DELETE", "/mydhlapi/pickups"): (None, None),
    ("GET", "/mydhlapi/tracking"): (None, tracking_response.TrackingResponseType),
    ("GET", "/mydhlapi/shipments"): (None, tracking_response.TrackingResponseType),
    ("POST", "/parcel/de/shipping/v2/orders"): (
        shipping_request.ShippingRequestType,
        shipping_response.ShippingResponseType,
    ),
    ("DELETE", "/parcel/de/shipping/v2/orders"): (None, cancel_response.CancelResponseType),
    ("POST", "/parcel/de/shipping/returns/v1/orders"): (
        returns_request.ReturnOrderType,
        returns_response.ReturnOrderConfirmationType,
    ),
    ("POST", "/parcel/de/transportation/pickup/v3/orders"): (
        parcel_pickup.PickupRequestType,
        parcel_picked.PickupResponseType,
    ),
    ("DELETE", "/parcel/de/transportation/pickup/v3/orders"): (
        None,
        parcel_pickup_cancel.PickupCancelResponseType,
    ),
    ("GET", "/track/shipments"): (None, unified.TrackingResponse),
}
ERRORS = {"/mydhlapi": error_response.ErrorResponseType, "/parcel": parcel_error.ErrorResponseType}
# In DHL's own specification of MyDHL, and not in the published models of it: unproven (docs/dependencies.md).
BEYOND = {"customerReferences", "registrationNumbers"}


@dataclass(slots=True)
class Wire:
    """What went over the wire: the calls for which there is a model, each checked as it is answered, and their bodies."""

    seen: list[tuple[str, str]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def check(self, answer: httpx.Response) -> None:
        """Both sides of a call fit their models; what has none is passed over."""
        answer.read()
        request = answer.request
        call = (request.method, request.url.path)
        known = next((key for key in MODELS if call[0] == key[0] and call[1].startswith(key[1])), None)
        # On its bad days a provider answers whatever it likes.
        if known is None or "json" not in answer.headers["content-type"] or answer.is_server_error:
            return
        asked, answered = MODELS[known]
        if asked:
            self.sent.append(json.loads(request.content))
            assert_fits(asked, self.sent[-1])
        if not answer.is_success:
            answered = next(model for start, model in ERRORS.items() if call[1].startswith(start))
        if answered and answer.content:
            assert_fits(answered, answer.json())
        self.seen.append(known)


@contextmanager
def listening() -> Iterator[Wire]:
    """The house's own client with an ear at it."""
    wire = Wire()
    client = http.client()
    client.event_hooks = {"response": [wire.check]}
    try:
        yield wire
    finally:
        client.event_hooks = {}


def assert_fits(model: Model, value: dict[str, Any]) -> None:
    """A value has no name that its model does not know, at any depth."""
    plain = _plain(value)
    assert _plain(attr.asdict(model(**plain))) == plain


def _plain(value: Any) -> Any:
    """Without what is left out or empty, and without the documented names that the models lack."""
    if isinstance(value, dict):
        parts = {name: _plain(part) for name, part in value.items() if name not in BEYOND}
        return {name: part for name, part in parts.items() if part not in (None, [], {})}
    return [_plain(part) for part in value] if isinstance(value, list) else value
