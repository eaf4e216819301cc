"""A process dies at each step from the bench to the mail, before or after what it asked was done: all of it is healed.

The same with `kill -9` of living processes is in `tests/journeys/test_kill.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from comptoir.core.policy import Service
from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import Label, Parcel
from comptoir.infra import clock, queue
from comptoir.notices import services as notices
from comptoir.notices.models import Message
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns
from comptoir.warehouse import queries as warehouse_queries
from comptoir.warehouse import services as warehouse
from comptoir.warehouse.services import Station
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.carriers import DyingCarrier, DyingChannel
from tests.apps.fulfilment.ship import HAND, KNIT, LATER, SHIRT, TOTAL
from tests.apps.payments.gateways import DyingGateway, Killed

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("E-09")]
WHEN = ["before", "after"]


@pytest.fixture(autouse=True)
def _mortal(settings: Settings) -> Iterator[None]:
    settings.CARRIER = "tests.apps.fulfilment.carriers.DyingCarrier"
    settings.MAIL_CHANNEL = "tests.apps.fulfilment.carriers.DyingChannel"
    settings.PAYMENT_GATEWAY = "tests.apps.payments.gateways.DyingGateway"
    yield
    for known in (DyingCarrier.dies, DyingChannel.dies, DyingChannel.handed, DyingGateway.dies_at):
        known.clear()


def dies(verb: Callable[[], object]) -> None:
    """The process dies in the middle of it."""
    with pytest.raises(Killed):
        verb()


def a_minute_on() -> None:
    clock.set_to(at=clock.now() + timedelta(minutes=2))
    ship.work()


def on_the_bench(order: ship.Order) -> int:
    """Picked and checked by scans; the preparation."""
    wave = warehouse.make_wave(location="PAR", most=5, actor=HAND, at=LATER)
    for station in Station:
        for sku in (KNIT, SHIRT):
            answer = warehouse.scan_code(
                wave_id=wave, station=station, code=sku, key=f"{station}-{sku}", actor=HAND, at=LATER
            )
    assert answer.order_number == order.number
    return answer.preparation


@pytest.mark.rule("C-10")
@pytest.mark.parametrize("healer", ["the sweep", "the same press"])
@pytest.mark.parametrize("when", WHEN)
def test_between_pack_and_label(when: str, healer: str) -> None:
    order = ship.a_released_order()
    preparation, before = on_the_bench(order), len(ship.shipments())
    DyingCarrier.dies.append(when)
    dies(lambda: warehouse.pack_preparation(preparation_id=preparation, actor=HAND, at=LATER))
    assert [parcel.label_url for parcel in queries.parcels_of(order_number=order.number)] == [""]
    if healer == "the same press":
        warehouse.pack_preparation(preparation_id=preparation, actor=HAND, at=LATER)
    a_minute_on()
    (parcel,) = queries.parcels_of(order_number=order.number)
    assert parcel.label_url
    assert set(parcel.pieces) == set(ship.ids(order))
    assert len(ship.shipments()) - before == (2 if when == "after" else 1)
    assert ship.verbs(order).count("label_bought") == 1
    assert warehouse_queries.open_preparations() == []
    assert warehouse_queries.waiting(location="PAR") == ()


@pytest.mark.parametrize("when", WHEN)
def test_between_a_lost_label_and_the_unpacking(when: str) -> None:
    order = ship.a_released_order(service=Service.STANDARD)
    preparation = on_the_bench(order)
    DyingCarrier.dies.append(when)
    dies(lambda: warehouse.pack_preparation(preparation_id=preparation, actor=HAND, at=LATER))
    warehouse.unpack_preparation(preparation_id=preparation, actor=HAND, at=LATER)
    a_minute_on()
    assert [parcel.state for parcel in Parcel.objects.all()] == ["voided"]
    label = Label.objects.get()
    assert (label.voided_at is not None, label.retry_at) == (True, None)
    kept = [row["status"] for row in ship.shipments() if label.public_id.hex in row["references"]]
    assert kept[-1] == "voided"


@pytest.mark.parametrize("when", WHEN)
def test_between_unpacking_and_the_void_of_its_label(when: str) -> None:
    order = ship.a_released_order(service=Service.STANDARD)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="", at=LATER)
    DyingCarrier.dies.append(when)
    dies(queue.run_waiting)
    a_minute_on()
    label = Label.objects.get()
    assert (label.voided_at is not None, label.retry_at, label.failure) == (True, None, "")
    assert [row["status"] for row in ship.shipments() if row["number"] == label.tracking_number] == ["voided"]
    assert ship.verbs(order).count("label_voided") == 1


@pytest.mark.rule("PAY-05", "pitfall-13")
def test_between_the_capture_and_the_parcel_that_leaves() -> None:
    order = ship.a_released_order()
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    DyingGateway.dies_at.add("capture")
    dies(lambda: services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER))
    assert [p.state for p in queries.parcels_of(order_number=order.number)] == ["charging"]
    a_minute_on()
    a_minute_on()
    assert [p.state for p in queries.parcels_of(order_number=order.number)] == ["shipped"]
    assert ship.payment_books(order) == [("authorisation", TOTAL), ("capture", TOTAL)]
    assert [mail.kind for mail in ship.mails(order)].count("order_shipped") == 1
    assert ship.verbs(order).count("parcel_shipped") == 1
    assert ship.clears(order)


@pytest.mark.rule("DEL-10")
@pytest.mark.parametrize("when", WHEN)
def test_between_the_parcel_that_leaves_and_its_mail(when: str) -> None:
    order = ship.a_released_order()
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    ship.work()
    DyingChannel.handed.clear()
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    DyingChannel.dies.append(when)
    dies(queue.run_waiting)
    message = Message.objects.get(kind="order_shipped")
    assert message.sent_at is None
    notices.deliver_message(message_id=message.pk, at=LATER)  # its job, put back by the worker
    message.refresh_from_db()
    assert message.sent_at == LATER
    # A letter that was handed over twice is the same one: who receives it sees one.
    assert (len(set(DyingChannel.handed)), len(DyingChannel.handed)) == (1, 2 if when == "after" else 1)


@pytest.mark.rule("RET-08", "C-10")
@pytest.mark.parametrize("when", WHEN)
def test_between_a_return_and_its_label(when: str) -> None:
    order = ship.a_delivered_order()
    DyingCarrier.dies.append(when)
    dies(
        lambda: returns.register_return(
            order_number=order.number,
            pieces=[(ship.ids(order)[0], "too_large")],
            pickup=None,
            actor=cast.GUEST_SHOPPER,
            at=clock.now(),
        )
    )
    a_minute_on()
    a_minute_on()
    (back,) = returns_queries.returns_of(order_number=order.number)
    assert (back.state, bool(back.label_url)) == ("registered", True)
    assert [mail.kind for mail in ship.mails(order)].count("return_registered") == 1
