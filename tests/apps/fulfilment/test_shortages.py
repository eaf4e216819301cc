"""A piece that is not found: never charged, or given back, and told (PAY-06)."""

from __future__ import annotations

import pytest

from comptoir.core.policy import Method
from comptoir.fulfilment import services
from comptoir.invoicing.models import Document
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND, KNIT, LATER, SHIRT

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("PAY-06")]


def short(order: ship.Order, *places: int) -> int:
    chosen = [ship.ids(order)[place] for place in places]
    return services.report_shortage(order_number=order.number, pieces=chosen, actor=HAND, at=LATER)


def ship_rest(order: ship.Order) -> None:
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)


def test_a_card_is_never_charged_for_it() -> None:
    order = ship.a_released_order()
    assert short(order, 1) == 0
    assert ship.on_hand(SHIRT) == (19, 0)
    piece = ship.pieces(order)[1]
    assert (piece.cancelled_at, piece.cancelled_because) == (LATER, "shortage")
    mail = ship.mails(order)[-1]
    assert (mail.kind, mail.facts["amount"], mail.facts["refunded"]) == (
        "piece_short",
        ship.SHIRT_PRICE,
        False,
    )
    assert [line["sku"] for line in mail.facts["lines"]] == [SHIRT]
    ship_rest(order)
    assert ship.payment_books(order)[:2] == [
        ("authorisation", ship.TOTAL),
        ("capture", ship.KNIT_PRICE + ship.DELIVERY),
    ]
    assert ship.clears(order)


def test_paypal_gives_its_price_back() -> None:
    order = ship.a_released_order(method=Method.PAYPAL, token="paypal_ok")
    assert short(order, 1) == ship.SHIRT_PRICE
    ship.perform_effects()
    assert ship.payment_books(order)[1:] == [("capture", ship.TOTAL), ("refund", ship.SHIRT_PRICE)]
    mail = ship.mails(order)[-1]
    assert (mail.facts["amount"], mail.facts["refunded"]) == (ship.SHIRT_PRICE, True)
    ship_rest(order)
    assert [document.gross for document in Document.objects.all()] == [ship.KNIT_PRICE + ship.DELIVERY]
    assert ship.clears(order)


def test_paypal_gives_back_piece_by_piece_what_all_was() -> None:
    order = ship.a_released_order(lines=((KNIT, 2),), method=Method.PAYPAL, token="paypal_ok")
    assert (short(order, 0), short(order, 1)) == (29000, order.total - 29000)
    ship.perform_effects()
    assert sum(amount for kind, amount in ship.payment_books(order) if kind == "refund") == order.total
    assert ship.fresh(order).state == "cancelled"
    assert ship.clears(order)


def test_when_nothing_is_left_the_order_is_cancelled_and_its_authorisation_released() -> None:
    order = ship.a_released_order()
    short(order, 0, 1)
    ship.perform_effects()
    assert ship.payment_books(order) == [("authorisation", ship.TOTAL), ("void", ship.TOTAL)]
    assert ship.fresh(order).state == "cancelled"
    assert (ship.on_hand(KNIT), ship.on_hand(SHIRT)) == ((19, 0), (19, 0))
    assert ship.clears(order)


def test_when_the_rest_has_arrived_a_shortage_closes_the_order() -> None:
    order = ship.a_released_order()
    first = services.pack_parcel(order_number=order.number, pieces=[ship.ids(order)[0]], actor=HAND, at=LATER)
    services.ship_parcel(parcel_id=first.id, actor=HAND, at=LATER)
    services.record_event(
        parcel_id=first.id, status="delivered", event_at=ship.ARRIVED, actor=HAND, at=ship.ARRIVED
    )
    assert ship.fresh(order).state == "released"
    services.report_shortage(
        order_number=order.number, pieces=[ship.ids(order)[1]], actor=HAND, at=ship.ARRIVED
    )
    ship.perform_effects()
    assert ship.fresh(order).state == "closed"
    assert ship.payment_books(order)[1:] == [
        ("capture", ship.KNIT_PRICE + ship.DELIVERY),
        ("void", ship.SHIRT_PRICE),
    ]
    assert ship.clears(order)


def test_a_piece_is_short_once() -> None:
    order = ship.a_released_order()
    short(order, 1)
    still = ship.snapshot()
    with pytest.raises(services.CannotBeShort) as refusal:
        short(order, 1)
    assert ship.reasons(refusal.value) == [(None, "piece_cancelled")]
    assert ship.snapshot() == still


def test_a_piece_in_a_parcel_is_not_short() -> None:
    order = ship.a_released_order()
    services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    still = ship.snapshot()
    with pytest.raises(services.CannotBeShort) as refusal:
        short(order, 0, 1)
    assert ship.reasons(refusal.value) == [(None, "piece_in_parcel"), (None, "piece_in_parcel")]
    assert ship.snapshot() == still


def test_nothing_is_short_before_the_warehouse_has_the_order() -> None:
    order = ship.a_placed_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotBeShort) as refusal:
        short(order, 0)
    assert ship.reasons(refusal.value) == [("ORD-03", "not_released")]
    assert ship.snapshot() == still


def test_no_piece_chosen_is_refused() -> None:
    order = ship.a_released_order()
    with pytest.raises(services.CannotBeShort) as refusal:
        short(order)
    assert ship.reasons(refusal.value) == [(None, "nothing_chosen")]
