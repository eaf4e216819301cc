"""The money first, then the parcel leaves: once, and never uncaptured."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.policy import Method
from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import Parcel
from comptoir.fulfilment.services import ShipResult
from comptoir.invoicing.models import Document
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import AT, HAND, KNIT, LATER, SHIRT

pytestmark = pytest.mark.usefixtures("shop")


def pack(order: ship.Order, *places: int) -> queries.ParcelView:
    chosen = [ship.ids(order)[place] for place in places] or None
    return services.pack_parcel(order_number=order.number, pieces=chosen, actor=HAND, at=LATER)


@pytest.mark.rule("PAY-05", "ORD-05", "DEL-10")
def test_shipping_takes_the_money_then_stock_invoice_and_mail_follow() -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL)]
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.SHIPPED
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("capture", ship.TOTAL)]
    assert (ship.on_hand(KNIT), ship.on_hand(SHIRT)) == ((19, 0), (19, 0))
    document = Document.objects.get()
    assert (document.number, document.gross, document.cause) == (
        "MEX-FR-2026-000001",
        ship.TOTAL,
        f"parcel:{parcel.id}",
    )
    mail = ship.mails(order)[-1]
    assert (mail.kind, mail.facts["captured"]) == ("order_shipped", ship.TOTAL)
    assert mail.facts["parcel"]["tracking_number"] == parcel.tracking_number
    assert mail.facts["documents"][0]["number"] == document.number
    assert f"/documents/{document.public_id}/?until=" in mail.facts["documents"][0]["url"]
    assert ship.verbs(order)[-2:] == ["parcel_charging", "parcel_shipped"]
    assert ship.clears(order)


@pytest.mark.rule("C-06")
def test_a_double_click_ships_once() -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    still = ship.snapshot()
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.SHIPPED
    assert services.settle_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.SHIPPED
    assert ship.snapshot() == still
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("capture", ship.TOTAL)]


@pytest.mark.rule("PAY-05", "C-06")
def test_a_capture_that_fails_brings_the_parcel_back_and_nothing_leaves() -> None:
    order = ship.a_released_order(token="card_capture_fails")
    parcel = pack(order)
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.CAPTURE_FAILED
    row = Parcel.objects.get()
    assert (row.state, row.charging_at, row.delivery_share) == ("packed", None, 0)
    assert row.capture_failure
    assert [parcel.number for parcel in queries.failed_charges()] == [row.number]
    assert (ship.on_hand(KNIT), Document.objects.count()) == ((20, 1), 0)
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL)]
    assert ship.verbs(order)[-1] == "capture_failed"
    assert "order_shipped" not in [mail.kind for mail in ship.mails(order)]


def test_after_a_failed_capture_the_next_try_is_a_capture_of_its_own() -> None:
    order = ship.a_released_order(token="card_capture_fails")
    parcel = pack(order)
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER + timedelta(minutes=5))
    effects = payments_queries.effects_of(order_number=order.number)
    assert [(effect.cause, effect.state) for effect in effects] == [
        (f"parcel:{parcel.id}:1", "dropped"),
        (f"parcel:{parcel.id}:2", "failed"),
    ]
    assert payments_queries.payments_of(order_number=order.number).get().capturing == 0


@pytest.mark.rule("C-10")
@pytest.mark.parametrize("mode", ["down", "half_open", "garbage"])
def test_a_provider_that_does_not_answer_leaves_the_parcel_charging_until_it_does(mode: str) -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    ship.break_payments(mode=mode, endpoint="POST /v1/payment_intents/*/capture")
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.CHARGING
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.CHARGING
    assert (Document.objects.count(), ship.on_hand(KNIT)) == (0, (20, 1))
    assert queries.charging_parcels() == [parcel.id]
    ship.mend()
    ship.perform_effects()
    assert services.settle_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.SHIPPED
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("capture", ship.TOTAL)]
    assert Document.objects.count() == 1


@pytest.mark.rule("C-07", "PAY-05")
def test_a_second_parcel_takes_its_own_worth_and_delivery_is_taken_once() -> None:
    order = ship.a_released_order()
    first, second = pack(order, 0), pack(order, 1)
    services.ship_parcel(parcel_id=first.id, actor=HAND, at=LATER)
    assert ship.payment_books(order) == [
        ("authorisation", ship.TOTAL),
        ("capture", ship.KNIT_PRICE + ship.DELIVERY),
    ]
    services.ship_parcel(parcel_id=second.id, actor=HAND, at=LATER)
    assert ship.payment_books(order)[1:] == [
        ("capture", ship.KNIT_PRICE + ship.DELIVERY),
        ("capture", ship.SHIRT_PRICE),
    ]
    assert [d.gross for d in Document.objects.order_by("id")] == [
        ship.KNIT_PRICE + ship.DELIVERY,
        ship.SHIRT_PRICE,
    ]
    assert [d.sequence for d in Document.objects.order_by("id")] == [1, 2]
    assert [p.delivery_share for p in Parcel.objects.order_by("id")] == [1800, 0]
    assert ship.clears(order)


def test_delivery_goes_with_the_parcel_that_leaves_first_though_another_was_charged_before() -> None:
    order = ship.a_released_order(token="card_capture_fails")
    first, second = pack(order, 0), pack(order, 1)
    services.ship_parcel(parcel_id=first.id, actor=HAND, at=LATER)
    services.ship_parcel(parcel_id=second.id, actor=HAND, at=LATER)
    assert [p.delivery_share for p in Parcel.objects.order_by("id")] == [0, 0]


@pytest.mark.rule("PAY-05", "C-08")
def test_what_paypal_took_at_confirmation_is_not_taken_again() -> None:
    order = ship.a_released_order(method=Method.PAYPAL, token="paypal_ok")
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("capture", ship.TOTAL)]
    parcel = pack(order)
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER) is ShipResult.SHIPPED
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("capture", ship.TOTAL)]
    assert ship.mails(order)[-1].facts["captured"] == 0
    assert ship.clears(order)


@pytest.mark.rule("C-05", "C-06")
def test_an_authorisation_that_lapsed_keeps_the_parcel_here() -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    late = AT + timedelta(days=8)
    assert services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=late) is ShipResult.CAPTURE_FAILED
    row = Parcel.objects.get()
    assert (row.state, row.capture_failure) == ("packed", "not_covered")
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL)]


def test_a_voided_parcel_is_not_shipped() -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="", at=LATER)
    still = ship.snapshot()
    with pytest.raises(services.CannotShip) as refusal:
        services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    assert ship.reasons(refusal.value) == [(None, "parcel_not_packed")]
    assert ship.snapshot() == still


def test_a_worker_that_died_after_the_capture_is_finished_by_the_sweep() -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    ship.break_payments(mode="half_open", endpoint="POST /v1/payment_intents/*/capture")
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    assert ship.payment_books(order)[1:] == [("capture", ship.TOTAL)]  # taken, but nobody here knows
    ship.mend()
    ship.perform_effects()
    for parcel_id in queries.charging_parcels():
        services.settle_parcel(parcel_id=parcel_id, actor=HAND, at=LATER)
    assert queries.charging_parcels() == []
    assert ship.payment_books(order)[1:] == [("capture", ship.TOTAL)]


def test_three_pieces_of_one_line_can_leave_apart() -> None:
    order = ship.a_released_order(lines=((KNIT, 3),))
    parts = [pack(order, 0, 1), pack(order, 2)]
    for part in parts:
        services.ship_parcel(parcel_id=part.id, actor=HAND, at=LATER)
    lines = [document.body["lines"] for document in Document.objects.order_by("id")]
    assert [[row["quantity"] for row in rows] for rows in lines] == [[2], [1]]
    assert sum(d.gross for d in Document.objects.all()) == order.total
    assert ship.clears(order)


def test_unreachable_is_what_the_adapter_says_of_a_provider_that_is_down() -> None:
    order = ship.a_released_order()
    parcel = pack(order)
    ship.break_payments(mode="down", endpoint="POST /v1/payment_intents/*/capture")
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    effect = payments_queries.effects_of(order_number=order.number).get()
    assert (effect.state, payments_queries.open_effects(before=LATER + timedelta(days=1))) == (
        "requested",
        [effect.pk],
    )
    ship.mend()
    assert payments.perform_effect(effect_id=effect.pk, at=LATER).state == "done"
