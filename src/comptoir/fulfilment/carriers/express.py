"""DHL Express by the MyDHL API (3.3): rates, shipments, pick-ups, tracking. It voids nothing: an unused label costs nothing."""

from __future__ import annotations

import base64
from datetime import date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from django.conf import settings

from comptoir.fulfilment.carriers.base import (
    BoughtLabel,
    CarrierRefused,
    CarrierUnsure,
    Item,
    LabelRequest,
    Paper,
    PickupRequest,
    Place,
    Rate,
    ScanStatus,
    Tracked,
)
from comptoir.fulfilment.carriers.tracking import scan_of
from comptoir.fulfilment.carriers.wire import (
    Json,
    address_lines,
    ask,
    basic,
    kept,
    minor,
    page_of,
    pdf_of,
    price,
    rows,
    text,
)

_VERSION = "3.3.1"
_KEPT_FOR_LATER = "PT"  # the label is used when the customer hands the parcel in, up to three months later
_PAPERLESS = "WY"  # customs get our own papers
_IMAGES = {"invoice": "INV", "declaration": "DCL"}
_DUTIES_PAID = "DD"
_BOX_CM = {"length": 40, "width": 30, "height": 12}
_LEAST_KG = 0.1
_PAGE = "https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id="
_CODES = {
    "OK": ScanStatus.DELIVERED,
    "WC": ScanStatus.OUT_FOR_DELIVERY,
    "AD": ScanStatus.REDIRECTED,
    "FD": ScanStatus.REDIRECTED,
    "RT": ScanStatus.RETURNED,
    "TI": ScanStatus.LOST,
    "DM": ScanStatus.DAMAGED,
    "CC": ScanStatus.AT_POINT,
    "RD": ScanStatus.REFUSED,
    **dict.fromkeys(("CA", "ND", "NH"), ScanStatus.ATTEMPTED),
    **dict.fromkeys(("CD", "HP", "UD"), ScanStatus.AT_CUSTOMS),
    **dict.fromkeys(("BA", "MS", "OH"), ScanStatus.EXCEPTION),
}
# Sent within one country, within one customs area, and declared.
_PRODUCTS = {"express": ("N", "U", "P"), "standard": ("W", "W", "H")}


def buy_label(wanted: LabelRequest) -> BoughtLabel:
    """One shipment under our reference. What an unclear earlier question made has a label that nobody can have again."""
    unused = _made_before(wanted) if wanted.again else ()
    answer = _ask("POST", "shipments", reference=wanted.reference, body=_shipment(wanted))
    number = text(answer, "shipmentTrackingNumber")
    drawn = {text(row, "typeCode"): text(row, "content") for row in rows(answer, "documents")}
    if not number or "label" not in drawn:
        raise CarrierUnsure("an answer without a label")
    return BoughtLabel(
        tracking_number=number,
        tracking_url=page_of(_PAGE, number),
        pdf=pdf_of(drawn.pop("label")),
        answer=kept(answer),
        papers=wanted.papers
        or tuple(Paper(kind=kind, pdf=pdf_of(content)) for kind, content in drawn.items()),
        redirect_url=text(answer, "onDemandDeliveryURL"),
        unused=unused,
    )


def _made_before(wanted: LabelRequest) -> tuple[str, ...]:
    """What was made under our reference: shipments that were announced and not handed over can be tracked by it."""
    params = {
        "shipmentReference": _short(wanted.reference),
        "shipmentReferenceType": "CU",
        "shipperAccountNumber": settings.CARRIER_ACCOUNT,
        "dateRangeFrom": f"{wanted.ship_at - timedelta(days=8):%Y-%m-%d}",
        "dateRangeTo": f"{wanted.ship_at + timedelta(days=1):%Y-%m-%d}",
        "trackingView": "advance-shipment",
    }
    try:
        answer = _ask("GET", "tracking", params=params)
    except CarrierRefused:
        return ()  # no shipment found
    return tuple(text(row, "shipmentTrackingNumber") for row in rows(answer, "shipments"))


def ask_rates(wanted: LabelRequest) -> tuple[Rate, ...]:
    """What Express would ask of the house for this parcel, in its billing currency."""
    parties = {"shipperDetails": wanted.sender, "receiverDetails": wanted.receiver}
    body = _common(wanted) | {
        "customerDetails": {role: _postal(place) for role, place in parties.items()},
        "isCustomsDeclarable": wanted.customs,
        "unitOfMeasurement": "metric",
        "packages": _packages(wanted.weight_g),
    }
    if wanted.customs:
        body["monetaryAmount"] = [
            {"typeCode": "declaredValue", "value": _worth(wanted), "currency": wanted.items[0].currency}
        ]
    answer = _ask("POST", "rates", reference=wanted.reference, body=body)
    return tuple(
        Rate(
            product=text(product, "productName"),
            amount=minor(total.get("price"), text(total, "priceCurrency")),
            currency=text(total, "priceCurrency"),
            arrives=_day(text(product, "deliveryCapabilities", "estimatedDeliveryDateAndTime")),
        )
        for product in rows(answer, "products")
        for total in rows(product, "totalPrice")
        if text(total, "currencyType") == "BILLC" and text(total, "priceCurrency")
    )


def book_pickup(wanted: PickupRequest) -> str:
    """One pick-up at an address."""
    ready = datetime.combine(wanted.day, clock.fromisoformat(wanted.ready_from), tzinfo=ZoneInfo(wanted.zone))
    parcel = {
        "productCode": "P",
        "isCustomsDeclarable": False,
        "unitOfMeasurement": "metric",
        "shipmentTrackingNumber": wanted.tracking_number,
        "packages": _packages(wanted.weight_g),
    }
    body: Json = {
        "plannedPickupDateAndTime": _moment(ready),
        "closeTime": wanted.closes_at,
        "location": "reception",
        "accounts": _accounts(),
        "customerDetails": {"shipperDetails": _party(wanted.place)},
        "shipmentDetails": [parcel],
    }
    answer = _ask("POST", "pickups", reference=wanted.reference, body=body)
    numbers = answer.get("dispatchConfirmationNumbers")
    if not isinstance(numbers, list) or not numbers:
        raise CarrierUnsure("a pick-up without a confirmation")
    return str(numbers[0])


def cancel_pickup(*, confirmation: str, requestor: str) -> None:
    """Call a courier off: 400 and 404 say that there is none to come any more."""
    try:
        _ask("DELETE", f"pickups/{confirmation}", params={"requestorName": requestor, "reason": "007"})
    except CarrierRefused:
        return


def track(*, tracking_number: str) -> Tracked:
    """All checkpoints, at the local time of each."""
    params = {
        "trackingView": "all-checkpoints",
        "levelOfDetail": "shipment",
        "requestGMTOffsetPerEvent": "true",
    }
    answer = _ask("GET", f"shipments/{tracking_number}/tracking", params=params)
    scans = (
        scan_of(
            tracking_number,
            stamp=f"{text(event, 'date')}T{text(event, 'time')}{text(event, 'GMTOffset')}",
            country=text(shipment, "receiverDetails", "postalAddress", "countryCode"),
            status=_CODES.get(text(event, "typeCode"), ScanStatus.IN_TRANSIT),
            event=event,
            place=_town(event),
        )
        for shipment in rows(answer, "shipments")
        for event in rows(shipment, "events")
    )
    return Tracked(tracking_number=tracking_number, scans=tuple(scans))


def _town(event: Json) -> str:
    """The town of a checkpoint, which is told as PARIS - FR."""
    area = next(iter(rows(event, "serviceArea")), {})
    return text(area, "description").partition(" - ")[0].title()


def _ask(
    method: str,
    path: str,
    *,
    reference: str = "",
    body: Json | None = None,
    params: dict[str, str] | None = None,
) -> Json:
    headers = {"Authorization": basic(settings.CARRIER_KEY), "x-version": _VERSION}
    if reference:
        headers["Message-Reference"] = reference
    return ask(method, f"/mydhlapi/{path}", headers=headers, body=body, params=params)


def _common(wanted: LabelRequest) -> Json:
    return {
        "plannedShippingDateAndTime": _moment(wanted.ship_at),
        "productCode": _product(wanted),
        "accounts": _accounts(),
    }


def _shipment(wanted: LabelRequest) -> Json:
    eoris = ("", wanted.eori) if wanted.comes_back else (wanted.eori, "")
    services = [_KEPT_FOR_LATER] if wanted.comes_back else []
    services += [_DUTIES_PAID] if wanted.customs and wanted.duties_prepaid else []
    services += [_PAPERLESS] if wanted.papers else []
    images: list[Json] = [{"typeCode": "label", "templateName": "ECOM26_84_001"}]
    if wanted.customs and not wanted.papers:
        images.append({"typeCode": "invoice", "templateName": "COMMERCIAL_INVOICE_P_10", "isRequested": True})
    body = _common(wanted) | {
        "pickup": {"isRequested": False},
        "customerReferences": [
            {"value": _short(wanted.reference), "typeCode": "CU"},
            {"value": wanted.order_number, "typeCode": "CO"},
        ],
        "customerDetails": {
            "shipperDetails": _party(wanted.sender, eoris[0] if wanted.customs else ""),
            "receiverDetails": _party(wanted.receiver, eoris[1] if wanted.customs else ""),
        },
        "content": _content(wanted),
        "outputImageProperties": {"encodingFormat": "pdf", "imageOptions": images},
        "getRateEstimates": False,
        "requestOndemandDeliveryURL": not wanted.comes_back,
    }
    if _DUTIES_PAID in services:
        body["accounts"] = [*_accounts(), {"typeCode": "duties-taxes", "number": settings.CARRIER_ACCOUNT}]
    if services:
        body["valueAddedServices"] = [{"serviceCode": code} for code in services]
    if wanted.papers:
        body["documentImages"] = [
            {
                "typeCode": _IMAGES[paper.kind],
                "imageFormat": "PDF",
                "content": base64.b64encode(paper.pdf).decode(),
            }
            for paper in wanted.papers
        ]
    return body


def _product(wanted: LabelRequest) -> str:
    within_country, within_union, declared = _PRODUCTS[wanted.service]
    if wanted.customs:
        return declared
    return within_country if wanted.sender.country == wanted.receiver.country else within_union


def _content(wanted: LabelRequest) -> Json:
    content: Json = {
        "packages": _packages(wanted.weight_g),
        "isCustomsDeclarable": wanted.customs,
        "description": "Clothing and accessories",
        "incoterm": "DDP" if wanted.duties_prepaid else "DAP",
        "unitOfMeasurement": "metric",
    }
    if wanted.customs:
        reason = _reason(wanted, *wanted.items)
        content["declaredValue"] = _worth(wanted)
        content["declaredValueCurrency"] = wanted.items[0].currency
        content["exportDeclaration"] = {
            "lineItems": [
                _line(number, item, _reason(wanted, item)[1])
                for number, item in enumerate(wanted.items, start=1)
            ],
            "invoice": {"number": wanted.order_number, "date": wanted.ship_at.date().isoformat()},
            "exportReason": reason[0],
            "exportReasonType": reason[1],
        }
    return content


def _reason(wanted: LabelRequest, *items: Item) -> tuple[str, str]:
    """Why these are exported, in words and as DHL calls it."""
    if wanted.comes_back:
        return "return", "return"
    if all(item.replaces for item in items):
        return "free replacement", "warranty_replacement"
    return "sale", "permanent"


def _line(number: int, item: Item, reason: str) -> Json:
    weight = item.weight_g / 1000
    return {
        "number": number,
        "description": item.description,
        "price": price(max(item.value, 1), item.currency),
        "quantity": {"value": 1, "unitOfMeasurement": "PCS"},
        "commodityCodes": [{"typeCode": "outbound", "value": item.hs_code}],
        "exportReasonType": reason,
        "manufacturerCountry": item.origin,
        "weight": {"netValue": weight, "grossValue": weight},
    }


def _worth(wanted: LabelRequest) -> float:
    return price(sum(max(item.value, 1) for item in wanted.items), wanted.items[0].currency)


def _accounts() -> list[Json]:
    return [{"typeCode": "shipper", "number": settings.CARRIER_ACCOUNT}]


def _party(place: Place, eori: str = "") -> Json:
    party: Json = {
        "postalAddress": _postal(place),
        "contactInformation": {
            "fullName": place.name,
            "companyName": (place.company or place.name)[:100],
            "phone": place.phone,
            **({"email": place.email} if len(place.email) <= 70 else {}),
        },
    }
    if eori:
        number = {"typeCode": "EOR", "number": eori, "issuerCountryCode": place.country}
        party["registrationNumbers"] = [number]
    return party


def _postal(place: Place) -> Json:
    lines = list(address_lines(place, longest=45))[:3]
    address: Json = {"cityName": place.city[:45], "countryCode": place.country}
    address |= {f"addressLine{number}": line for number, line in enumerate(lines, start=1)}
    more = {"postalCode": place.postal_code, "provinceCode": place.region[:35]}
    return address | {name: part for name, part in more.items() if part}


def _packages(weight_g: int) -> list[Json]:
    return [{"weight": max(weight_g / 1000, _LEAST_KG), "dimensions": dict(_BOX_CM)}]


def _short(reference: str) -> str:
    return reference.replace("-", "")  # references have 35 characters


def _day(stamp: str) -> date | None:
    try:
        return datetime.fromisoformat(stamp).date()
    except ValueError:
        return None


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S} GMT{at.isoformat()[-6:]}"
