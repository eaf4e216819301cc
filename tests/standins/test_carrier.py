"""The carrier stand-in: labels bought once, scans told in local time and pushed, points found."""

from __future__ import annotations

import base64
import copy
import io
import json
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest

from tests.standins.paying import BROWSER
from tests.standins.running import Inbox, StandIn, standin

NOW = "2026-11-24T16:00:00 GMT+01:00"


def _party(country: str, city: str, postal_code: str, name: str) -> dict[str, Any]:
    return {
        "postalAddress": {
            "postalCode": postal_code,
            "cityName": city,
            "countryCode": country,
            "addressLine1": "12 rue des Archives",
        },
        "contactInformation": {"phone": "+33123456789", "companyName": name, "fullName": name},
    }


def _request(planned: str) -> dict[str, Any]:
    return {
        "plannedShippingDateAndTime": planned,
        "pickup": {"isRequested": False},
        "productCode": "U",
        "accounts": [{"typeCode": "shipper", "number": "123456789"}],
        "customerReferences": [{"value": "K7Q2MX9RT", "typeCode": "CU"}],
        "customerDetails": {
            "shipperDetails": _party("FR", "Paris", "75003", "Maison Exemple"),
            "receiverDetails": _party("DE", "Köln", "50667", "Zoë Łukasiewicz"),
        },
        "content": {
            "packages": [{"weight": 1.2, "dimensions": {"length": 40, "width": 30, "height": 10}}],
            "isCustomsDeclarable": False,
            "incoterm": "DAP",
            "description": "Wool jumper",
            "unitOfMeasurement": "metric",
        },
    }


def _declared(body: dict[str, Any]) -> dict[str, Any]:
    line = {
        "description": "Wool jumper",
        "price": 150.0,
        "quantity": {"value": 1, "unitOfMeasurement": "PCS"},
        "commodityCodes": [{"typeCode": "outbound", "value": "6110.11"}],
        "manufacturerCountry": "FR",
        "weight": {"netValue": 0.6, "grossValue": 0.7},
    }
    body["productCode"] = "P"
    body["customerDetails"]["receiverDetails"] = _party("US", "New York", "10013", "Ann Other")
    body["content"] |= {
        "isCustomsDeclarable": True,
        "declaredValue": 300.0,
        "declaredValueCurrency": "USD",
        "incoterm": "DDP",
        "exportDeclaration": {
            "lineItems": [line | {"number": number} for number in range(1, 41)],
            "invoice": {"number": "INV-1", "date": "2026-11-24"},
        },
    }
    return body


class Desk:
    """The house's side of the carrier."""

    def __init__(self, carrier: StandIn) -> None:
        self.carrier = carrier
        today = str(carrier.state()["now"])[:10]
        self.body = _request(f"{today}T23:00:00 GMT+00:00")

    def call(
        self, method: str, path: str, body: object = None, reference: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": "Basic aG91c2U6c2VjcmV0", "DHL-API-Key": "key", "x-version": "3.3.1"}
        if reference:
            headers["Message-Reference"] = reference
        content = None if body is None else json.dumps(body)
        return self.carrier.http.request(
            method, f"{self.carrier.url}{path}", content=content, headers=headers
        )

    def buy(self, body: object = None, reference: str | None = None) -> dict[str, Any]:
        answer = self.call("POST", "/mydhlapi/shipments", body or self.body, reference)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def count(self) -> int:
        return len(self.call("GET", "/shipments").json()["rows"])


@pytest.fixture
def desk(carrier: StandIn) -> Desk:
    return Desk(carrier)


def _documents(bought: dict[str, Any]) -> dict[str, pypdf.PdfReader]:
    return {
        document["typeCode"]: pypdf.PdfReader(io.BytesIO(base64.b64decode(document["content"])), strict=True)
        for document in bought["documents"]
    }


def test_a_shipment_has_a_number_and_a_label_of_one_page(desk: Desk) -> None:
    bought = desk.buy()
    number = bought["shipmentTrackingNumber"]
    assert (len(number), int(number[:9]) % 7) == (10, int(number[9]))
    documents = _documents(bought)
    assert list(documents) == ["label"]
    assert len(documents["label"].pages) == 1
    text = documents["label"].pages[0].extract_text()
    for words in (
        "EXPRESS WORLDWIDE EU",
        "Maison Exemple",
        "Zoë Lukasiewicz",
        "50667 Köln",
        "K7Q2MX9RT",
        "1.2 kg",
    ):
        assert words in text
    assert f"{number[:2]} {number[2:6]} {number[6:]}" in text
    assert bought["packages"] == [
        {
            "referenceNumber": 1,
            "trackingNumber": f"JD0146{number}000001",
            "trackingUrl": f"{desk.carrier.url}/mydhlapi/shipments/{number}/tracking?PieceID=JD0146{number}000001",
        }
    ]


def test_a_declared_shipment_has_its_invoice_apart(desk: Desk) -> None:
    documents = _documents(desk.buy(_declared(desk.body)))
    assert list(documents) == ["label", "invoice"]
    pages = [page.extract_text() for page in documents["invoice"].pages]
    assert len(pages) == 2
    assert "INV-1 of 2026-11-24" in pages[0]
    assert "Total USD 6000.00, DDP" in pages[1]


def test_two_packages_are_two_pages(desk: Desk) -> None:
    desk.body["content"]["packages"] *= 2
    assert len(_documents(desk.buy())["label"].pages) == 2


def test_a_return_label_says_so_and_may_be_used_later(desk: Desk) -> None:
    desk.body["valueAddedServices"] = [{"serviceCode": "PT"}]
    desk.body["plannedShippingDateAndTime"] = "2099-01-04T10:00:00 GMT+01:00"
    assert "RETURN" in _documents(desk.buy())["label"].pages[0].extract_text()


def test_every_question_is_a_shipment_and_a_reference_finds_all_of_them(desk: Desk) -> None:
    reference = uuid.uuid4().hex
    desk.body["customerReferences"][0]["value"] = reference
    numbers = [desk.buy(reference=str(uuid.uuid4()))["shipmentTrackingNumber"] for _ in range(2)]
    path = f"/mydhlapi/tracking?shipmentReference={reference}&shipmentReferenceType=CU&shipperAccountNumber=1"
    assert desk.call("GET", path).status_code == 400
    found = desk.call("GET", f"{path}&dateRangeFrom=2026-01-01&dateRangeTo=2027-01-01").json()["shipments"]
    assert [shipment["shipmentTrackingNumber"] for shipment in found] == numbers


def test_a_shipment_whose_answer_was_lost_was_made(desk: Desk) -> None:
    before = desk.count()
    desk.carrier.control(mode="half_open", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        desk.buy()
    assert desk.count() == before + 1


@pytest.mark.parametrize(
    ("mode", "status", "made"), [("down", 503, 0), ("broken", 500, 1), ("garbage", 200, 1)]
)
def test_bad_days(desk: Desk, mode: str, status: int, made: int) -> None:
    before = desk.count()
    desk.carrier.control(mode=mode, count=1)
    answer = desk.call("POST", "/mydhlapi/shipments", desk.body)
    assert answer.status_code == status
    if mode == "garbage":
        with pytest.raises(ValueError, match="Expecting value"):
            answer.json()
    assert desk.count() == before + made


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("content/packages/0/weight", 0, "#/content/packages/0/weight: expected a number above 0"),
        ("content/packages", [], "#/content/packages: expected type: JSONArray"),
        ("productCode", "Z", "#/productCode: Z is not a valid enum value"),
        ("plannedShippingDateAndTime", "2026-11-24", "#/plannedShippingDateAndTime: string [2026-11-24]"),
        ("accounts", None, "#: required key [accounts] not found"),
        (
            "customerDetails/receiverDetails/postalAddress/addressLine1",
            "x" * 46,
            "#/customerDetails/receiverDetails/postalAddress/addressLine1: expected maxLength: 45, actual: 46",
        ),
        (
            "customerDetails/shipperDetails/contactInformation/phone",
            "",
            "#/customerDetails/shipperDetails/contactInformation/phone: expected minLength: 1, actual: 0",
        ),
        ("content/isCustomsDeclarable", "no", "#/content/isCustomsDeclarable: expected type: Boolean"),
    ],
)
def test_a_wrong_request_is_explained_and_makes_nothing(
    desk: Desk, path: str, value: object, complaint: str
) -> None:
    body: Any = copy.deepcopy(desk.body)
    *steps, last = path.split("/")
    level = body
    for step in steps:
        level = level[int(step) if step.isdecimal() else step]
    level[last] = value
    before = desk.count()
    answer = desk.call("POST", "/mydhlapi/shipments", body)
    assert answer.status_code == 400
    assert any(text.startswith(complaint) for text in answer.json()["additionalDetails"]), answer.text
    assert desk.count() == before


@pytest.mark.parametrize("planned", ["2020-01-01T10:00:00 GMT+01:00", "2099-01-01T10:00:00 GMT+01:00"])
def test_a_day_that_is_past_or_far_is_refused(desk: Desk, planned: str) -> None:
    desk.body["plannedShippingDateAndTime"] = planned
    assert desk.call("POST", "/mydhlapi/shipments", desk.body).status_code == 422


def test_goods_that_leave_the_union_must_be_declared(desk: Desk) -> None:
    desk.body["customerDetails"]["receiverDetails"] = _party("CH", "Bern", "3011", "Ann Other")
    assert desk.call("POST", "/mydhlapi/shipments", desk.body).status_code == 422


def test_without_credentials_nothing_is_said(carrier: StandIn) -> None:
    assert BROWSER.get(f"{carrier.url}/mydhlapi/tracking").status_code == 401
    assert BROWSER.get(f"{carrier.url}/location-finder/v1/find-by-address").status_code == 401


def test_scans_keep_their_local_time_and_zone(desk: Desk) -> None:
    number = desk.buy(_declared(desk.body))["shipmentTrackingNumber"]
    for status, at in (("delivered", "2026-11-26T20:30:00Z"), ("picked_up", "2026-11-24T18:00:00+01:00")):
        answer = desk.call("POST", f"/_control/shipments/{number}/events", {"status": status, "at": at})
        assert answer.status_code == 201
    (shipment,) = desk.call("GET", f"/mydhlapi/tracking?shipmentTrackingNumber={number}").json()["shipments"]
    events = [(e["typeCode"], e["date"], e["time"], e["GMTOffset"]) for e in shipment["events"]]
    assert events == [
        ("OK", "2026-11-26", "15:30:00", "-05:00"),
        ("PU", "2026-11-24", "18:00:00", "+01:00"),
    ]
    one = desk.call("GET", f"/mydhlapi/shipments/{number}/tracking").json()
    assert one == {"shipments": [shipment]}
    page = desk.call("GET", f"/track/{number}").text
    assert page.index("Delivered") < page.index("Picked up")
    assert "2026-11-26 15:30</time> -0500" in page


@pytest.mark.parametrize(
    "body", [{"status": "eaten"}, {}, {"status": "transit", "at": "2026-11-24T18:00:00"}]
)
def test_a_scan_that_makes_no_sense_is_refused(desk: Desk, body: dict[str, str]) -> None:
    number = desk.buy()["shipmentTrackingNumber"]
    assert desk.call("POST", f"/_control/shipments/{number}/events", body).status_code == 400
    assert desk.call("GET", f"/mydhlapi/shipments/{number}/tracking").json()["shipments"][0]["events"] == []


@pytest.fixture
def hook() -> Iterator[Inbox]:
    box = Inbox("DHL-Hook-Token")
    yield box
    box.close()


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("transit", "transit", "Processed"),
        ("in_transit", "transit", "Processed"),
        ("out_for_delivery", "transit", "Shipment is out with courier for delivery"),
        ("redirected", "transit", "Delivery redirected as agreed with the receiver"),
        ("delivered", "delivered", "Delivered"),
        ("exception", "failure", "Shipment is on hold"),
        ("failure", "failure", "Shipment is on hold"),
        ("returned", "failure", "Returned to shipper"),
        ("lost", "failure", "Trace initiated: shipment lost"),
    ],
)
def test_each_scan_is_pushed_with_the_token(
    carrier: StandIn, desk: Desk, hook: Inbox, status: str, code: str, words: str
) -> None:
    carrier.control("/webhook", url=hook.url, secrets=["hook_secret"])
    number = desk.buy()["shipmentTrackingNumber"]
    desk.call("POST", f"/_control/shipments/{number}/events", {"status": status})
    (pushed,) = hook.take(1)
    assert pushed.signature == "hook_secret"
    (shipment,) = pushed.event["shipments"]
    assert shipment["id"] == number
    told = shipment["status"]
    assert (told["statusCode"], told["description"]) == (code, words)
    again = carrier.control("/deliver", events=[pushed.event["id"]])["sent"]
    assert again == [{"event": pushed.event["id"], "status": 200}]
    assert hook.take(1)[0].body == pushed.body


def test_each_question_is_a_courier_and_each_is_called_off_once(desk: Desk) -> None:
    planned = desk.body["plannedShippingDateAndTime"]
    body = {
        "plannedPickupDateAndTime": planned,
        "closeTime": "18:00",
        "accounts": desk.body["accounts"],
        "customerDetails": {"shipperDetails": desk.body["customerDetails"]["shipperDetails"]},
        "shipmentDetails": [
            {
                "productCode": "U",
                "packages": desk.body["content"]["packages"],
                "isCustomsDeclarable": False,
                "unitOfMeasurement": "metric",
            }
        ],
    }
    first = desk.call("POST", "/mydhlapi/pickups", body)
    assert first.status_code == 201
    (number,) = first.json()["dispatchConfirmationNumbers"]
    assert desk.call("POST", "/mydhlapi/pickups", body).json() != first.json()
    assert desk.call("POST", "/mydhlapi/pickups", body | {"colour": "blue"}).status_code == 400
    assert desk.call("DELETE", f"/mydhlapi/pickups/{number}").status_code == 400
    gone = desk.call("DELETE", f"/mydhlapi/pickups/{number}?requestorName=A&reason=001")
    assert gone.json()["status"] == "cancelled"
    path = f"/mydhlapi/pickups/{number}?requestorName=A&reason=001"
    assert desk.call("DELETE", path).status_code == 400
    late = body | {"plannedPickupDateAndTime": "2020-01-01T10:00:00 GMT+01:00"}
    assert desk.call("POST", "/mydhlapi/pickups", late).status_code == 422


def test_points_near_a_town_are_always_the_same_ones(desk: Desk) -> None:
    path = "/location-finder/v1/find-by-address?countryCode=FR&addressLocality=Lyon&postalCode=69002"
    points = desk.call("GET", path).json()["locations"]
    assert points == desk.call("GET", path).json()["locations"]
    distances = [point["distance"] for point in points]
    assert distances == sorted(distances)
    near = desk.call("GET", f"{path}&radius=1200&locationType=servicepoint").json()["locations"]
    assert near
    assert all(point["distance"] <= 1200 and point["location"]["type"] == "servicepoint" for point in near)
    assert points[0]["place"]["address"]["addressLocality"] == "Lyon"
    assert points[0]["openingHours"][0]["dayOfWeek"] == "http://schema.org/Monday"
    assert desk.call("GET", "/location-finder/v1/find-by-address?countryCode=FR").status_code == 400


def test_a_killed_carrier_goes_on_with_its_books(tmp_path: Path) -> None:
    with standin("carrier", tmp_path) as running:
        desk = Desk(running)
        number = desk.buy()["shipmentTrackingNumber"]
        running.end(signal.SIGKILL)
        running.start()
        assert desk.call("GET", f"/mydhlapi/shipments/{number}/tracking").status_code == 200
        assert desk.buy()["shipmentTrackingNumber"] != number
        assert desk.count() == 2


def test_another_place_is_chosen_on_the_carriers_own_page(desk: Desk) -> None:
    number = desk.buy()["shipmentTrackingNumber"]
    page = desk.call("GET", f"/redirect/{number}")
    assert '<form method="post">' in page.text
    assert desk.call("POST", f"/redirect/{number}").status_code == 303
    assert "Another day or place was chosen" in desk.call("GET", f"/track/{number}").text


def test_a_subscription_is_validated_at_its_hook_and_then_pushes_there(
    carrier: StandIn, desk: Desk, hook: Inbox
) -> None:
    authentication = {"type": "ApiKeyAuthentication", "header": "DHL-Hook-Token", "token": "ours"}
    body = {"hook": {"uri": hook.url, "authentication": authentication}, "type": "Account", "accountID": "1"}
    assert desk.call("POST", "/tracking/push/v1/subscription", body).status_code == 201
    (asked,) = hook.take(1)
    assert (asked.event["scope"], asked.signature) == ("subscription.validate", "ours")
    path = f"/tracking/push/v1/subscription/{asked.event['self'].rpartition('/')[2]}"
    assert desk.call("POST", path).status_code == 401
    headers = {"DHL-API-Key": "key", "DHL-API-Hook-Secret": asked.event["secret"]}
    assert carrier.http.post(f"{carrier.url}{path}", headers=headers).status_code == 200
