"""What the adapter makes of the carrier's words, and ours of the carrier's."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from comptoir.fulfilment.carriers.base import (
    BadSignature,
    CarrierRefused,
    CarrierUnreachable,
    Item,
    LabelRequest,
    PickupRequest,
    Place,
    ScanStatus,
)
from comptoir.fulfilment.carriers.dhl import Dhl
from comptoir.infra import clock, ids
from standins.webhooks import sign_body
from tests.apps.fulfilment import ship

HOUSE = Place(
    name="Maison Exemple",
    line1="12 rue des Exemples",
    postal_code="75003",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 12 34",
    email="bonjour@maison-exemple.example",
)
SHOPPER = Place(
    name="Jeanne Exemple",
    line1="Résidence des Très Grands Tilleuls, bâtiment C, escalier 4, appartement 217",
    line2="chez Monsieur et Madame Exemple",
    postal_code="75004",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 12 34",
    email="jeanne@example.org",
)
KNIT = Item(description="Knit", value=24167, currency="EUR", hs_code="611011", origin="IT", weight_g=400)


def a_request(**changes: object) -> LabelRequest:
    wanted = LabelRequest(
        reference=str(ids.new_id()),
        order_number="M7K492QD3",
        service="express",
        comes_back=False,
        sender=HOUSE,
        receiver=SHOPPER,
        items=(KNIT,),
        customs=False,
        duties_prepaid=False,
        ship_at=clock.now(),
    )
    return replace(wanted, **changes)


@pytest.mark.rule("C-10")
def test_one_reference_is_one_shipment(carrier_standin: str) -> None:
    del carrier_standin
    wanted = a_request()
    first, again = Dhl().buy_label(wanted), Dhl().buy_label(wanted)
    assert again.tracking_number == first.tracking_number
    assert first.pdf.startswith(b"%PDF")
    assert sum(row["message_reference"] == wanted.reference for row in ship.shipments()) == 1
    assert "documents" not in first.answer


@pytest.mark.parametrize(
    ("service", "country", "customs", "product"),
    [
        ("express", "FR", False, "N"),
        ("express", "DE", False, "U"),
        ("express", "US", True, "P"),
        ("standard", "FR", False, "W"),
        ("standard", "GB", True, "H"),
    ],
)
def test_services_are_the_carriers_products(
    carrier_standin: str, service: str, country: str, customs: bool, product: str
) -> None:
    del carrier_standin
    wanted = a_request(service=service, receiver=replace(SHOPPER, country=country), customs=customs)
    Dhl().buy_label(wanted)
    (row,) = [row for row in ship.shipments() if row["message_reference"] == wanted.reference]
    assert (row["product"], row["to"], row["weight_kg"]) == (product, country, 0.4)


@pytest.mark.rule("RET-08")
def test_a_return_label_is_one_to_be_used_later(carrier_standin: str) -> None:
    del carrier_standin
    late = clock.now() + timedelta(days=60)
    wanted = a_request(comes_back=True, sender=SHOPPER, receiver=HOUSE, ship_at=late)
    Dhl().buy_label(wanted)
    (row,) = [row for row in ship.shipments() if row["message_reference"] == wanted.reference]
    assert row["is_return"] is True


def test_a_long_address_is_cut_between_words(carrier_standin: str) -> None:
    del carrier_standin
    Dhl().buy_label(a_request(receiver=replace(SHOPPER, line1=SHOPPER.line1 + ", " + SHOPPER.line1)))


def test_a_refusal_has_the_carriers_words(carrier_standin: str) -> None:
    del carrier_standin
    with pytest.raises(CarrierRefused, match="phone"):
        Dhl().buy_label(a_request(receiver=replace(SHOPPER, phone="")))


@pytest.mark.parametrize("mode", ["down", "broken", "garbage", "half_open"])
def test_every_other_trouble_is_no_answer(carrier_standin: str, payment_standin: str, mode: str) -> None:
    del carrier_standin, payment_standin
    ship.break_carrier(mode=mode, endpoint="POST /mydhlapi/shipments", count=1)
    with pytest.raises(CarrierUnreachable):
        Dhl().buy_label(a_request())
    ship.mend()


def test_a_label_is_voided_once_and_never_after_a_scan(carrier_standin: str) -> None:
    del carrier_standin
    wanted = a_request()
    number = Dhl().buy_label(wanted).tracking_number
    Dhl().void_label(tracking_number=number, reference=wanted.reference)
    Dhl().void_label(tracking_number=number, reference=wanted.reference)
    with pytest.raises(CarrierRefused):
        Dhl().void_label(tracking_number="0000000000", reference=wanted.reference)


@pytest.mark.rule("RET-09")
def test_one_reference_is_one_courier(carrier_standin: str) -> None:
    del carrier_standin
    wanted = PickupRequest(
        reference=str(ids.new_id()),
        tracking_number="4711082655",
        place=SHOPPER,
        day=clock.now().date() + timedelta(days=1),
        ready_from="09:00",
        closes_at="12:30",
        zone="Europe/Paris",
        weight_g=400,
    )
    assert Dhl().book_pickup(wanted) == Dhl().book_pickup(wanted)
    far = replace(wanted, reference=str(ids.new_id()), day=wanted.day + timedelta(days=60))
    with pytest.raises(CarrierRefused):
        Dhl().book_pickup(far)


@pytest.mark.rule("RET-08")
def test_points_come_nearest_first_with_an_address(carrier_standin: str) -> None:
    del carrier_standin
    points = Dhl().find_points(
        country="FR", postal_code="75004", city="Paris", street="12 rue des Archives", most=3
    )
    assert len(points) == 3
    assert [point.distance_m for point in points] == sorted(point.distance_m for point in points)
    assert all(point.name and point.address.endswith("75004 Paris") for point in points)


def push(
    *events: dict[str, object], secret: str | None = None, at: int | None = None
) -> tuple[bytes, dict[str, str]]:
    body = json.dumps({"id": "x", "shipments": [{"id": "4711082655", "events": events}]}).encode()
    secrets = [secret or settings.CARRIER_WEBHOOK_SECRETS[0]]
    signed = sign_body(body=body, secrets=secrets, at=at or int(time.time()))
    return body, {"DHL-Hook-Signature": signed}


@pytest.mark.parametrize(
    ("code", "unified", "status"),
    [
        ("PU", "transit", ScanStatus.IN_TRANSIT),
        ("WC", "transit", ScanStatus.OUT_FOR_DELIVERY),
        ("OK", "delivered", ScanStatus.DELIVERED),
        ("OH", "failure", ScanStatus.EXCEPTION),
        ("RT", "failure", ScanStatus.RETURNED),
        ("TI", "failure", ScanStatus.LOST),
        ("", "delivered", ScanStatus.DELIVERED),
        ("", "failure", ScanStatus.EXCEPTION),
        ("ZZ", "unknown", ScanStatus.IN_TRANSIT),
    ],
)
def test_scans_are_read_by_their_code(code: str, unified: str, status: ScanStatus) -> None:
    body, headers = push({"timestamp": "2026-11-25T17:30:00-08:00", "typeCode": code, "statusCode": unified})
    (scan,) = Dhl().read_events(body=body, headers=headers)
    assert (scan.status, scan.local_at) == (status, "2026-11-25T17:30:00-08:00")
    assert scan.at == datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


@pytest.mark.rule("C-11")
def test_a_push_is_only_believed_with_a_fresh_signature_of_ours() -> None:
    event: dict[str, object] = {"timestamp": "2026-11-25T17:30:00+01:00", "typeCode": "OK"}
    for body, headers in (
        push(event, secret="another"),
        push(event, at=int(time.time()) - 400),
        push(event, at=int(time.time()) + 400),
        (push(event)[0], {}),
        (push(event)[0], {"DHL-Hook-Signature": "t=now,v1=00"}),
        (b"{}", push(event)[1]),
    ):
        with pytest.raises(BadSignature):
            Dhl().read_events(body=body, headers=headers)


@pytest.mark.parametrize(
    "event", [{"typeCode": "OK"}, {"timestamp": "tomorrow"}, {"timestamp": "2026-11-25T17:30:00"}]
)
def test_a_push_that_makes_no_sense_is_not_believed(event: dict[str, object]) -> None:
    body, headers = push(event)
    with pytest.raises(BadSignature):
        Dhl().read_events(body=body, headers=headers)
