"""What the carrier says, in any order, twice or never; and what the warehouse says for it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import CarrierEvent, Label, Parcel
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED, HAND, LATER

pytestmark = pytest.mark.usefixtures("shop")
DAY = timedelta(days=1)


def push(body: bytes, *, at: datetime = ARRIVED, secret: str | None = None) -> int:
    """The push, with its token, as the house takes it; then the job."""
    new = services.receive_carrier_event(body=body, headers=ship.hook_headers(secret or ""), at=at)
    for label in Label.objects.all():
        services.apply_scans(label_id=label.pk, at=at)
    return new


def shipped() -> tuple[ship.Order, Parcel]:
    order, parcel_id = ship.a_shipped_order()
    return order, Parcel.objects.select_related("label").get(public_id=parcel_id)


@pytest.mark.rule("RET-01")
def test_a_delivery_is_dated_by_the_scan_and_closes_the_order() -> None:
    order, parcel = shipped()
    assert (
        push(ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED), at=ARRIVED + DAY) == 1
    )
    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_at) == ("delivered", ARRIVED)
    order = ship.fresh(order)
    assert (order.state, order.closed_at) == ("closed", ARRIVED + DAY)
    mail = ship.mails(order)[-1]
    assert (mail.kind, mail.facts["return_until"]) == ("parcel_delivered", "2026-12-09T23:59:59+01:00")


def test_a_local_scan_keeps_its_zone() -> None:
    _order, parcel_id = ship.a_shipped_order(address=cast.JOHN)
    parcel = Parcel.objects.select_related("label").get(public_id=parcel_id)
    push(ship.scan_silently(parcel.label.tracking_number, "out_for_delivery", at=ARRIVED))
    event = CarrierEvent.objects.get()
    assert event.at == ARRIVED
    offset = datetime.fromisoformat(event.local_at).utcoffset()
    assert offset is not None
    assert offset < timedelta(0)
    assert event.payload["timestamp"] == event.local_at


@pytest.mark.rule("C-11")
def test_the_same_push_again_is_nothing_new() -> None:
    order, parcel = shipped()
    body = ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED)
    push(body)
    still = ship.snapshot()
    assert push(body) == 0
    assert ship.snapshot() == still
    assert [mail.kind for mail in ship.mails(order)].count("parcel_delivered") == 1


@pytest.mark.rule("C-11")
@pytest.mark.parametrize("order_of_pushes", list(permutations(range(3))))
def test_pushes_in_any_order_end_the_same(order_of_pushes: tuple[int, ...]) -> None:
    _order, parcel = shipped()
    number = parcel.label.tracking_number
    moments = (("picked_up", LATER), ("out_for_delivery", ARRIVED - DAY), ("delivered", ARRIVED))
    bodies = [ship.scan_silently(number, status, at=at) for status, at in moments]
    for place in order_of_pushes:
        push(bodies[place])
    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_at) == ("delivered", ARRIVED)
    assert [scan.status for scan in queries.scans_of(label_id=parcel.label_id)] == [
        "in_transit",
        "out_for_delivery",
        "delivered",
    ]


def test_a_parcel_that_was_delivered_is_not_lost_by_a_late_word() -> None:
    _order, parcel = shipped()
    number = parcel.label.tracking_number
    push(ship.scan_silently(number, "delivered", at=ARRIVED))
    push(ship.scan_silently(number, "lost", at=ARRIVED + DAY), at=ARRIVED + DAY)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.lost_at) == ("delivered", None)


def test_a_scan_before_the_parcel_is_paid_for_moves_it_when_it_is() -> None:
    order = ship.a_released_order()
    packed = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    push(ship.scan_silently(packed.tracking_number, "delivered", at=ARRIVED))
    assert Parcel.objects.get().state == "packed"
    services.ship_parcel(parcel_id=packed.id, actor=HAND, at=ARRIVED)
    services.apply_scans(label_id=Label.objects.get().pk, at=ARRIVED)
    assert Parcel.objects.get().state == "delivered"


@pytest.mark.parametrize(("status", "before_a_person"), [("lost", []), ("returned", ["returned"])])
def test_a_parcel_that_comes_back_is_put_before_a_person_and_a_lost_one_has_its_claim(
    status: str, before_a_person: list[str]
) -> None:
    order, parcel = shipped()
    push(ship.scan_silently(parcel.label.tracking_number, status, at=ARRIVED))
    assert [row.state for row in queries.stray_parcels()] == before_a_person
    assert queries.lost_parcels() == ([parcel.public_id] if status == "lost" else [])
    assert ship.fresh(order).state == ("closed" if status == "lost" else "released")
    assert ship.mails(order)[-1].kind == "order_shipped"


@pytest.mark.rule("C-11")
def test_a_forged_push_has_no_effect() -> None:
    _order, parcel = shipped()
    body = ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED)
    still = ship.snapshot()
    with pytest.raises(services.BadSignature):
        push(body, secret="another")
    with pytest.raises(services.BadSignature):
        services.receive_carrier_event(body=body, headers={}, at=ARRIVED)
    assert ship.snapshot() == still


@pytest.mark.rule("C-11")
def test_a_push_played_again_tells_nothing_new() -> None:
    _order, parcel = shipped()
    body = ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED)
    assert push(body) == 1
    still = ship.snapshot()
    assert services.receive_carrier_event(body=body, headers=ship.hook_headers(), at=ARRIVED) == 0
    assert ship.snapshot() == still


def test_a_push_about_a_strange_shipment_of_the_account_is_passed_over() -> None:
    _order, parcel = shipped()
    pushed = json.loads(ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED))
    pushed["shipments"][0]["id"] = "0000000000"
    assert push(json.dumps(pushed).encode()) == 0
    assert not CarrierEvent.objects.exists()


def test_scans_that_were_never_pushed_are_asked_for() -> None:
    order, parcel = shipped()
    ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED)
    due = parcel.label.poll_at
    assert due is not None
    assert (queries.labels_to_poll(at=due - timedelta(seconds=1)), queries.labels_to_poll(at=due)) == (
        [],
        [parcel.label_id],
    )
    ship.break_carrier(mode="down", endpoint="GET /mydhlapi/shipments/*", count=1)
    services.poll_label(label_id=parcel.label_id, at=due)
    assert not CarrierEvent.objects.exists()
    services.poll_label(label_id=parcel.label_id, at=due + DAY)
    services.apply_scans(label_id=parcel.label_id, at=due + DAY)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_at) == ("delivered", ARRIVED)
    assert queries.labels_to_poll(at=due + 99 * DAY) == []
    assert push(ship.scan_silently(parcel.label.tracking_number, "delivered", at=ARRIVED)) == 0
    assert ship.fresh(order).state == "closed"


@pytest.mark.rule("DEL-10", "DEL-14")
def test_another_day_is_chosen_with_the_carrier_and_remembered_by_us() -> None:
    order, parcel = shipped()
    (view,) = queries.parcels_of(order_number=order.number)
    assert view.redirect_url.endswith(f"/redirect/{view.tracking_number}")
    push(ship.scan_silently(parcel.label.tracking_number, "redirected", at=ARRIVED))
    (view,) = queries.parcels_of(order_number=order.number)
    assert [scan.status for scan in view.scans] == ["redirected"]
    assert (ship.verbs(order)[-1], bool(view.redirect_url)) == ("parcel_redirected", True)
    push(ship.scan_silently(parcel.label.tracking_number, "out_for_delivery", at=ARRIVED + DAY))
    (view,) = queries.parcels_of(order_number=order.number)
    assert view.redirect_url == ""  # too late: the courier has it


def record(parcel_id: UUID, status: str, *, event_at: datetime | None, at: datetime = ARRIVED) -> str:
    return services.record_event(
        parcel_id=parcel_id, status=status, event_at=event_at, actor=HAND, at=at
    ).state


def test_the_warehouse_can_say_it_too_with_its_own_moment() -> None:
    _order, parcel = shipped()
    assert record(parcel.public_id, "out_for_delivery", event_at=None) == "shipped"
    assert record(parcel.public_id, "delivered", event_at=ARRIVED - DAY) == "delivered"
    parcel.refresh_from_db()
    assert parcel.delivered_at == ARRIVED - DAY


def test_saying_it_again_changes_nothing() -> None:
    _order, parcel = shipped()
    record(parcel.public_id, "delivered", event_at=ARRIVED)
    still = ship.snapshot()
    assert record(parcel.public_id, "delivered", event_at=ARRIVED) == "delivered"
    assert ship.snapshot() == still


@pytest.mark.parametrize(
    ("status", "event_at", "reason"),
    [
        ("delivered", ARRIVED + timedelta(seconds=1), "field_wrong"),
        ("teleported", ARRIVED, "field_wrong"),
    ],
)
def test_what_cannot_be_is_refused(status: str, event_at: datetime, reason: str) -> None:
    _order, parcel = shipped()
    still = ship.snapshot()
    with pytest.raises(services.CannotRecord) as refusal:
        record(parcel.public_id, status, event_at=event_at)
    assert ship.reasons(refusal.value) == [(None, reason)]
    assert ship.snapshot() == still


def test_a_packed_parcel_has_no_journey_yet() -> None:
    order = ship.a_released_order()
    packed = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    with pytest.raises(services.CannotRecord) as refusal:
        record(packed.id, "delivered", event_at=None)
    assert ship.reasons(refusal.value) == [(None, "parcel_not_shipped")]


def test_a_delivered_parcel_is_not_said_to_be_lost() -> None:
    _order, parcel = shipped()
    record(parcel.public_id, "delivered", event_at=None)
    with pytest.raises(services.CannotRecord) as refusal:
        record(parcel.public_id, "lost", event_at=None)
    assert ship.reasons(refusal.value) == [(None, "parcel_moved_on")]


@pytest.mark.rule("RET-01")
def test_an_order_in_two_parcels_is_received_when_the_last_one_is() -> None:
    order = ship.a_released_order()
    parts = []
    for piece in ship.ids(order):
        part = services.pack_parcel(order_number=order.number, pieces=[piece], actor=HAND, at=LATER)
        services.ship_parcel(parcel_id=part.id, actor=HAND, at=LATER)
        parts.append(part.id)
    record(parts[0], "delivered", event_at=ARRIVED)
    assert ship.mails(order)[-1].facts["return_until"] is None
    assert ship.fresh(order).state == "released"
    record(parts[1], "delivered", event_at=ARRIVED + DAY, at=ARRIVED + DAY)
    assert ship.mails(order)[-1].facts["return_until"] == "2026-12-10T23:59:59+01:00"
    assert ship.fresh(order).state == "closed"
