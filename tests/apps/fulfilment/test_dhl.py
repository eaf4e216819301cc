"""What the adapter makes of what DHL pushes, and of addresses that are too long."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings

from comptoir.fulfilment.carriers.base import BadSignature, Push, Scan, ScanStatus
from comptoir.fulfilment.carriers.dhl import Dhl
from tests.adapters.test_dhl_contract import DHL, SHOPPER, a_request
from tests.apps.fulfilment import ship


def read(body: object, token: str = "") -> Push:
    return Dhl().read_push(body=json.dumps(body).encode(), headers=ship.hook_headers(token))


def pushed(**event: object) -> Scan:
    """The only scan of a push with one event."""
    ((scan,),) = (
        told.scans for told in read({"shipments": [{"id": "4711082655", "events": [event]}]}).shipments
    )
    return scan


@pytest.mark.parametrize("service", ["express", "standard"])
def test_a_long_address_is_cut_between_words(carrier_standin: str, service: str) -> None:
    del carrier_standin
    long = "Résidence des Très Grands Tilleuls, bâtiment C, escalier 4, appartement 217, chez Monsieur et Madame Exemple"
    wanted = a_request(service)
    DHL.buy_label(replace(wanted, receiver=replace(SHOPPER, line1=long)))


@pytest.mark.parametrize(
    ("code", "words", "status"),
    [
        ("pre-transit", "Shipment information received", ScanStatus.IN_TRANSIT),
        ("transit", "Processed at PARIS - FRANCE", ScanStatus.IN_TRANSIT),
        ("transit", "Shipment is out with courier for delivery", ScanStatus.OUT_FOR_DELIVERY),
        ("transit", "The shipment has been loaded onto the delivery vehicle", ScanStatus.OUT_FOR_DELIVERY),
        ("transit", "The delivery date was changed by the recipient", ScanStatus.REDIRECTED),
        ("delivered", "Delivered - Signed for", ScanStatus.DELIVERED),
        ("delivered", "Returned to sender", ScanStatus.RETURNED),
        ("failure", "Shipment is on hold", ScanStatus.EXCEPTION),
        ("failure", "Returned to shipper", ScanStatus.RETURNED),
        ("failure", "The shipment is lost", ScanStatus.LOST),
        ("unknown", "", ScanStatus.IN_TRANSIT),
    ],
)
def test_scans_are_read_by_their_words_and_then_by_their_code(
    code: str, words: str, status: ScanStatus
) -> None:
    scan = pushed(timestamp="2026-11-25T17:30:00-08:00", statusCode=code, description=words)
    assert (scan.status, scan.text, scan.local_at) == (status, words, "2026-11-25T17:30:00-08:00")
    assert scan.at == datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


def test_a_scan_without_an_offset_is_on_the_clock_of_its_country() -> None:
    place = {"address": {"countryCode": "JP", "addressLocality": "Tokyo"}}
    scan = pushed(timestamp="2026-11-25T17:30:00", statusCode="transit", location=place)
    assert scan.local_at == "2026-11-25T17:30:00+09:00"


def test_who_signed_is_not_kept() -> None:
    scan = pushed(timestamp="2026-11-25T17:30:00Z", statusCode="delivered", remark="Signed by J. Exemple")
    assert "Exemple" not in json.dumps(scan.payload)


@pytest.mark.rule("C-11")
def test_a_push_is_only_believed_with_a_token_of_ours() -> None:
    body = {"shipments": [{"id": "1", "events": [{"timestamp": "2026-11-25T17:30:00Z"}]}]}
    for secret in settings.CARRIER_WEBHOOK_SECRETS:
        assert read(body, secret).shipments[0].tracking_number == "1"
    for token in ("another", "é"):
        with pytest.raises(BadSignature):
            read(body, token)
    with pytest.raises(BadSignature):
        Dhl().read_push(body=json.dumps(body).encode(), headers={})


@pytest.mark.parametrize("event", [{"statusCode": "delivered"}, {"timestamp": "tomorrow"}])
def test_a_push_that_makes_no_sense_is_not_believed(event: dict[str, object]) -> None:
    with pytest.raises(BadSignature):
        pushed(**event)
    with pytest.raises(BadSignature):
        Dhl().read_push(body=b"<html>", headers=ship.hook_headers())


def test_a_push_of_nothing_says_nothing() -> None:
    assert read([]) == read({"shipments": "none"}) == Push()
