"""DHL Parcel: its Shipping API (v2), its Returns API (v1) and its pick-ups (v3). It finds no shipment by our reference."""

from __future__ import annotations

import functools

from babel.core import get_global
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
)
from comptoir.fulfilment.carriers.wire import (
    Json,
    address_lines,
    ask,
    basic,
    kept,
    page_of,
    pdf_of,
    price,
    rows,
    text,
)

_SHIPPING = "/parcel/de/shipping/v2/orders"
_RETURNS = "/parcel/de/shipping/returns/v1/orders"
_PICKUPS = "/parcel/de/transportation/pickup/v3/orders"
_PAGE = "https://www.dhl.com/global-en/home/tracking/tracking-parcel.html?submit=1&tracking-id="
_NATIONAL, _INTERNATIONAL, _RETURN = "V01PAK", "V53WPAK", "V07PAK"
_BOX_MM = {"uom": "mm", "length": 400, "width": 300, "height": 120}


def buy_label(wanted: LabelRequest) -> BoughtLabel:
    """One shipment, or one return to the house's receiver of the customer's country."""
    if wanted.comes_back:
        item = _ask("POST", _RETURNS, body=_return(wanted), params={"labelType": "SHIPMENT_LABEL"})
    else:
        params = {"includeDocs": "include", "docFormat": "PDF", "printFormat": "910-300-700"}
        body: Json = {"profile": "STANDARD_GRUPPENPROFIL", "shipments": [_shipment(wanted)]}
        item = next(iter(rows(_ask("POST", _SHIPPING, body=body, params=params), "items")), {})
    number, label, declaration = (
        text(item, "shipmentNo"),
        text(item, "label", "b64"),
        text(item, "customsDoc", "b64"),
    )
    if not number or not label:
        raise CarrierUnsure("an answer without a label")
    return BoughtLabel(
        tracking_number=number,
        tracking_url=page_of(_PAGE, number),
        pdf=pdf_of(label),
        answer=kept(item),
        papers=(Paper(kind="declaration", pdf=pdf_of(declaration)),) if declaration else (),
    )


def void_label(*, tracking_number: str) -> None:
    """Delete a shipment that was not handed over; 404 says that there is none any more."""
    params = {"profile": "STANDARD_GRUPPENPROFIL", "shipment": tracking_number}
    item = next(iter(rows(_ask("DELETE", _SHIPPING, params=params), "items")), {})
    status = item.get("sstatus")
    code = status.get("statusCode", status.get("status")) if isinstance(status, dict) else 200
    if code not in (200, 404):
        raise CarrierRefused(text(status, "title") or str(code))


def book_pickup(wanted: PickupRequest) -> str:
    """One pick-up at an address, in the hours given."""
    place, lines = wanted.place, list(address_lines(wanted.place, longest=50))
    address = {
        "name1": place.name[:50],
        "addressStreet": lines[0],
        "postalCode": place.postal_code,
        "city": place.city[:40],
        "country": country_code(place.country),
    }
    shipment = {"transportationType": "PAKET", "shipmentNo": wanted.tracking_number}
    body: Json = {
        "customerDetails": {"billingNumber": _billing(_RETURN)},
        "pickupLocation": {"type": "Address", "pickupAddress": address},
        "businessHours": [{"timeFrom": wanted.ready_from, "timeUntil": wanted.closes_at}],
        "contactPerson": [{"name": place.name[:50], "phone": _phone(place), "email": place.email}],
        "pickupDetails": {
            "pickupDate": {"type": "Date", "value": wanted.day.isoformat()},
            "totalWeight": {"uom": "kg", "value": -(-wanted.weight_g // 1000)},
        },
        "shipmentDetails": {"shipments": [shipment | {"customerReference": _short(wanted.reference)}]},
    }
    confirmation = text(_ask("POST", _PICKUPS, body=body), "confirmation", "value", "orderID")
    if not confirmation:
        raise CarrierUnsure("a pick-up without a confirmation")
    return confirmation


def cancel_pickup(*, confirmation: str) -> None:
    """Call a courier off."""
    failed = rows(_ask("DELETE", _PICKUPS, params={"orderID": confirmation}), "failedCancellations")
    if failed:
        raise CarrierRefused(text(failed[0], "message") or text(failed[0], "orderState"))


def _ask(method: str, path: str, *, params: dict[str, str] | None = None, body: Json | None = None) -> Json:
    headers = {
        "dhl-api-key": settings.CARRIER_FINDER_KEY,
        "Authorization": basic(settings.CARRIER_PARCEL_KEY),
        "Accept-Language": "en-US",
    }
    return ask(method, path, headers=headers, params=params, body=body)


def _billing(product: str) -> str:
    """The ten digits of the customer, the two of the product, the two of the participation."""
    return f"{settings.CARRIER_PARCEL_ACCOUNT[:10]}{product[1:3]}{settings.CARRIER_PARCEL_ACCOUNT[10:]}"


def _shipment(wanted: LabelRequest) -> Json:
    domestic = wanted.sender.country == wanted.receiver.country
    product = _NATIONAL if domestic else _INTERNATIONAL
    weight = {"uom": "g", "value": wanted.weight_g}
    sender, receiver = _party(wanted.sender), _party(wanted.receiver)
    extra = list(address_lines(wanted.receiver, longest=50))[1:3]
    receiver |= {"state": wanted.receiver.region[:20]} if wanted.receiver.region else {}
    receiver |= {f"additionalAddressInformation{number}": line for number, line in enumerate(extra, start=1)}
    shipment: Json = {
        "product": product,
        "billingNumber": _billing(product),
        "refNo": _short(wanted.reference),
        "shipDate": wanted.ship_at.date().isoformat(),
        "shipper": sender,
        "consignee": receiver,
        "details": {"dim": _BOX_MM, "weight": weight},
    }
    if wanted.customs:
        shipment["services"] = {"postalDeliveryDutyPaid": wanted.duties_prepaid}
        shipment["customs"] = {
            "invoiceNo": wanted.order_number,
            **_export_type(wanted),
            "shippingConditions": "DDP" if wanted.duties_prepaid else "DAP",
            "postalCharges": _value(0, wanted.items[0].currency),
            "shipperCustomsRef": wanted.eori,
            "items": [_item(item) for item in wanted.items],
        }
    return shipment


def _export_type(wanted: LabelRequest) -> Json:
    if all(item.replaces for item in wanted.items):
        return {"exportType": "OTHER", "exportDescription": "Free replacement, not a sale"}
    return {"exportType": "COMMERCIAL_GOODS"}


def _return(wanted: LabelRequest) -> Json:
    body: Json = {
        "receiverId": country_code(wanted.sender.country).lower(),
        "customerReference": wanted.order_number,
        "shipmentReference": _short(wanted.reference),
        "shipper": {name: part for name, part in _party(wanted.sender).items() if name != "country"},
        "itemWeight": {"uom": "g", "value": wanted.weight_g},
    }
    if wanted.customs:
        worth = sum(item.value for item in wanted.items)
        body["itemValue"] = _value(worth, wanted.items[0].currency)
        body["customsDetails"] = {"items": [_item(item) for item in wanted.items]}
    return body


def _item(item: Item) -> Json:
    return {
        "itemDescription": item.description[:256],
        "countryOfOrigin": country_code(item.origin),
        "hsCode": item.hs_code,
        "packagedQuantity": 1,
        "itemValue": _value(max(item.value, 1), item.currency),
        "itemWeight": {"uom": "g", "value": item.weight_g},
    }


def _value(amount: int, currency: str) -> Json:
    return {"currency": currency, "value": price(amount, currency)}


def _party(place: Place) -> Json:
    party = {
        "name1": place.name[:50],
        "name2": place.company[:50],
        "addressStreet": next(address_lines(place, longest=50), ""),
        "postalCode": place.postal_code,
        "city": place.city[:40],
        "country": country_code(place.country),
        "email": place.email if len(place.email) <= 80 else "",
        "phone": _phone(place),
    }
    return {name: part for name, part in party.items() if part}


def _phone(place: Place) -> str:
    return place.phone.replace(" ", "")[:20]


def _short(reference: str) -> str:
    return reference.replace("-", "")  # references have 35 characters


@functools.cache
def _codes() -> dict[str, str]:
    aliases = get_global("territory_aliases")
    pairs = [(two[0], three) for three, two in aliases.items() if len(three) == 3 and three.isalpha()]
    # Countries that swallowed another have several: the one that begins as their two letters do.
    return dict(sorted(pairs, key=lambda pair: pair[1].startswith(pair[0])))


def country_code(country: str) -> str:
    """The three letters of a country; its two where it has none."""
    return _codes().get(country, country)
