"""Into a parcel and out of it: what is refused, and what the carrier's books say."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from comptoir.fulfilment import queries, services
from comptoir.fulfilment.models import Label, Parcel
from comptoir.infra import media
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND, LATER

pytestmark = pytest.mark.usefixtures("shop")


def test_packing_buys_one_label_and_answers_with_its_address() -> None:
    order = ship.a_released_order()
    before = len(ship.shipments())
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    bought = ship.shipments()[before:]
    assert [(row["number"], row["references"], row["is_return"]) for row in bought] == [
        (parcel.tracking_number, [Label.objects.get().public_id.hex, order.number], False)
    ]
    label = Label.objects.get()
    assert parcel.state == "packed"
    assert parcel.pieces == tuple(ship.ids(order))
    assert f"/labels/{label.public_id}/" in parcel.label_url
    assert bought[0]["message_reference"] == str(label.public_id)
    assert media.read(label.digest, private=True).startswith(b"%PDF")
    assert "content" not in str(label.answer)
    assert ship.verbs(order)[-2:] == ["parcel_packed", "label_bought"]


def test_a_piece_is_packed_once() -> None:
    order = ship.a_released_order()
    first, _second = ship.ids(order)
    services.pack_parcel(order_number=order.number, pieces=[first], actor=HAND, at=LATER)
    still = ship.snapshot()
    with pytest.raises(services.CannotPack) as refusal:
        services.pack_parcel(order_number=order.number, pieces=ship.ids(order), actor=HAND, at=LATER)
    assert ship.reasons(refusal.value) == [(None, "piece_in_parcel")]
    assert ship.snapshot() == still


def test_what_is_left_is_packed_when_no_piece_is_named() -> None:
    order = ship.a_released_order()
    first, second = ship.ids(order)
    services.pack_parcel(order_number=order.number, pieces=[first], actor=HAND, at=LATER)
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert parcel.pieces == (second,)
    with pytest.raises(services.CannotPack):
        services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)


def test_a_strange_piece_is_refused_beside_a_good_one() -> None:
    order = ship.a_released_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotPack) as refusal:
        services.pack_parcel(
            order_number=order.number, pieces=[ship.ids(order)[0], uuid4()], actor=HAND, at=LATER
        )
    assert ship.reasons(refusal.value) == [(None, "piece_not_here")]
    assert ship.snapshot() == still


@pytest.mark.rule("ORD-03")
def test_an_order_that_can_still_be_called_back_is_not_packed() -> None:
    order = ship.a_placed_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotPack) as refusal:
        services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert ship.reasons(refusal.value) == [("ORD-03", "not_released")]
    (refused,) = refusal.value.refusals
    assert refused.until is not None
    assert refused.until.utcoffset() == timedelta(hours=1)  # told in the time of the order's country
    assert ship.snapshot() == still


@pytest.mark.rule("PAY-12")
def test_an_order_under_a_check_is_not_packed() -> None:
    order = ship.a_placed_order(token="card_review")
    with pytest.raises(services.CannotPack) as refusal:
        services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert ship.reasons(refusal.value) == [("PAY-12", "order_held")]
    assert not Parcel.objects.exists()


def test_unpacking_voids_the_label_and_frees_the_pieces() -> None:
    order = ship.a_released_order()
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="wrong box", at=LATER)
    label = Label.objects.get()
    services.settle_label(label_id=label.pk, at=LATER)
    label.refresh_from_db()
    assert (label.voided_at, label.retry_at) == (LATER, None)
    assert queries.parcels_of(order_number=order.number) == ()
    again = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert again.pieces == parcel.pieces
    assert again.tracking_number != parcel.tracking_number


def test_unpacking_twice_is_unpacking_once() -> None:
    order = ship.a_released_order()
    parcel = services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="", at=LATER)
    still = ship.snapshot()
    services.unpack_parcel(parcel_id=parcel.id, actor=HAND, reason="", at=LATER)
    assert ship.snapshot() == still


def test_a_parcel_that_left_is_not_unpacked() -> None:
    _order, parcel_id = ship.a_shipped_order()
    still = ship.snapshot()
    with pytest.raises(services.CannotUnpack) as refusal:
        services.unpack_parcel(parcel_id=parcel_id, actor=HAND, reason="", at=LATER)
    assert ship.reasons(refusal.value) == [(None, "parcel_moved_on")]
    assert ship.snapshot() == still


@pytest.mark.rule("A-47")
def test_a_parcel_that_leaves_the_union_declares_its_pieces_net_of_tax() -> None:
    order = ship.a_released_order(address=cast.JOHN)
    services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    label = Label.objects.get()
    assert label.answer is not None
    assert [row["to"] for row in ship.shipments() if row["message_reference"] == str(label.public_id)] == [
        "US"
    ]


@pytest.mark.rule("A-47")
def test_no_label_is_bought_for_customs_without_complete_data() -> None:
    order = ship.a_released_order(address=cast.JOHN)
    piece = ship.pieces(order)[0]
    piece.hs_code = ""
    piece.save()
    before = len(ship.shipments())
    with pytest.raises(services.CannotPack) as refusal:
        services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    assert ship.reasons(refusal.value) == [(None, "label_refused")]
    assert len(ship.shipments()) == before
