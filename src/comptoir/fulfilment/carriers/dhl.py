"""DHL by its documented APIs: MyDHL for labels and pick-ups, the location finder, and unified tracking pushed to us."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from datetime import time as clock
from http import HTTPStatus
from textwrap import wrap
from typing import cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx
from django.conf import settings

from comptoir.core.money import Money
from comptoir.fulfilment.carriers.base import (
    BadSignature,
    BoughtLabel,
    CarrierRefused,
    CarrierUnreachable,
    DropoffPoint,
    Item,
    LabelRequest,
    PickupRequest,
    Place,
    Scan,
    ScanStatus,
)
from comptoir.infra import http

Json = dict[str, object]

# Answers that are about this very request; every other failure is the carrier's bad day and asked again.
_REFUSALS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
_SCANS = {
    "OK": ScanStatus.DELIVERED,
    "WC": ScanStatus.OUT_FOR_DELIVERY,
    "OH": ScanStatus.EXCEPTION,
    "RT": ScanStatus.RETURNED,
    "TI": ScanStatus.LOST,
}
_KEPT_FOR_LATER = "PT"  # the label is used when the customer hands the parcel in, up to three months later
_LONGEST_LINE = 45
_BOX_CM = {"length": 40, "width": 30, "height": 12}
_LEAST_KG = 0.1
_SIGNATURE_AGE_S = 300
_POINTS = "https://locator.dhl.com/results"
_PAGE = "https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id="


class Dhl:
    """The adapter of `fulfilment.carriers.base.Carrier` to DHL Express."""

    name = "dhl"

    def buy_label(self, wanted: LabelRequest) -> BoughtLabel:
        """One shipment under our reference; its label comes with the answer."""
        answer = self._mydhl("POST", "shipments", reference=wanted.reference, body=_shipment(wanted))
        documents = _rows(answer, "documents")
        label = next((row for row in documents if row.get("typeCode") == "label"), None)
        number = _text(answer, "shipmentTrackingNumber")
        if label is None or not number:
            raise CarrierUnreachable("an answer without a label")
        try:
            pdf = base64.b64decode(_text(label, "content"), validate=True)
        except binascii.Error as trouble:
            raise CarrierUnreachable("a label that cannot be read") from trouble
        return BoughtLabel(
            tracking_number=number,
            tracking_url=_tracking_page(answer, number),
            pdf=pdf,
            answer={key: value for key, value in answer.items() if key != "documents"},
        )

    def void_label(self, *, tracking_number: str, reference: str) -> None:
        """Delete a shipment that was not scanned yet."""
        self._mydhl("DELETE", f"shipments/{tracking_number}", reference=reference)

    def book_pickup(self, wanted: PickupRequest) -> str:
        """One pick-up under our reference."""
        answer = self._mydhl("POST", "pickups", reference=wanted.reference, body=_pickup(wanted))
        numbers = answer.get("dispatchConfirmationNumbers")
        if not isinstance(numbers, list) or not numbers:
            raise CarrierUnreachable("a pick-up without a confirmation")
        return str(numbers[0])

    def find_points(
        self, *, country: str, postal_code: str, city: str, street: str, most: int
    ) -> tuple[DropoffPoint, ...]:
        """The location finder's points that take parcels in."""
        params = {
            "countryCode": country,
            "postalCode": postal_code,
            "addressLocality": city,
            "streetAddress": street,
            "serviceType": "express:drop-off-account",
            "limit": str(most),
        }
        try:
            answer = _ask(
                "GET",
                "/location-finder/v1/find-by-address",
                params={key: value for key, value in params.items() if value},
                headers={"DHL-API-Key": settings.CARRIER_FINDER_KEY},
            )
        except CarrierRefused:
            return ()
        return tuple(_point(row) for row in _rows(answer, "locations"))

    def points_page(self, *, country: str, place: str) -> str:
        """DHL's service point locator."""
        return f"{_POINTS}?{urlencode({'countryCode': country, 'searchTerm': place})}"

    def read_events(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Scan, ...]:
        """A push tells all events of a shipment; each is a scan under an id of its own."""
        _check_signature(body, headers.get("DHL-Hook-Signature", ""))
        try:
            pushed = json.loads(body)
            return tuple(
                _scan(str(shipment["id"]), event)
                for shipment in pushed["shipments"]
                for event in shipment["events"]
            )
        except (KeyError, TypeError, ValueError) as trouble:
            raise BadSignature from trouble

    def _mydhl(self, method: str, path: str, *, reference: str, body: Json | None = None) -> Json:
        key = base64.b64encode(settings.CARRIER_KEY.encode()).decode()
        headers = {"Authorization": f"Basic {key}", "Message-Reference": reference}
        return _ask(method, f"/mydhlapi/{path}", body=body, headers=headers)


def _ask(
    method: str,
    path: str,
    *,
    headers: dict[str, str],
    body: Json | None = None,
    params: dict[str, str] | None = None,
) -> Json:
    try:
        answer = http.request(
            method, f"{settings.CARRIER_URL}{path}", json=body, params=params, headers=headers
        )
        content = answer.json()
    except (httpx.HTTPError, ValueError) as trouble:
        raise CarrierUnreachable(type(trouble).__name__) from trouble
    if answer.status_code in _REFUSALS:
        raise CarrierRefused(_why(content))
    if not answer.is_success or not isinstance(content, dict):
        raise CarrierUnreachable(str(answer.status_code))
    return content


def _why(content: object) -> str:
    """The carrier's own words of refusal."""
    if not isinstance(content, dict):
        return "refused"
    details = content.get("additionalDetails")
    more = "; ".join(str(detail) for detail in details) if isinstance(details, list) else ""
    return ": ".join(filter(None, (str(content.get("detail", "")), more))) or "refused"


def _shipment(wanted: LabelRequest) -> Json:
    body: Json = {
        "plannedShippingDateAndTime": _moment(wanted.ship_at),
        "pickup": {"isRequested": False},
        "productCode": _product(wanted),
        "accounts": _accounts(),
        "customerReferences": [{"value": wanted.order_number, "typeCode": "CU"}],
        "customerDetails": {
            "shipperDetails": _party(wanted.sender),
            "receiverDetails": _party(wanted.receiver),
        },
        "content": _content(wanted),
        "outputImageProperties": {
            "encodingFormat": "pdf",
            "imageOptions": [{"typeCode": "label", "templateName": "ECOM26_84_001"}],
        },
        "getRateEstimates": False,
    }
    if wanted.comes_back:
        body["valueAddedServices"] = [{"serviceCode": _KEPT_FOR_LATER}]
    return body


def _product(wanted: LabelRequest) -> str:
    if wanted.service == "standard":
        return "H" if wanted.customs else "W"
    if wanted.customs:
        return "P"
    return "N" if wanted.sender.country == wanted.receiver.country else "U"


def _content(wanted: LabelRequest) -> Json:
    content: Json = {
        "packages": _packages(sum(item.weight_g for item in wanted.items)),
        "isCustomsDeclarable": wanted.customs,
        "description": "Clothing and accessories",
        "incoterm": "DDP" if wanted.duties_prepaid else "DAP",
        "unitOfMeasurement": "metric",
    }
    if wanted.customs:
        whole = sum(max(item.value, 1) for item in wanted.items)
        content["declaredValue"] = _price(whole, wanted.items[0].currency)
        content["declaredValueCurrency"] = wanted.items[0].currency
        content["exportDeclaration"] = {
            "lineItems": [_line(number, item, wanted) for number, item in enumerate(wanted.items, start=1)],
            "invoice": {"number": wanted.order_number, "date": wanted.ship_at.date().isoformat()},
            "exportReason": "return" if wanted.comes_back else "sale",
            "exportReasonType": "return" if wanted.comes_back else "permanent",
        }
    return content


def _line(number: int, item: Item, wanted: LabelRequest) -> Json:
    weight = {"netValue": _kilograms(item.weight_g), "grossValue": _kilograms(item.weight_g)}
    return {
        "number": number,
        "description": item.description,
        "price": _price(max(item.value, 1), item.currency),
        "quantity": {"value": 1, "unitOfMeasurement": "PCS"},
        "commodityCodes": [{"typeCode": "outbound", "value": item.hs_code}],
        "exportReasonType": "return" if wanted.comes_back else "permanent",
        "manufacturerCountry": item.origin,
        "weight": weight,
    }


def _pickup(wanted: PickupRequest) -> Json:
    ready = datetime.combine(wanted.day, clock.fromisoformat(wanted.ready_from), tzinfo=ZoneInfo(wanted.zone))
    return {
        "plannedPickupDateAndTime": _moment(ready),
        "closeTime": wanted.closes_at,
        "accounts": _accounts(),
        "customerDetails": {"shipperDetails": _party(wanted.place)},
        "shipmentDetails": [
            {
                "productCode": "P",
                "isCustomsDeclarable": False,
                "unitOfMeasurement": "metric",
                "shipmentTrackingNumber": wanted.tracking_number,
                "packages": _packages(wanted.weight_g),
            }
        ],
    }


def _accounts() -> list[Json]:
    return [{"typeCode": "shipper", "number": settings.CARRIER_ACCOUNT}]


def _party(place: Place) -> Json:
    lines = _lines(place)
    address: Json = {"cityName": place.city[:_LONGEST_LINE], "countryCode": place.country, **lines}
    if place.postal_code:
        address["postalCode"] = place.postal_code
    contact: Json = {
        "fullName": place.name,
        "companyName": (place.company or place.name)[:100],
        "phone": place.phone,
        "email": place.email,
    }
    return {"postalAddress": address, "contactInformation": contact}


def _lines(place: Place) -> Json:
    """The address in the carrier's three lines; none of it is cut off in the middle of a word."""
    region = place.region if place.region != place.city else ""
    parts = [part for text in (place.line1, place.line2, region) for part in wrap(text, _LONGEST_LINE)]
    return {f"addressLine{number}": part for number, part in enumerate(parts[:3], start=1)}


def _packages(weight_g: int) -> list[Json]:
    return [{"weight": max(_kilograms(weight_g), _LEAST_KG), "dimensions": dict(_BOX_CM)}]


def _kilograms(weight_g: int) -> float:
    return weight_g / 1000


def _price(amount: int, currency: str) -> float:
    """The carrier's JSON wants a plain number of major units."""
    return float(Money(amount, currency).major)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S} GMT{at.isoformat()[-6:]}"


def _tracking_page(answer: Json, number: str) -> str:
    """The page for people; the API's own addresses are not for them."""
    packages = _rows(answer, "packages")
    url = _text(packages[0], "trackingUrl") if packages else ""
    return url if url and "/mydhlapi/" not in url else f"{_PAGE}{number}"


def _point(row: Json) -> DropoffPoint:
    place = row.get("place")
    address = cast(Json, place).get("address") if isinstance(place, dict) else None
    parts = cast(Json, address) if isinstance(address, dict) else {}
    town = " ".join(filter(None, (_text(parts, "postalCode"), _text(parts, "addressLocality"))))
    distance = row.get("distance")
    return DropoffPoint(
        name=_text(row, "name"),
        address=", ".join(filter(None, (_text(parts, "streetAddress"), town))),
        distance_m=int(distance) if isinstance(distance, int | float) else 0,
    )


def _scan(number: str, event: Mapping[str, object]) -> Scan:
    local = datetime.fromisoformat(str(event["timestamp"]))
    if local.utcoffset() is None:
        raise ValueError("a scan without its offset")
    code = str(event.get("typeCode", ""))
    return Scan(
        event_id=f"dhl:{number}:{local.isoformat()}:{code}",
        tracking_number=number,
        status=_status(code, str(event.get("statusCode", ""))),
        at=local,
        local_at=local.isoformat(timespec="seconds"),
        text=str(event.get("description", "")),
        payload=event,
    )


def _status(code: str, unified: str) -> ScanStatus:
    if code in _SCANS or unified not in {"delivered", "failure"}:
        return _SCANS.get(code, ScanStatus.IN_TRANSIT)
    return ScanStatus.DELIVERED if unified == "delivered" else ScanStatus.EXCEPTION


def _check_signature(body: bytes, header: str) -> None:
    """`t=<unix seconds>` and a `v1=<hex HMAC-SHA256 of "t.body">` for each secret in use; real time, as signatures are."""
    parts = [part.partition("=") for part in header.split(",")]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    given = [value for name, _, value in parts if name == "v1"]
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > _SIGNATURE_AGE_S:
        raise BadSignature
    signed = stamp.encode() + b"." + body
    if not any(hmac.compare_digest(wanted, one) for wanted in _signatures(signed) for one in given):
        raise BadSignature


def _signatures(signed: bytes) -> Iterable[str]:
    for secret in settings.CARRIER_WEBHOOK_SECRETS:
        yield hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _rows(answer: Json, name: str) -> list[Json]:
    rows = answer.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
