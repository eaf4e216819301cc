"""DHL Parcel: shipments, returns and couriers, in the shapes of its three APIs."""

import base64
import uuid

from standins.carrier.books import Books
from standins.carrier.errors import CarrierError, ParcelError
from standins.carrier.labels import render_invoice, render_label
from standins.carrier.reading_parcel import read_order, read_pickup, read_return
from standins.carrier.shipments import list_pieces
from standins.server import Json

OK = {"title": "OK", "statusCode": 200}


def make_order(*, books: Books, body: Json) -> Json:
    """A shipment and its label; declared, its customs declaration apart."""
    shipment = read_order(body=body, now=books.now)
    kept = books.add_shipment(api="parcel", reference=_dashed(shipment.references[0]), request=body)
    item: Json = {
        "shipmentNo": kept.number,
        "sstatus": OK,
        "shipmentRefNo": shipment.references[0],
        "label": _document(
            render_label(shipment=shipment, number=kept.number, pieces=list_pieces(kept.number, 1))
        ),
    }
    if shipment.customs:
        item["customsDoc"] = _document(
            render_invoice(shipment=shipment, customs=shipment.customs, number=kept.number)
        )
    return {"status": OK, "items": [item]}


def delete_order(*, books: Books, number: str) -> Json:
    """Give a shipment back that was not handed over."""
    try:
        kept = books.find_shipment(number)
    except CarrierError as error:
        raise ParcelError([f"#/shipment: no shipment {number}"], status=404) from error
    if kept.api != "parcel" or books.list_scans(number):
        raise ParcelError([f"#/shipment: {number} can no longer be deleted"])
    books.void_shipment(number)
    return {"status": OK, "items": [{"shipmentNo": number, "sstatus": OK}]}


def make_return(*, books: Books, body: Json) -> Json:
    """A return and its label."""
    shipment = read_return(body=body, now=books.now)
    kept = books.add_shipment(api="return", reference=_dashed(shipment.references[0]), request=body)
    label = render_label(shipment=shipment, number=kept.number, pieces=list_pieces(kept.number, 1))
    return {
        "shipmentNo": kept.number,
        "sstatus": {"title": "Created", "status": 201},
        "label": {"b64": base64.b64encode(label).decode()},
        "routingCode": "40327653113+99000933090010",
    }


def make_pickup(*, books: Books, body: Json) -> Json:
    """A courier who calls."""
    day = read_pickup(body=body, now=books.now)
    number = books.add_pickup(request=body)
    shipments = [
        {
            "transportationType": one["transportationType"],
            "shipmentNo": one.get("shipmentNo"),
            "orderDate": day,
        }
        for one in body["shipmentDetails"]["shipments"]
    ]
    value = {
        "orderID": number,
        "pickupDate": day,
        "freeOfCharge": False,
        "pickupType": "PICKUP",
        "confirmedShipments": shipments,
    }
    return {"confirmation": {"type": "ORDERID", "value": value}}


def delete_pickup(*, books: Books, number: str) -> Json:
    """Call a courier off; what cannot be is told apart."""
    told = {"orderID": number, "orderState": "STORNIERT", "message": "cancelled"}
    try:
        books.cancel_pickup(number)
    except CarrierError as error:
        failed = told | {"orderState": "UNBEKANNT", "message": str(error)}
        return {"confirmedCancellations": [], "failedCancellations": [failed]}
    return {"confirmedCancellations": [told], "failedCancellations": []}


def _document(pdf: bytes) -> Json:
    return {"b64": base64.b64encode(pdf).decode(), "fileFormat": "PDF", "printFormat": "910-300-700"}


def _dashed(reference: str) -> str:
    try:
        return str(uuid.UUID(hex=reference))
    except ValueError:
        return reference
