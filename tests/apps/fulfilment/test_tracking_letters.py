"""A letter at each real change on the way: once, in order, never for noise and never after delivery (DEL-06, DEL-10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import CarrierEvent, Label, Parcel
from comptoir.infra import clock, queue
from comptoir.notices import queries as notices
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED, HAND

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("DEL-06"), pytest.mark.rule("DEL-10")]
HOUR = timedelta(hours=1)


def shipped(**wishes: object) -> tuple[ship.Order, str]:
    order, parcel_id = ship.a_shipped_order(**wishes)
    return order, Parcel.objects.select_related("label").get(public_id=parcel_id).label.tracking_number


def take_in(*bodies: bytes, at: datetime) -> None:
    """Pushes as the house takes them; then the jobs."""
    clock.set_to(at=at)
    for body in bodies:
        services.receive_carrier_event(body=body, headers=ship.hook_headers(), at=at)
    queue.run_waiting()


def scanned(number: str, status: str, *, at: datetime) -> None:
    take_in(ship.scan_silently(number, status, at=at), at=at)


def news(order: ship.Order) -> list[str]:
    """The titles of the letters on the way, oldest first."""
    return [mail.facts["title"] for mail in ship.mails(order) if mail.kind == "parcel_moved"]


def test_each_real_change_is_told_once_and_transit_is_noise() -> None:
    order, number = shipped(address=cast.JOHN)
    for place, status in enumerate(
        ("picked_up", "transit", "customs", "transit", "customs", "transit", "out_for_delivery", "attempted")
    ):
        scanned(number, status, at=ARRIVED + place * HOUR)
        scanned(number, status, at=ARRIVED + place * HOUR)
    assert news(order) == ["Held at customs", "Out for delivery", "The courier could not hand it over"]


def test_scans_that_come_together_tell_where_it_is_now() -> None:
    order, number = shipped()
    bodies = [
        ship.scan_silently(number, status, at=ARRIVED + place * HOUR)
        for place, status in enumerate(("customs", "out_for_delivery", "attempted"))
    ]
    take_in(*bodies, at=ARRIVED + 3 * HOUR)
    assert news(order) == ["The courier could not hand it over"]


def test_a_scan_that_comes_late_or_again_is_not_told() -> None:
    order, number = shipped()
    early = ship.scan_silently(number, "out_for_delivery", at=ARRIVED)
    attempted = ship.scan_silently(number, "attempted", at=ARRIVED + HOUR)
    take_in(attempted, at=ARRIVED + HOUR)
    for _time in range(2):
        take_in(early, attempted, at=ARRIVED + 2 * HOUR)
    assert news(order) == ["The courier could not hand it over"]
    stale = ship.scan_silently(number, "point", at=ARRIVED + 2 * HOUR)
    take_in(stale, at=ARRIVED + timedelta(days=3))
    assert len(news(order)) == 1


def test_nothing_is_told_after_delivery() -> None:
    order, number = shipped()
    courier = ship.scan_silently(number, "out_for_delivery", at=ARRIVED)
    scanned(number, "delivered", at=ARRIVED + HOUR)
    take_in(courier, at=ARRIVED + HOUR)
    scanned(number, "exception", at=ARRIVED + 2 * HOUR)
    assert news(order) == []
    assert ship.mails(order)[-1].kind == "parcel_delivered"


def test_a_letter_that_has_not_left_is_overtaken_by_the_delivery() -> None:
    order, number = shipped()
    queue.run_waiting()
    for place, status in enumerate(("out_for_delivery", "delivered")):
        body = ship.scan_silently(number, status, at=ARRIVED + place * HOUR)
        services.receive_carrier_event(body=body, headers=ship.hook_headers(), at=ARRIVED)
        services.apply_scans(label_id=Label.objects.get().pk, at=ARRIVED + place * HOUR)
        assert news(order) == ["Out for delivery"][place:]
    queue.run_waiting()
    kinds = [mail.kind for mail in notices.messages_for_order(number=order.number) if mail.sent_at]
    assert kinds == ["order_placed", "order_shipped", "parcel_delivered"]


@pytest.mark.rule("DEL-14")
def test_a_pick_up_point_is_told_with_its_last_day_and_the_time_there() -> None:
    order, number = shipped(language="fr", address=cast.JOHN)
    scanned(number, "point", at=datetime(2026, 11, 25, 20, 30, tzinfo=UTC))
    event = CarrierEvent.objects.get()
    assert (event.status, event.place, event.until) == ("at_point", "New York", date(2026, 12, 2))
    mail = notices.messages_for_order(number=order.number)[-1]
    assert mail.language == "fr"
    assert "15:30" in mail.text  # on the clock of New York
    assert "2 décembre 2026" in mail.text
    (parcel,) = queries.parcels_of(order_number=order.number)
    assert queries.whereabouts(parcel=parcel, at=ARRIVED).until == date(2026, 12, 2)


def test_what_a_person_notes_is_told_too() -> None:
    order, _number = shipped()
    (parcel,) = queries.parcels_of(order_number=order.number)
    services.record_event(
        parcel_id=parcel.id,
        status="at_point",
        event_at=ARRIVED,
        until=date(2026, 12, 1),
        actor=HAND,
        at=ARRIVED,
    )
    (mail,) = [mail for mail in ship.mails(order) if mail.kind == "parcel_moved"]
    assert mail.facts["until"] == "2026-12-01"


def test_polled_and_pushed_the_same_scan_is_one() -> None:
    order, number = shipped()
    for place, status in enumerate(("customs", "attempted", "point", "refused", "exception")):
        scanned(number, status, at=ARRIVED + place * HOUR)
    told, kept = news(order), CarrierEvent.objects.count()
    services.poll_label(label_id=Label.objects.get().pk, at=ARRIVED + 5 * HOUR)
    services.apply_scans(label_id=Label.objects.get().pk, at=ARRIVED + 5 * HOUR)
    assert (CarrierEvent.objects.count(), news(order)) == (kept, told)
    assert told == [
        "Held at customs",
        "The courier could not hand it over",
        "Waiting for you at a pick-up point",
        "Refused at the door",
        "Delayed",
    ]
