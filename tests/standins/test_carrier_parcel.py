"""DHL Parcel at the carrier stand-in: strict, and voided until the first scan."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.standins.running import StandIn
from tests.standins.test_carrier import Desk


@pytest.fixture
def desk(carrier: StandIn) -> Desk:
    return Desk(carrier)


def _order() -> dict[str, Any]:
    place = {"addressStreet": "12 rue des Archives", "postalCode": "75003", "city": "Paris", "country": "FRA"}
    return {
        "profile": "STANDARD_GRUPPENPROFIL",
        "shipments": [
            {
                "product": "V01PAK",
                "billingNumber": "33333333330101",
                "refNo": uuid.uuid4().hex,
                "shipper": {"name1": "Maison Exemple", **place},
                "consignee": {"name1": "Jeanne Exemple", **place},
                "details": {"weight": {"uom": "g", "value": 433}},
            }
        ],
    }


def test_a_parcel_is_made_tracked_and_given_back_until_the_first_scan(desk: Desk) -> None:
    path = "/parcel/de/shipping/v2/orders"
    first, second = (desk.call("POST", path, _order()).json()["items"][0]["shipmentNo"] for _ in range(2))
    for _ in range(2):
        assert desk.call("DELETE", f"{path}?shipment={first}").status_code == 200
    desk.call("POST", f"/_control/shipments/{second}/events", {"status": "picked_up"})
    assert desk.call("DELETE", f"{path}?shipment={second}").status_code == 400
    assert desk.call("DELETE", f"{path}?shipment=1").status_code == 404
    (told,) = desk.call("GET", f"/track/shipments?trackingNumber={second}").json()["shipments"]
    assert (told["id"], told["service"], told["status"]["statusCode"]) == (second, "parcel-de", "transit")


@pytest.mark.parametrize(
    ("where", "value", "property_"),
    [
        ("consignee/name1", "x" * 51, "shipments/0/consignee/name1"),
        ("consignee/country", "FR", "shipments/0/consignee/country"),
        ("consignee/colour", "blue", "shipments/0/consignee"),
        ("details/weight/value", 31_501, "details/weight"),
        ("billingNumber", "1", "shipments/0/billingNumber"),
        ("refNo", "short", "shipments/0/refNo"),
    ],
)
def test_a_parcel_that_is_wrong_is_explained_by_its_property(
    desk: Desk, where: str, value: object, property_: str
) -> None:
    body = _order()
    level = body["shipments"][0]
    *steps, last = where.split("/")
    for step in steps:
        level = level[step]
    level[last] = value
    answer = desk.call("POST", "/parcel/de/shipping/v2/orders", body)
    assert answer.status_code == 400
    assert answer.json()["items"][0]["validationMessages"][0]["property"] == property_
