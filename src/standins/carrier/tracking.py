"""Scans: added on demand, told by the tracking calls and pushed to the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from standins.carrier.books import Books, Kept, Scan
from standins.carrier.errors import CarrierError
from standins.carrier.places import find_place
from standins.carrier.records import ECONOMY, Party, Shipment
from standins.carrier.shipments import estimate_delivery, list_pieces, load_shipment
from standins.server import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of scan: the Express code, the code of the unified API, the words, and whose town it is in."""

    type_code: str
    unified: str
    words: str
    at_sender: bool = False


KINDS = {
    "picked_up": Kind(type_code="PU", unified="transit", words="Shipment picked up", at_sender=True),
    "transit": Kind(type_code="PL", unified="transit", words="Processed", at_sender=True),
    "out_for_delivery": Kind(
        type_code="WC", unified="transit", words="Shipment is out with courier for delivery"
    ),
    "delivered": Kind(type_code="OK", unified="delivered", words="Delivered"),
    "redirected": Kind(
        type_code="AD", unified="transit", words="Delivery redirected as agreed with the receiver"
    ),
    "customs": Kind(type_code="CD", unified="transit", words="Clearance delay: held at customs"),
    "attempted": Kind(type_code="NH", unified="failure", words="Delivery attempted; recipient not home"),
    "point": Kind(type_code="CC", unified="transit", words="Awaiting collection until {until}"),
    "refused": Kind(type_code="RD", unified="failure", words="Recipient refused delivery"),
    "exception": Kind(type_code="OH", unified="failure", words="Shipment is on hold"),
    "damaged": Kind(type_code="DM", unified="failure", words="Shipment damaged in transit"),
    "returned": Kind(type_code="RT", unified="failure", words="Returned to shipper", at_sender=True),
    "lost": Kind(type_code="TI", unified="failure", words="Trace initiated: shipment lost"),
}
ENDS = ("delivered", "returned", "lost")
SAME = {"in_transit": "transit", "failure": "exception", "at_customs": "customs", "at_point": "point"}


def record_scan(*, books: Books, number: str, status: str, at: datetime | None) -> Kept:
    """Add a scan at a moment, or now, told in the local time of its town."""
    status = SAME.get(status, status)
    if status not in KINDS:
        raise CarrierError(400, f"status is one of {', '.join([*KINDS, *SAME])}.")
    kept = books.find_shipment(number)
    if kept.voided:
        raise CarrierError(409, f"Shipment {number} was voided.")
    town = _town_of(load_shipment(kept), status)
    local = (at or books.now).astimezone(find_place(town.country).zone)
    books.add_scan(number=number, status=status, at=local, city=town.city, country=town.country)
    return kept


def _town_of(shipment: Shipment, status: str) -> Party:
    return shipment.shipper if KINDS[status].at_sender else shipment.receiver


def shape_tracking(kept: Kept, scans: Sequence[Scan]) -> Json:
    """One shipment of the Express tracking answer, its events newest first."""
    shipment = load_shipment(kept)
    return {
        "shipmentTrackingNumber": kept.number,
        "status": "Success",
        "shipmentTimestamp": f"{shipment.planned:%Y-%m-%dT%H:%M:%S}",
        "productCode": shipment.product,
        "description": shipment.description,
        "shipperDetails": _shape_party(shipment.shipper),
        "receiverDetails": _shape_party(shipment.receiver),
        "totalWeight": sum(shipment.weights),
        "unitOfMeasurements": "metric",
        "shipperReferences": [{"value": value, "typeCode": "CU"} for value in shipment.references],
        "events": [_shape_event(scan) for scan in reversed(scans)],
        "numberOfPieces": len(shipment.weights),
        "pieces": [{"trackingNumber": piece} for piece in list_pieces(kept.number, len(shipment.weights))],
        "estimatedTimeOfDelivery": f"{estimate_delivery(shipment)}T23:59:00",
    }


def _shape_party(party: Party) -> Json:
    return {
        "name": party.company,
        "postalAddress": {
            "cityName": party.city,
            "postalCode": party.postal_code,
            "countryCode": party.country,
        },
    }


def _shape_event(scan: Scan) -> Json:
    kind = KINDS[scan.status]
    return {
        "date": f"{scan.at:%Y-%m-%d}",
        "time": f"{scan.at:%H:%M:%S}",
        "GMTOffset": scan.at.isoformat()[-6:],
        "typeCode": kind.type_code,
        "description": words_of(scan),
        "serviceArea": [{"code": scan.country, "description": f"{scan.city.upper()} - {scan.country}"}],
        "signedBy": "",
    }


def shape_push(kept: Kept, scans: Sequence[Scan], *, base_url: str) -> Json:
    """What is pushed: the shipment in the unified tracking shape."""
    newest = max(scans, key=lambda scan: scan.seq)
    return {
        "id": f"{kept.number}-{newest.seq}",
        "scope": "subscription.push",
        "shipments": [shape_unified(kept, scans, base_url=base_url)],
    }


def shape_unified(kept: Kept, scans: Sequence[Scan], *, base_url: str) -> Json:
    """A shipment as Unified Tracking tells it, its newest event as its status."""
    shipment = load_shipment(kept)
    events = [_shape_status(scan) for scan in reversed(scans)]
    newest = max(scans, key=lambda scan: scan.seq) if scans else None
    shape: Json = {
        "id": kept.number,
        "service": "express" if kept.api == "mydhl" else "parcel-de",
        "origin": _shape_town(shipment.shipper.city, shipment.shipper.country),
        "destination": _shape_town(shipment.receiver.city, shipment.receiver.country),
        "details": {
            "product": {"productName": "Economy" if shipment.product in ECONOMY else "Express"},
            "totalNumberOfPieces": len(shipment.weights),
            "pieceIds": list_pieces(kept.number, len(shipment.weights)),
        },
        "events": events,
    }
    if newest:
        shape["status"] = _shape_status(newest)
    if not shipment.is_return and not any(scan.status in ENDS for scan in scans):
        shape["rerouteUrl"] = f"{base_url}/redirect/{kept.number}"
    return shape


def _shape_status(scan: Scan) -> Json:
    kind = KINDS[scan.status]
    return {
        "timestamp": scan.at.isoformat(timespec="seconds"),
        "location": _shape_town(scan.city, scan.country),
        "statusCode": kind.unified,
        "status": words_of(scan).upper(),
        "description": words_of(scan),
    }


def words_of(scan: Scan) -> str:
    """What a scan says; what waits at a point does so for a week."""
    return KINDS[scan.status].words.format(until=scan.at.date() + timedelta(days=7))


def _shape_town(city: str, country: str) -> Json:
    return {"address": {"countryCode": country, "addressLocality": city}}
