"""Shipments: bought once per message reference, voided until the first scan."""

import base64
from datetime import date, timedelta

from standins.carrier.books import Books, Kept
from standins.carrier.errors import CarrierError
from standins.carrier.labels import render_invoice, render_label
from standins.carrier.reading import read_shipment
from standins.carrier.records import ECONOMY, Shipment
from standins.server import Json


def buy_shipment(*, books: Books, body: Json, reference: str | None) -> Kept:
    """Make a shipment, or find the one already made under this reference."""
    made = books.find_shipment_of(reference) if reference else None
    if made:
        return made
    shipment = read_shipment(body=body, now=books.now)
    pickup = books.add_pickup(reference=reference, request=body) if shipment.wants_pickup else None
    return books.add_shipment(reference=reference, pickup=pickup, request=body)


def void_shipment(*, books: Books, number: str) -> None:
    """Give a label back; again is the same, 422 once the carrier has scanned it."""
    kept = books.find_shipment(number)
    if books.list_scans(number):
        raise CarrierError(422, f"Shipment {number} is on its way and can no longer be voided.")
    if kept.voided is None:
        books.void_shipment(number)


def load_shipment(kept: Kept) -> Shipment:
    """The shipment as it was asked for."""
    return read_shipment(body=kept.request, now=kept.created)


def shape_bought(kept: Kept, *, base_url: str) -> Json:
    """The answer to a purchase: numbers and documents, the label apart from the customs invoice."""
    shipment = load_shipment(kept)
    pieces = list_pieces(kept.number, len(shipment.weights))
    label = render_label(shipment=shipment, number=kept.number, pieces=pieces)
    documents = [_shape_document("label", label)]
    if shipment.customs:
        invoice = render_invoice(shipment=shipment, customs=shipment.customs, number=kept.number)
        documents.append(_shape_document("invoice", invoice))
    shape: Json = {
        "url": f"{base_url}/mydhlapi/shipments",
        "shipmentTrackingNumber": kept.number,
        "trackingUrl": f"{base_url}/mydhlapi/shipments/{kept.number}/tracking",
        "packages": [
            {
                "referenceNumber": position,
                "trackingNumber": piece,
                "trackingUrl": f"{base_url}/track/{kept.number}",
            }
            for position, piece in enumerate(pieces, start=1)
        ],
        "documents": documents,
        "estimatedDeliveryDate": {
            "estimatedDeliveryDate": estimate_delivery(shipment).isoformat(),
            "estimatedDeliveryType": "QDDC",
        },
        "warnings": [],
    }
    if kept.pickup:
        shape["dispatchConfirmationNumber"] = kept.pickup
        shape["cancelPickupUrl"] = f"{base_url}/mydhlapi/pickups/{kept.pickup}"
    return shape


def shape_row(kept: Kept, *, status: str) -> Json:
    """One row of the carrier's books."""
    shipment = load_shipment(kept)
    return {
        "number": kept.number,
        "message_reference": kept.reference,
        "references": shipment.references,
        "product": shipment.product,
        "is_return": shipment.is_return,
        "from": shipment.shipper.country,
        "to": shipment.receiver.country,
        "weight_kg": sum(shipment.weights),
        "status": "voided" if kept.voided else status,
        "at": kept.created.isoformat(),
    }


def list_pieces(number: str, count: int) -> tuple[str, ...]:
    """The piece numbers of a shipment."""
    return tuple(f"JD0146{number}{position:06d}" for position in range(1, count + 1))


def estimate_delivery(shipment: Shipment) -> date:
    """Two working days by express, four by economy."""
    day = shipment.planned.date()
    left = 4 if shipment.product in ECONOMY else 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _shape_document(kind: str, content: bytes) -> Json:
    return {"imageFormat": "PDF", "content": base64.b64encode(content).decode(), "typeCode": kind}
