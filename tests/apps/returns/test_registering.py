"""Registering a return: what is refused and why, the label, the courier, the mail."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from comptoir.core.actors import GUEST
from comptoir.fulfilment.models import Label
from comptoir.fulfilment.services import PickupWish
from comptoir.infra import clock, media
from comptoir.returns import queries, services
from comptoir.returns.models import Return
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED

pytestmark = pytest.mark.usefixtures("shop")
# Received on 25 November in Paris: the last day is 9 December.
LAST_SECOND = ARRIVED.replace(month=12, day=9, hour=22, minute=59, second=59)


def register(
    order: ship.Order, *places: int, at: object = ARRIVED, pickup: PickupWish | None = None
) -> services.Registered:
    chosen = [(ship.ids(order)[place], "too small") for place in places]
    return services.register_return(
        order_number=order.number, pieces=chosen, pickup=pickup, actor=GUEST, at=at
    )


@pytest.mark.rule("RET-07", "RET-08", "RET-15", "RET-03")
def test_a_guest_registers_one_piece_of_two_and_gets_a_label_to_print() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    assert (known.state, known.basis) == ("registered", "commercial_return")
    assert (known.refund_amount, known.currency, known.refund_method) == (29000, "EUR", "card")
    assert known.hand_in_by == LAST_SECOND
    assert [point.distance_m for point in known.dropoff_points] == sorted(
        point.distance_m for point in known.dropoff_points
    )
    assert len(known.dropoff_points) == 5
    label = Label.objects.get(kind="return")
    assert f"/labels/{label.public_id}/" in known.label_url
    (row,) = [row for row in ship.shipments() if row["message_reference"] == str(label.public_id)]
    assert row["is_return"] is True
    mail = ship.mails(order)[-1]
    assert mail.kind == "return_registered"
    assert (mail.facts["return"]["refund_amount"], mail.facts["return"]["label_url"]) == (
        29000,
        known.label_url,
    )
    (enclosed,) = mail.attachments
    assert media.read(enclosed["digest"], private=True).startswith(b"%PDF")
    ship.work()
    assert ship.mails(order)[-1].sent_at is not None
    assert ship.verbs(order)[-2:] == ["return_registered", "label_bought"]


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (LAST_SECOND, True),
        (LAST_SECOND + timedelta(milliseconds=999), True),
        (LAST_SECOND + timedelta(seconds=1), False),
    ],
)
def test_the_window_ends_with_its_last_second_where_the_order_was_delivered(
    at: object, allowed: bool
) -> None:
    order = ship.a_delivered_order()
    still = ship.snapshot()
    if allowed:
        assert register(order, 0, at=at).state == "registered"
        return
    with pytest.raises(services.CannotReturn) as refusal:
        register(order, 0, at=at)
    assert ship.reasons(refusal.value) == [("RET-01", "return_window_over")]
    assert refusal.value.refusals[0].until == LAST_SECOND
    assert ship.snapshot() == still


@pytest.mark.rule("RET-05")
def test_a_personalised_piece_is_refused_by_its_place_and_the_rest_with_it() -> None:
    order = ship.a_delivered_order(lines=((builders.KNIT_M, 1), (builders.CLUTCH_OS, 1)))
    still = ship.snapshot()
    with pytest.raises(services.CannotReturn) as refusal:
        register(order, 0, 1)
    assert ship.reasons(refusal.value) == [("RET-05", "personalised")]
    assert refusal.value.refusals[0].field == "pieces.1"
    assert ship.snapshot() == still


@pytest.mark.rule("RET-01")
def test_what_has_not_arrived_cannot_be_returned() -> None:
    order, _parcel = ship.a_shipped_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotReturn) as refusal:
        register(order, 0)
    assert ship.reasons(refusal.value) == [("RET-01", "not_received_yet")]
    assert ship.snapshot() == still


@pytest.mark.rule("RET-13")
def test_a_double_click_registers_once() -> None:
    order = ship.a_delivered_order()
    register(order, 0)
    still = ship.snapshot()
    with pytest.raises(services.CannotReturn) as refusal:
        register(order, 0)
    assert ship.reasons(refusal.value) == [("RET-13", "return_open")]
    assert ship.snapshot() == still


@pytest.mark.rule("RET-07")
def test_no_piece_and_a_strange_piece_are_refused() -> None:
    order = ship.a_delivered_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotReturn) as refusal:
        register(order)
    assert ship.reasons(refusal.value) == [("RET-07", "nothing_chosen")]
    with pytest.raises(services.CannotReturn) as refusal:
        services.register_return(
            order_number=order.number, pieces=[(uuid4(), "")], pickup=None, actor=GUEST, at=ARRIVED
        )
    assert ship.reasons(refusal.value) == [("RET-07", "piece_not_here")]
    assert ship.snapshot() == still


def test_a_carrier_that_is_down_delays_the_label_and_the_mail_but_not_the_registration() -> None:
    order = ship.a_delivered_order()
    ship.break_carrier(mode="down")
    known = register(order, 0)
    assert (known.state, known.label_url, known.dropoff_points) == ("registered", "", ())
    assert ship.mails(order)[-1].kind == "parcel_delivered"
    assert queries.unfinished_returns() == []
    ship.mend()
    clock.set_to(at=ARRIVED + timedelta(minutes=5))
    ship.work()
    ship.work()
    view = queries.return_view(return_id=known.id)
    assert view is not None
    assert view.label_url
    assert [mail.kind for mail in ship.mails(order)][-1:] == ["return_registered"]
    assert [mail.kind for mail in ship.mails(order)].count("return_registered") == 1


def a_wish(**changes: object) -> PickupWish:
    terms: dict[str, object] = {
        "address": cast.JEANNE,
        "day": date(2026, 11, 26),
        "begins": "09:00",
        "ends": "12:30",
    }
    return PickupWish(**(terms | changes))


@pytest.mark.rule("RET-09")
def test_a_courier_is_booked_for_an_address_a_day_and_hours() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, pickup=a_wish())
    assert known.pickup_day == "2026-11-26"
    assert known.pickup_confirmation.startswith("PRG")
    assert ship.verbs(order)[-1] == "pickup_booked"


@pytest.mark.rule("RET-09")
def test_a_courier_who_could_not_be_called_is_called_later() -> None:
    order = ship.a_delivered_order()
    ship.break_carrier(mode="down", endpoint="POST /mydhlapi/pickups", count=1)
    known = register(order, 0, pickup=a_wish())
    assert (known.pickup_confirmation, known.pickup_failure) == ("", "")
    assert queries.unfinished_returns() == [known.id]
    ship.work()
    view = queries.return_view(return_id=known.id)
    assert view is not None
    assert view.pickup_confirmation
    assert queries.unfinished_returns() == []


@pytest.mark.rule("RET-09")
def test_a_courier_whom_the_carrier_refuses_is_said_to_be_refused() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, pickup=a_wish(day=date(2027, 3, 1)))
    assert known.pickup_failure
    assert known.state == "registered"


@pytest.mark.rule("RET-09")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": date(2026, 11, 24)}, "pickup.date"),
        ({"begins": "noon"}, "pickup.from"),
        ({"begins": "14:00"}, "pickup.to"),
    ],
)
def test_a_courier_cannot_come_at_an_impossible_time(changes: dict[str, object], field: str) -> None:
    order = ship.a_delivered_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotReturn) as refusal:
        register(order, 0, pickup=a_wish(**changes))
    assert [(refused.reason.value, refused.field) for refused in refusal.value.refusals] == [
        ("field_wrong", field)
    ]
    assert ship.snapshot() == still


@pytest.mark.rule("RET-13")
def test_an_advisor_cancels_an_unsent_return_and_another_can_be_registered() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    services.cancel_return(return_id=known.id, actor=ship.ADVISOR, at=ARRIVED)
    ship.work()
    assert Return.objects.get().state == "cancelled"
    assert Label.objects.get(kind="return").voided_at is not None
    assert register(order, 0, 1).refund_amount == 44000


@pytest.mark.rule("RET-13")
def test_a_return_that_the_carrier_has_is_not_cancelled() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    ship.scan(known.tracking_number, "picked_up", at=ARRIVED)
    with pytest.raises(services.CannotCancelReturn) as refusal:
        services.cancel_return(return_id=known.id, actor=ship.ADVISOR, at=ARRIVED)
    assert ship.reasons(refusal.value) == [("RET-13", "return_sent")]
    assert Return.objects.get().state == "registered"  # a refusal moves nothing: the sweep will
    ship.work()
    row = Return.objects.get()
    assert (row.state, row.sent_at) == ("sent", ARRIVED)


@pytest.mark.rule("RET-13")
@pytest.mark.parametrize("actor", [GUEST, cast.WAREHOUSE, cast.STRANGER])
def test_only_an_advisor_cancels(actor: object) -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    still = ship.snapshot()
    with pytest.raises(services.CannotCancelReturn) as refusal:
        services.cancel_return(return_id=known.id, actor=actor, at=ARRIVED)
    assert ship.reasons(refusal.value) == [("RET-13", "not_allowed")]
    assert ship.snapshot() == still


def test_an_unknown_return_is_not_found() -> None:
    with pytest.raises(services.UnknownReturn):
        services.cancel_return(return_id=uuid4(), actor=ship.ADVISOR, at=ARRIVED)
