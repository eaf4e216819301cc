"""Express shipments: a new one for every question, and none is ever voided. Rates."""

import base64
from datetime import date, timedelta

from standins.carrier.books import Books, Kept
from standins.carrier.labels import render_invoice, render_label
from standins.carrier.reading import read_rates, read_shipment
from standins.carrier.reading_parcel import read_order, read_return
from standins.carrier.records import ECONOMY, PRODUCTS, Shipment
from standins.server import Json

READERS = {"mydhl": read_shipment, "parcel": read_order, "return": read_return}


def buy_shipment(*, books: Books, body: Json, reference: str | None) -> Kept:
    """Make a shipment."""
    shipment = read_shipment(body=body, now=books.now)
    pickup = books.add_pickup(request=body) if shipment.wants_pickup else None
    return books.add_shipment(reference=reference, pickup=pickup, request=body)


def find_by_reference(*, books: Books, reference: str) -> list[Kept]:
    """Express shipments that carry a customer reference."""
    express = (kept for kept in books.list_shipments() if kept.api == "mydhl")
    return [kept for kept in express if reference in load_shipment(kept).references]


def load_shipment(kept: Kept) -> Shipment:
    """The shipment as it was asked for."""
    return READERS[kept.api](body=kept.request, now=kept.created)


def shape_rates(*, body: Json, books: Books) -> Json:
    """What Express products cost between two addresses, in the account's currency and in the country's."""
    shipment = read_rates(body=body, now=books.now)
    near = shipment.shipper.country == shipment.receiver.country
    products = [("N", 9.9)] if near else [("P", 24.35), ("H", 17.05)]
    weight = sum(shipment.weights)
    return {
        "products": [_shape_rate(shipment, code, base + round(weight * 2.15, 2)) for code, base in products],
        "exchangeRates": [{"currentExchangeRate": 1.1, "currency": "EUR", "baseCurrency": "USD"}],
        "warnings": [],
    }


def _shape_rate(shipment: Shipment, code: str, price: float) -> Json:
    day = shipment.planned.date() + timedelta(days=4 if code in ECONOMY else 2)
    prices = (("BILLC", "EUR", price), ("BASEC", "USD", price * 1.1))
    return {
        "productName": PRODUCTS[code],
        "productCode": code,
        "networkTypeCode": "TD",
        "isCustomerAgreement": False,
        "weight": {"volumetric": 2.9, "provided": sum(shipment.weights), "unitOfMeasurement": "metric"},
        "totalPrice": [
            {"currencyType": kind, "priceCurrency": currency, "price": round(amount, 2)}
            for kind, currency, amount in prices
        ],
        "deliveryCapabilities": {
            "deliveryTypeCode": "QDDC",
            "estimatedDeliveryDateAndTime": f"{day}T23:59:00",
            "totalTransitDays": 4 if code in ECONOMY else 2,
        },
    }


def shape_bought(kept: Kept, *, base_url: str) -> Json:
    """The answer to a purchase: numbers and documents, the label apart from the customs invoice."""
    shipment = load_shipment(kept)
    pieces = list_pieces(kept.number, len(shipment.weights))
    label = render_label(shipment=shipment, number=kept.number, pieces=pieces)
    documents = [_shape_document("label", label)]
    if shipment.customs and "documentImages" not in kept.request:
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
                "trackingUrl": f"{base_url}/mydhlapi/shipments/{kept.number}/tracking?PieceID={piece}",
            }
            for position, piece in enumerate(pieces, start=1)
        ],
        "documents": documents,
        "warnings": [],
    }
    if kept.request.get("requestOndemandDeliveryURL"):
        shape["onDemandDeliveryURL"] = f"{base_url}/redirect/{kept.number}"
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
        "papers": [image["typeCode"] for image in kept.request.get("documentImages", [])],
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
