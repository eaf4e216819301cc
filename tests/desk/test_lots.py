"""Lots at the desk: named at goods in, beside the rest of their product in the figures, and first thing where they stand out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.actors import GUEST, Role
from comptoir.fulfilment import services as fulfilment
from comptoir.orders import queries as orders
from comptoir.returns import services as returns
from comptoir.stock import queries as stock
from tests import builders, cast
from tests.apps.stock.test_consigning import goods_in
from tests.apps.stock.test_lots import KNIT, a_lot
from tests.builders import KNIT_M, MONDAY, SHIRT_M
from tests.desk.selling import page, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("PRD-05", "CLM-06")]
LATER = MONDAY + timedelta(days=5)


def knits_of(code: str, *, back: int) -> None:
    """Eight knits of a lot arrive, and so many of them come back too small."""
    number = builders.a_delivered_order(lines=((KNIT_M, 8),)).number
    order = orders.order_by_number(number=number)
    assert order is not None
    pieces = [piece.public_id for piece in orders.pieces_of(order_id=order.pk)]
    for piece in pieces:
        fulfilment.read_lot(order_number=number, piece=piece, code=code, actor=cast.WAREHOUSE, at=MONDAY)
    if back:
        builders.at_clock(LATER)
        returns.register_return(
            order_number=number,
            pieces=[(piece, "too_small") for piece in pieces[:back]],
            pickup=None,
            actor=GUEST,
            at=LATER,
        )
        builders.at_clock(MONDAY)


def test_a_merchandiser_begins_with_the_lot_that_comes_back_and_not_with_the_good_one() -> None:
    bad = a_lot("B-07", pieces=10)
    a_lot("B-08", pieces=10)
    knits_of("B-08", back=0)
    knits_of("B-07", back=5)
    builders.at_clock(LATER)
    desk = signed_in(Role.MERCHANDISER)
    first = page(desk, "/desk/products/")
    assert "Lot B-07 Boxy crewneck Too small 5 of 8 pieces 62%, usually 0%" in first
    assert "Lot B-08" not in first
    figures = page(desk, "/desk/products/lessons/")
    assert "B-07 Boxy crewneck 8 5 62% Too small 5" in figures
    assert "B-08 Boxy crewneck 8 0 0% –" in figures
    lot = page(desk, f"/desk/products/lots/{bad}/")
    assert "Comes back more often than the rest of its product" in lot
    assert "8 pieces left" in lot
    assert "Atelier Ribot" in lot


def test_what_is_of_no_known_lot_is_said_to_be_so() -> None:
    a_lot("B-07", pieces=10)
    builders.a_delivered_order(lines=((KNIT_M, 3), (SHIRT_M, 1)))
    knits_of("B-07", back=0)
    builders.at_clock(LATER)
    text = page(signed_in(Role.AUDITOR), "/desk/products/lessons/")
    assert "Lot unknown Boxy crewneck 3 0 0% –" in text
    assert "No product comes back for a reason more often" in text


def test_the_warehouse_names_the_lot_of_a_delivery() -> None:
    receipt = goods_in(**{KNIT_M: 2})
    desk = signed_in(Role.WAREHOUSE)
    where = f"/desk/stock/consignments/{receipt}/"
    assert "Name the lot of a style" in page(desk, where)
    desk.post(f"{where}lots/", {"style": KNIT, "lot": "b-07", "made_on": "2026-05-04", "made_in": "Roanne"})
    assert "Lot B-07" in page(desk, where)
    (lot,) = stock.lots_of(style=KNIT)
    text = page(desk, f"/desk/products/lots/{lot.id}/")
    assert "Made in: Roanne." in text
    assert "Made on: 4 May 2026." in text
    assert "Nothing that is known to be of this lot has left." in text


def test_a_lot_that_nobody_named_has_no_page() -> None:
    assert signed_in(Role.AUDITOR).get("/desk/products/lots/999/").status_code == 404
