"""What comes back, at the desk: by product and size, and first thing for who takes care of products."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.actors import GUEST, Role
from comptoir.core.claims import Cause, ClaimKind, Outcome
from comptoir.fulfilment import services as fulfilment
from comptoir.fulfilment.queries import parcels_of
from comptoir.orders import queries as orders
from comptoir.returns import services as returns
from tests import builders
from tests.apps.claims.claiming import QUALITY, SOON, claim, decide
from tests.apps.fulfilment import ship
from tests.desk.selling import page, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("PRD-05")]
LATER = builders.MONDAY + timedelta(days=5)


def pieces_come_back(*reasons: str) -> None:
    """Of an order of eight knits and eight shirts, as many knits as there are reasons."""
    number = builders.a_delivered_order(lines=((builders.KNIT_M, 8), (builders.SHIRT_M, 8))).number
    order = orders.order_by_number(number=number)
    assert order is not None
    knits = [piece for piece in orders.pieces_of(order_id=order.pk) if piece.sku == builders.KNIT_M]
    chosen = [(piece.public_id, reason) for piece, reason in zip(knits, reasons, strict=False)]
    builders.at_clock(LATER)
    returns.register_return(order_number=number, pieces=chosen, pickup=None, actor=GUEST, at=LATER)


def test_a_merchandiser_begins_with_the_product_that_comes_back_too_small() -> None:
    pieces_come_back("too_small", "too_small", "too_small", "too_small", "", "changed_mind")
    desk = signed_in(Role.MERCHANDISER)
    assert desk.get("/desk/sign-in/").headers["Location"] == "/desk/products/"
    first = page(desk, "/desk/products/")
    assert "Boxy crewneck ME-26W-KN014 Too small 4 of 8 pieces 50%, usually 0%" in first
    assert "Boxy crewneck ME-26W-KN014 Too small" not in page(desk, "/desk/products/?q=shirt")


def test_each_size_says_what_came_back_of_it_and_why() -> None:
    pieces_come_back("too_small", "too_small", "")
    text = page(signed_in(Role.AUDITOR), "/desk/products/lessons/")
    assert "16 pieces arrived in this time, 3 of them came back or were claimed." in text
    assert "No product comes back for a reason more often than its kind does." in text
    assert "M 3 of 8 pieces Too small 2 Nothing said 1" in text


def test_a_return_that_was_called_off_is_not_counted_and_an_empty_house_says_so() -> None:
    desk = signed_in(Role.ADVISOR)
    assert "Nothing that arrived in this time has come back or was claimed." in page(
        desk, "/desk/products/lessons/"
    )
    assert desk.get("/desk/sign-in/").headers["Location"] == "/desk/"
    assert "Comes back more often" not in page(desk, "/desk/products/")


@pytest.mark.rule("CLM-03", "CLM-06", "CLM-07")
def test_what_was_claimed_teaches_once_and_not_what_another_care_did() -> None:
    order = ship.a_delivered_order()
    builders.at_clock(SOON)
    worn = claim(order, 0, kind=ClaimKind.IN_USE)
    claim(order, 1, kind=ClaimKind.NOT_AS_DESCRIBED)
    desk = signed_in(Role.AUDITOR)
    text = page(desk, "/desk/products/lessons/")
    assert "2 pieces arrived in this time, 2 of them came back or were claimed." in text
    assert "Fault found in use 1" in text
    assert "Not as described 1" in text
    decide(worn.id, Outcome.QUALITY)
    decide(worn.id, Outcome.REFUSED, by=QUALITY, cause=Cause.CARE)
    after = page(desk, "/desk/products/lessons/")
    assert "1 of them came back or was claimed." in after
    assert "Fault found in use" not in after


@pytest.mark.rule("CLM-03", "A-12")
def test_what_is_sent_again_arrives_as_a_piece_of_its_own_and_the_fault_is_told_once() -> None:
    order = ship.a_delivered_order()
    builders.at_clock(SOON)
    decide(claim(order, 0, kind=ClaimKind.FAULTY).id, Outcome.RESEND)
    parcel = fulfilment.pack_parcel(order_number=order.number, pieces=None, actor=ship.HAND, at=SOON)
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=ship.HAND, at=SOON)
    ship.scan(parcels_of(order_number=order.number)[-1].tracking_number, "delivered", at=LATER)
    builders.at_clock(LATER + timedelta(days=1))
    ship.work()
    text = page(signed_in(Role.AUDITOR), "/desk/products/lessons/")
    assert "3 pieces arrived in this time, 1 of them came back or was claimed." in text
    assert "M 1 of 2 pieces" in text
