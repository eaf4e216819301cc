"""The whole way by each of DHL's services: packed, shipped, scanned by push and by poll, delivered, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from django.conf import settings

from comptoir.core.policy import Service
from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import Label
from comptoir.infra import clock, media, queue
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ADVISOR, ARRIVED, HAND, LATER
from tests.standins.running import Inbox

pytestmark = pytest.mark.usefixtures("shop")
DAY = timedelta(days=1)


def couriers() -> list[tuple[str, bool]]:
    rows = httpx.get(f"{settings.CARRIER_URL}/pickups").json()["rows"]
    return [(row["number"], bool(row["cancelled"])) for row in rows]


@pytest.mark.rule("DEL-03", "DEL-10", "DEL-14", "RET-08", "RET-09")
@pytest.mark.parametrize(("service", "digits"), [(Service.EXPRESS, 10), (Service.STANDARD, 20)])
def test_an_order_goes_out_and_comes_back(service: Service, digits: int) -> None:
    order = ship.a_released_order(service=service)
    packed = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert len(packed.tracking_number) == digits
    services.ship_parcel(parcel_id=packed.id, actor=HAND, at=LATER)
    number = packed.tracking_number

    ship.scan(number, "picked_up", at=LATER)
    ship.scan(number, "redirected", at=ARRIVED)
    queue.run_waiting()
    (view,) = queries.parcels_of(order_number=order.number)
    assert [scan.status for scan in view.scans] == ["in_transit", "redirected"]
    assert view.redirect_url == f"{settings.CARRIER_URL}/redirect/{number}"

    ship.scan_silently(number, "out_for_delivery", at=ARRIVED + DAY)
    ship.scan_silently(number, "delivered", at=ARRIVED + DAY)
    clock.set_to(at=ARRIVED + 2 * DAY)
    ship.work()
    (view,) = queries.parcels_of(order_number=order.number)
    assert (view.state, view.delivered_at, view.redirect_url) == ("delivered", ARRIVED + DAY, "")
    assert len(view.scans) == 4
    assert {"parcel_redirected", "parcel_delivered"} <= set(ship.verbs(order))

    wish = services.PickupWish(
        address=cast.JEANNE, day=(ARRIVED + 3 * DAY).date(), begins="09:00", ends="12:00"
    )
    before = couriers()
    registered = returns.register_return(
        order_number=order.number,
        pieces=[(ship.ids(order)[0], "")],
        pickup=wish,
        actor=cast.GUEST_SHOPPER,
        at=clock.now(),
    )
    known = returns_queries.return_by_id(return_id=registered.id)
    assert known is not None
    assert known.label is not None
    assert media.read(known.label.digest, private=True).startswith(b"%PDF")
    (courier,) = couriers()[len(before) :]
    assert (known.pickup or {})["confirmation"] == courier[0]
    assert {point.kind for point in registered.dropoff_points} >= {"servicepoint", "locker"}

    returns.cancel_return(return_id=registered.id, actor=ADVISOR, at=clock.now())
    queue.run_waiting()
    assert couriers()[-1] == (courier[0], True)
    label = Label.objects.get(pk=known.label.pk)
    assert (label.voided_at is not None, label.poll_at) == (True, None)
    assert label.failure.startswith("not used")
    assert {"pickup_called_off", "label_voided"} <= set(ship.verbs(order))


@pytest.mark.rule("RET-09")
def test_a_courier_is_not_called_a_second_time_after_an_unclear_answer() -> None:
    order = ship.a_delivered_order()
    clock.set_to(at=ARRIVED)
    ship.break_carrier(mode="half_open", endpoint="POST /mydhlapi/pickups", count=1)
    before = len(couriers())
    wish = services.PickupWish(address=cast.JEANNE, day=(ARRIVED + DAY).date(), begins="09:00", ends="12:00")
    registered = returns.register_return(
        order_number=order.number,
        pieces=[(ship.ids(order)[0], "")],
        pickup=wish,
        actor=cast.GUEST_SHOPPER,
        at=clock.now(),
    )
    returns.finish_registration(return_id=registered.id, at=clock.now())
    assert len(couriers()) - before == 1
    known = returns_queries.return_by_id(return_id=registered.id)
    assert known is not None
    assert "may or may not" in (known.pickup or {})["failure"]


@pytest.mark.rule("A-47")
def test_the_papers_of_the_house_go_to_the_carrier_with_the_label_and_are_kept_with_the_parcel() -> None:
    order = ship.a_released_order(address=cast.JOHN)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    label = Label.objects.get()
    assert parcel.carrier_papers == tuple(
        (kind, f"{parcel.label_url}&paper={kind}") for kind in ("declaration", "invoice")
    )
    ours = {paper.kind: paper.pdf for paper in services.customs_papers(label_id=label.public_id, at=LATER)}
    assert {kind: media.read(digest, private=True) for kind, digest in label.papers.items()} == ours
    (row,) = [row for row in ship.shipments() if row["number"] == parcel.tracking_number]
    assert row["papers"] == ["INV", "DCL"]


@pytest.mark.rule("A-47")
def test_a_carrier_that_draws_the_declaration_itself_gives_it_in_place_of_ours() -> None:
    order = ship.a_released_order(address=cast.MARY, service=Service.STANDARD)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert [kind for kind, _url in parcel.carrier_papers] == ["declaration"]
    assert parcel.papers == ("slip", "invoice", "declaration")


@pytest.mark.rule("A-47", "C-10")
def test_a_label_asked_for_again_goes_with_the_same_papers() -> None:
    order = ship.a_released_order(address=cast.JOHN)
    ship.break_carrier(mode="half_open", endpoint="POST /mydhlapi/shipments", count=1)
    services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    label = Label.objects.get()
    first = services.customs_papers(label_id=label.public_id, at=LATER)
    due = queries.next_label_due()
    assert due is not None
    services.settle_label(label_id=label.pk, at=due)
    assert services.customs_papers(label_id=label.public_id, at=due) == first
    label.refresh_from_db()
    assert set(label.papers) == {"invoice", "declaration"}


@pytest.fixture
def hook() -> Iterator[Inbox]:
    box = Inbox("DHL-Hook-Token")
    yield box
    box.close()
    httpx.post(f"{settings.CARRIER_URL}/_control/webhook", json={"url": "", "secrets": []}).raise_for_status()


def test_the_house_subscribes_to_the_scans_of_its_accounts(hook: Inbox) -> None:
    services.subscribe_to_scans(url=hook.url)
    for pushed in hook.take(len(settings.CARRIER_APIS)):
        headers = ship.hook_headers(pushed.signature)
        assert services.receive_carrier_event(body=pushed.body, headers=headers, at=LATER) == 0
    queue.run_waiting()
    assert queue.failed_jobs() == ()
    order, _parcel_id = ship.a_shipped_order()
    (view,) = queries.parcels_of(order_number=order.number)
    ship.scan_silently(view.tracking_number, "delivered", at=ARRIVED)
    (pushed,) = hook.take(1)
    headers = ship.hook_headers(pushed.signature)
    assert services.receive_carrier_event(body=pushed.body, headers=headers, at=ARRIVED) == 1
