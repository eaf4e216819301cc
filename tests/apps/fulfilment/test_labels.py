"""The carrier's bad days: a paid label is never lost, never bought twice, and never kept for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.policy import Service
from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import Label, Parcel
from comptoir.journal import queries as journal
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND, LATER

pytestmark = pytest.mark.usefixtures("shop")
BUY = "POST /mydhlapi/shipments"


def shipments_of(label: Label) -> int:
    return sum(row["message_reference"] == str(label.public_id) for row in ship.shipments())


@pytest.mark.rule("C-10")
@pytest.mark.parametrize("mode", ["half_open", "garbage", "broken"])
def test_a_label_whose_answer_was_lost_is_looked_for_before_another_is_bought(mode: str) -> None:
    order = ship.a_released_order()
    ship.break_carrier(mode=mode, endpoint=BUY, count=1)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert (parcel.state, parcel.label_url) == ("packed", "")
    label = Label.objects.get()
    due = queries.next_label_due()
    assert due is not None
    assert queries.open_labels(at=due - timedelta(seconds=1)) == []
    assert queries.open_labels(at=due) == [label.pk]
    services.settle_label(label_id=label.pk, at=due)
    label.refresh_from_db()
    lost, held = [
        str(row["number"]) for row in ship.shipments() if row["message_reference"] == str(label.public_id)
    ]
    assert (label.state, label.retry_at, label.tracking_number) == ("done", None, held)
    (bought,) = [
        entry for entry in journal.entries_for_order(number=order.number) if entry.verb == "label_bought"
    ]
    assert bought.data["unused"] == [lost]  # Express charges what it scans: this one never travels
    assert queries.next_label_due() is None
    services.settle_label(label_id=label.pk, at=due)
    assert shipments_of(label) == 2


def test_a_carrier_that_is_down_is_asked_again_later_and_later() -> None:
    order = ship.a_released_order()
    ship.break_carrier(mode="down", endpoint=BUY)
    services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    label = Label.objects.get()
    waits = []
    for _ in range(6):
        label.refresh_from_db()
        assert label.retry_at is not None
        asked_at = label.retry_at
        services.settle_label(label_id=label.pk, at=asked_at)
        label.refresh_from_db()
        assert label.retry_at is not None
        waits.append((label.retry_at - asked_at) // timedelta(minutes=1))
    assert waits == [4, 8, 16, 30, 30, 30]
    assert shipments_of(label) == 0


def test_a_parcel_without_its_label_does_not_leave() -> None:
    order = ship.a_released_order()
    ship.break_carrier(mode="down", endpoint=BUY)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    still = ship.snapshot()
    with pytest.raises(services.CannotShip) as refusal:
        services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    assert ship.reasons(refusal.value) == [(None, "label_pending")]
    assert ship.snapshot() == still


def test_a_crash_before_the_call_leaves_an_intent_that_the_sweep_carries_out() -> None:
    order = ship.a_released_order()
    ship.break_carrier(mode="down", endpoint=BUY, count=1)
    services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    due = queries.next_label_due()
    assert due is not None
    for label_id in queries.open_labels(at=due):
        services.settle_label(label_id=label_id, at=due)
    parcel = queries.parcels_of(order_number=order.number)[0]
    assert parcel.label_url
    assert shipments_of(Label.objects.get()) == 1


def test_a_label_that_the_carrier_refuses_frees_the_pieces_and_says_why() -> None:
    order = ship.a_released_order()
    party = order.parties.get()
    party.delete()  # nobody changes it, but who is erased can be written anew
    party.city = "x" * 60  # within our columns, cut to the carrier's
    party.phone = "0" * 40
    party.name = ""
    party.save()
    with pytest.raises(services.CannotPack) as refusal:
        services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    ((rule, reason),) = ship.reasons(refusal.value)
    assert (rule, reason) == (None, "label_refused")
    assert "fullName" in str(dict(refusal.value.refusals[0].values)["why"])
    assert [parcel.state for parcel in Parcel.objects.all()] == ["voided"]
    assert [label.public_id for label in queries.failed_labels()] == [Label.objects.get().public_id]
    assert queries.next_label_due() is None
    assert ship.verbs(order)[-2:] == ["label_refused", "parcel_unpacked"]


def test_a_parcel_unpacked_before_its_label_came_gives_it_back_all_the_same() -> None:
    order = ship.a_released_order()
    ship.break_carrier(mode="half_open", endpoint=BUY, count=1)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="", at=LATER)
    label = Label.objects.get()
    services.settle_label(label_id=label.pk, at=LATER)
    label.refresh_from_db()
    assert label.voided_at == LATER
    assert label.failure.startswith("not used")  # Express takes nothing back, and charges nothing unused


def test_voiding_goes_on_after_a_bad_day() -> None:
    order = ship.a_released_order(service=Service.STANDARD)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    ship.break_carrier(mode="down", endpoint="DELETE /parcel/*", count=1)
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="", at=LATER)
    label = Label.objects.get()
    services.settle_label(label_id=label.pk, at=LATER)
    label.refresh_from_db()
    assert label.voided_at is None
    assert label.retry_at is not None
    services.settle_label(label_id=label.pk, at=label.retry_at)
    label.refresh_from_db()
    assert (label.voided_at is not None, label.retry_at, label.failure) == (True, None, "")
    assert [row["status"] for row in ship.shipments() if row["number"] == label.tracking_number] == ["voided"]
