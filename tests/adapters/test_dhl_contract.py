"""One contract over DHL's APIs: every call twice with one reference, each side of it parsed with published models."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from django.conf import settings

from comptoir.fulfilment.carriers.base import (
    CarrierRefused,
    CarrierUnreachable,
    CarrierUnsure,
    Item,
    LabelRequest,
    Paper,
    PickupRequest,
    Place,
    ScanStatus,
    Spot,
)
from comptoir.fulfilment.carriers.dhl import Dhl
from comptoir.infra import clock, ids
from tests.adapters.dhl_models import MODELS, Wire, assert_fits, listening
from tests.apps.fulfilment import ship

pytestmark = pytest.mark.usefixtures("carrier_standin")
DHL = Dhl()
SERVICES = ("express", "standard")
NUMBERS = {"express": "4711082655", "standard": "00340434000000000001"}
BUY = {"express": "POST /mydhlapi/shipments", "standard": "POST /parcel/de/shipping/v2/orders"}
HOUSE = Place(
    name="Maison Exemple",
    line1="12 rue des Exemples",
    postal_code="75003",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 12 34",
    email="bonjour@maison-exemple.example",
)
SHOPPER = replace(HOUSE, name="Jeanne Exemple", line1="3 rue des Tilleuls", postal_code="75004")
ABROAD = replace(SHOPPER, name="Ann Other", city="London", postal_code="SW1A 1AA", country="GB")
KNIT = Item(description="Knit", value=24167, currency="EUR", hs_code="611011", origin="IT", weight_g=433)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with listening() as heard:
        yield heard
    httpx.post(f"{settings.CARRIER_URL}/_control/reset").raise_for_status()


def a_request(service: str, *, abroad: bool = False, back: bool = False, again: bool = False) -> LabelRequest:
    shopper = ABROAD if abroad else SHOPPER
    return LabelRequest(
        reference=str(ids.new_id()),
        order_number="M7K492QD3",
        service=service,
        comes_back=back,
        sender=shopper if back else HOUSE,
        receiver=HOUSE if back else shopper,
        items=(KNIT, replace(KNIT, description="Shirt", value=1)),
        weight_g=866,
        customs=abroad,
        duties_prepaid=abroad,
        ship_at=clock.now(),
        eori="FR00000000000000",
        again=again,
    )


def a_courier(service: str) -> PickupRequest:
    return PickupRequest(
        reference=str(ids.new_id()),
        tracking_number=NUMBERS[service],
        place=SHOPPER,
        day=clock.now().date() + timedelta(days=1),
        ready_from="09:00",
        closes_at="12:30",
        zone="Europe/Paris",
        weight_g=433,
    )


def booked(reference: str) -> list[str]:
    """The numbers of what the carrier has under a reference."""
    return [str(row["number"]) for row in ship.shipments() if row["message_reference"] == reference]


@pytest.mark.rule("C-10")
@pytest.mark.parametrize(
    ("service", "abroad", "back"), list(itertools.product(SERVICES, (False, True), (False, True)))
)
def test_a_label_comes_with_its_customs_papers_apart(
    wire: Wire, service: str, abroad: bool, back: bool
) -> None:
    wanted = a_request(service, abroad=abroad, back=back)
    bought = DHL.buy_label(wanted)
    assert booked(wanted.reference) == [bought.tracking_number]
    assert bought.pdf.startswith(b"%PDF")
    declared = (
        []
        if not abroad or (back and service == "standard")
        else [{"express": "invoice", "standard": "declaration"}[service]]
    )
    assert [paper.kind for paper in bought.papers] == declared
    assert all(paper.pdf.startswith(b"%PDF") and paper.pdf != bought.pdf for paper in bought.papers)
    assert "JVBER" not in str(bought.answer)
    assert SHOPPER.name not in str(bought.answer)
    assert len(wire.seen) == 1


def test_an_express_label_asked_for_again_names_what_the_lost_answer_had_made(wire: Wire) -> None:
    wanted = a_request("express")
    ship.break_carrier(mode="half_open", endpoint=BUY["express"], count=1)
    with pytest.raises(CarrierUnsure):
        DHL.buy_label(wanted)
    (lost,) = booked(wanted.reference)
    again = DHL.buy_label(replace(wanted, again=True))
    assert again.unused == (lost,)
    assert booked(wanted.reference) == [lost, again.tracking_number]
    assert ("GET", "/mydhlapi/tracking") in wire.seen
    fresh = DHL.buy_label(a_request("express", again=True))
    assert fresh.unused == ()


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("mode", "raised"),
    [
        ("down", CarrierUnreachable),
        ("broken", CarrierUnsure),
        ("garbage", CarrierUnsure),
        ("half_open", CarrierUnsure),
    ],
)
def test_a_bad_day_is_no_refusal(
    wire: Wire, service: str, mode: str, raised: type[CarrierUnreachable]
) -> None:
    del wire
    ship.break_carrier(mode=mode, endpoint=BUY[service], count=1)
    with pytest.raises(CarrierUnreachable) as trouble:
        DHL.buy_label(a_request(service))
    assert type(trouble.value) is raised


@pytest.mark.parametrize(
    ("service", "changes", "words"),
    [
        ("express", {"phone": ""}, "phone"),
        ("express", {"country": "US"}, "customs declarable"),
        ("standard", {"city": ""}, "consignee.*city"),
        ("standard", {"country": "GB"}, "customs details"),
    ],
)
def test_a_refusal_has_words_for_the_desk(
    wire: Wire, service: str, changes: dict[str, str], words: str
) -> None:
    wanted = a_request(service)
    with pytest.raises(CarrierRefused, match=words):
        DHL.buy_label(replace(wanted, receiver=replace(SHOPPER, **changes)))
    assert booked(wanted.reference) == []
    assert len(wire.seen) == 1


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("wrong", [{"hs_code": "knit"}, {"currency": "euro"}])
def test_customs_data_that_makes_no_sense_is_refused(service: str, wrong: dict[str, str]) -> None:
    wanted = a_request(service, abroad=True)
    with pytest.raises(CarrierRefused):
        DHL.buy_label(replace(wanted, items=(replace(KNIT, **wrong),)))


@pytest.mark.rule("A-47")
def test_a_piece_sent_again_is_declared_as_a_replacement_with_its_worth(wire: Wire) -> None:
    again = replace(KNIT, replaces=True)
    for service, items in itertools.product(SERVICES, ((again,), (KNIT, again))):
        DHL.buy_label(replace(a_request(service, abroad=True), items=items))
    declared = [body["content"]["exportDeclaration"] for body in wire.sent if "content" in body]
    assert [one["exportReasonType"] for one in declared] == ["warranty_replacement", "permanent"]
    lines = [(line["exportReasonType"], line["price"]) for one in declared for line in one["lineItems"]]
    replaced = ("warranty_replacement", 241.67)
    assert lines == [replaced, ("permanent", 241.67), replaced]
    customs = [shipment["customs"] for body in wire.sent for shipment in body.get("shipments", [])]
    assert [one["exportType"] for one in customs] == ["OTHER", "COMMERCIAL_GOODS"]
    assert customs[0]["exportDescription"] == "Free replacement, not a sale"


@pytest.mark.rule("A-47")
@pytest.mark.parametrize("back", [False, True])
def test_papers_that_the_house_has_drawn_go_along_in_place_of_the_carriers(wire: Wire, back: bool) -> None:
    papers = tuple(Paper(kind=kind, pdf=b"%PDF-1.7 " + kind.encode()) for kind in ("invoice", "declaration"))
    wanted = replace(a_request("express", abroad=True, back=back), papers=papers)
    assert DHL.buy_label(wanted).papers == papers
    assert wire.seen == [("POST", "/mydhlapi/shipments")]


@pytest.mark.parametrize(
    ("abroad", "kind", "pdf", "words"),
    [
        (True, "invoice", b"GIF89a", "documentImages"),
        (True, "declaration", b"%PDF-1.7", "needs declared goods and their invoice"),
        (False, "invoice", b"%PDF-1.7", "needs declared goods and their invoice"),
    ],
)
def test_papers_that_make_no_sense_are_refused(abroad: bool, kind: str, pdf: bytes, words: str) -> None:
    wanted = replace(a_request("express", abroad=abroad), papers=(Paper(kind=kind, pdf=pdf),))
    with pytest.raises(CarrierRefused, match=words):
        DHL.buy_label(wanted)
    assert booked(wanted.reference) == []


def test_parcel_draws_its_declaration_itself_and_takes_no_papers(wire: Wire) -> None:
    ours = Paper(kind="invoice", pdf=b"%PDF-1.7")
    bought = DHL.buy_label(replace(a_request("standard", abroad=True), papers=(ours,)))
    assert [paper.kind for paper in bought.papers] == ["declaration"]
    assert len(wire.seen) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_the_carrier_is_told_the_weight_of_the_whole_parcel(service: str) -> None:
    wanted = replace(a_request(service, abroad=True), weight_g=1140)
    number = DHL.buy_label(wanted).tracking_number
    (row,) = [row for row in ship.shipments() if row["number"] == number]
    assert row["weight_kg"] == 1.14


@pytest.mark.parametrize(
    ("service", "back", "left"),
    [("express", False, "not used"), ("standard", True, "not used"), ("standard", False, "")],
)
def test_a_label_is_given_back_twice_where_the_carrier_takes_it(
    wire: Wire, service: str, back: bool, left: str
) -> None:
    del wire
    number = DHL.buy_label(a_request(service, back=back)).tracking_number
    for _ in range(2):
        answer = DHL.void_label(tracking_number=number, comes_back=back)
        assert answer.startswith(left)
        assert bool(answer) is bool(left)
    (row,) = [row for row in ship.shipments() if row["number"] == number]
    assert row["status"] == ("announced" if left else "voided")


def test_a_parcel_that_was_scanned_is_not_given_back(wire: Wire) -> None:
    del wire
    number = DHL.buy_label(a_request("standard")).tracking_number
    ship.scan_silently(number, "picked_up", at=clock.now())
    with pytest.raises(CarrierRefused, match="no longer"):
        DHL.void_label(tracking_number=number, comes_back=False)


@pytest.mark.rule("RET-09")
@pytest.mark.parametrize("service", SERVICES)
def test_a_courier_is_called_and_called_off_again(wire: Wire, service: str) -> None:
    wanted = a_courier(service)
    confirmation = DHL.book_pickup(wanted)
    DHL.cancel_pickup(tracking_number=NUMBERS[service], confirmation=confirmation, requestor="Maison Exemple")
    if service == "express":
        DHL.cancel_pickup(
            tracking_number=NUMBERS[service], confirmation=confirmation, requestor="Maison Exemple"
        )
    else:
        with pytest.raises(CarrierRefused, match="already"):
            DHL.cancel_pickup(
                tracking_number=NUMBERS[service], confirmation=confirmation, requestor="Maison Exemple"
            )
    rows = httpx.get(f"{settings.CARRIER_URL}/pickups").json()["rows"]
    (row,) = [row for row in rows if row["number"] == confirmation]
    assert row["cancelled"]
    with pytest.raises(CarrierRefused):
        DHL.book_pickup(replace(wanted, day=wanted.day + timedelta(days=60)))
    assert len(wire.seen) == 4


@pytest.mark.parametrize("mode", ["broken", "garbage", "half_open"])
def test_a_courier_whose_answer_was_lost_may_come_all_the_same(wire: Wire, mode: str) -> None:
    del wire
    ship.break_carrier(mode=mode, endpoint="POST /mydhlapi/pickups", count=1)
    with pytest.raises(CarrierUnsure):
        DHL.book_pickup(a_courier("express"))


def test_rates_are_exact_to_the_cent_and_in_the_currency_of_the_bill(wire: Wire) -> None:
    rates = DHL.ask_rates(a_request("express", abroad=True))
    # 0.866 kg at 2.15 each, rounded, on 24.35 and 17.05.
    assert [(rate.product, rate.amount, rate.currency) for rate in rates] == [
        ("EXPRESS WORLDWIDE", 2621, "EUR"),
        ("ECONOMY SELECT", 1891, "EUR"),
    ]
    assert DHL.ask_rates(a_request("standard")) == ()
    assert wire.seen == [("POST", "/mydhlapi/rates")]


@pytest.mark.parametrize("service", SERVICES)
def test_polled_and_pushed_a_scan_is_the_same_one_at_its_local_time(wire: Wire, service: str) -> None:
    number = DHL.buy_label(a_request(service, abroad=True)).tracking_number
    at = clock.now()
    for hours, status in enumerate(("picked_up", "out_for_delivery", "redirected", "exception", "delivered")):
        body = ship.scan_silently(number, status, at=at + timedelta(hours=hours))
    told = DHL.track(tracking_number=number)
    pushed = DHL.read_push(body=body, headers={"DHL-Hook-Token": settings.CARRIER_WEBHOOK_SECRETS[0]})
    assert {scan.event_id for scan in told.scans} == {scan.event_id for scan in pushed.shipments[0].scans}
    scans = sorted(told.scans, key=lambda scan: scan.at)
    assert [scan.status for scan in scans] == [
        ScanStatus.IN_TRANSIT,
        ScanStatus.OUT_FOR_DELIVERY,
        ScanStatus.REDIRECTED,
        ScanStatus.EXCEPTION,
        ScanStatus.DELIVERED,
    ]
    assert [scan.local_at[-6:] for scan in scans] == ["+01:00", "+00:00", "+00:00", "+00:00", "+00:00"]
    assert len(wire.seen) == 2


def test_where_another_day_may_be_chosen_is_told_until_it_is_too_late(wire: Wire) -> None:
    del wire
    bought = DHL.buy_label(a_request("express"))
    assert bought.redirect_url == f"{settings.CARRIER_URL}/redirect/{bought.tracking_number}"
    assert DHL.buy_label(a_request("express", back=True)).redirect_url == ""
    number = DHL.buy_label(a_request("standard")).tracking_number
    url = f"{settings.CARRIER_URL}/redirect/{number}"
    assert DHL.track(tracking_number=number).redirect_url == url
    ship.scan_silently(number, "delivered", at=clock.now())
    assert DHL.track(tracking_number=number).redirect_url == ""


@pytest.mark.rule("RET-08", "DEL-10")
@pytest.mark.parametrize("near", [SHOPPER, Spot(latitude=48.86, longitude=2.35)])
@pytest.mark.parametrize("service", SERVICES)
def test_points_are_found_near_an_address_or_a_spot_with_their_hours(
    service: str, near: Place | Spot
) -> None:
    points = DHL.find_points(service=service, near=near, most=5)
    assert len(points) == 5
    assert [point.distance_m for point in points] == sorted(point.distance_m for point in points)
    assert {"locker", "servicepoint"} <= {point.kind for point in points}
    locker = next(point for point in points if point.kind == "locker")
    assert (locker.hours[0], len(locker.hours)) == ("Monday 00:00-23:59", 7)


def test_a_subscription_is_asked_for_and_confirmed_with_the_secret_that_was_pushed() -> None:
    state = httpx.get(f"{settings.CARRIER_URL}/_control").json()["webhook"]
    DHL.subscribe(url="http://127.0.0.1:9/carrier")
    with pytest.raises(CarrierUnreachable):
        DHL.confirm_subscription(subscription="subscription-1", secret="wrong")
    assert httpx.get(f"{settings.CARRIER_URL}/_control").json()["webhook"] == state


@pytest.mark.parametrize("mode", ["slow"])
def test_a_slow_answer_is_an_answer(wire: Wire, mode: str) -> None:
    del wire
    ship.break_carrier(mode=mode, endpoint=BUY["express"], count=1, seconds=0.2)
    begun = time.monotonic()
    DHL.buy_label(a_request("express"))
    assert time.monotonic() - begun >= 0.2


def test_every_model_is_of_a_call_that_these_tests_make() -> None:
    assert len(MODELS) == 12
    with pytest.raises(TypeError, match="colour"):
        assert_fits(MODELS["POST", "/mydhlapi/rates"][0], {"productCode": "P", "colour": "blue"})
    with pytest.raises(AssertionError):
        assert_fits(MODELS["POST", "/mydhlapi/rates"][0], {"packages": [{"weight": 1, "colour": "blue"}]})
