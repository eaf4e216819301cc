"""Lots: named on the delivery, known of what leaves or not said, and never guessed by the order in which they came (CLM-06)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import one_transaction
from comptoir.orders import queries as orders
from comptoir.stock import queries, services
from comptoir.stock.services import CannotNameLot
from tests import builders, cast
from tests.apps.stock.test_consigning import book, goods_in, lying, write
from tests.builders import KNIT_M, MONDAY, SHIRT_M

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("CLM-06")]
KNIT = KNIT_M.rsplit("-", 2)[0]


def named(receipt: UUID, code: str, *, style: str = KNIT) -> int:
    return services.name_lot(consignment_id=receipt, style=style, code=code, actor=cast.WAREHOUSE, at=MONDAY)


def a_lot(code: str, *, pieces: int = 10) -> int:
    """Knits of a lot come in."""
    receipt = goods_in(**{KNIT_M: pieces})
    lot = named(receipt, code)
    write(receipt, {KNIT_M: pieces}, announced=False)
    book(receipt, pieces)
    return lot


def empty_bins() -> None:
    """Nothing of the knit lies anywhere any more."""
    for place, count in lying(KNIT_M).items():
        if count:
            services.count_stock(
                sku=KNIT_M, location=place, quantity=0, cause="inventory", actor=cast.WAREHOUSE, at=MONDAY
            )


def possible() -> frozenset[int | None]:
    return queries.lots_lying(sku=KNIT_M, location=queries.location_ids(codes=["PAR"])["PAR"])


def the_piece(number: str) -> UUID:
    order = orders.order_by_number(number=number)
    assert order is not None
    return next(p.public_id for p in orders.pieces_of(order_id=order.pk) if p.sku == KNIT_M)


def sent(number: str) -> int | None:
    return fulfilment_queries.lots_sent(pieces=[the_piece(number)])[the_piece(number)]


def pack(number: str, **labels: str) -> None:
    fulfilment.pack_parcel(
        order_number=number,
        pieces=None,
        lots={the_piece(number): labels["read"]} if labels else None,
        actor=cast.WAREHOUSE,
        at=MONDAY + timedelta(hours=4),
    )


def test_a_lot_does_not_change_what_is_counted() -> None:
    before = lying(KNIT_M)["PAR"]
    a_lot("B-07")
    assert lying(KNIT_M)["PAR"] == before + 10


def test_the_only_lot_in_an_empty_place_is_known_by_itself() -> None:
    empty_bins()
    lot = a_lot("b-07 ")
    assert possible() == {lot}
    number = builders.a_released_order(lines=((KNIT_M, 1),)).number
    pack(number)
    assert sent(number) == lot
    known = queries.lot_by_id(lot_id=lot)
    assert known is not None
    assert (known.style, known.code) == (KNIT, "B-07")


def test_beside_pieces_without_a_lot_it_is_not_known() -> None:
    lot = a_lot("B-07")
    assert possible() == {lot, None}
    number = builders.a_released_order(lines=((KNIT_M, 1),)).number
    pack(number)
    assert sent(number) is None


def test_of_two_lots_the_first_is_not_taken_to_leave_first_and_the_label_says_which() -> None:
    empty_bins()
    first, second = a_lot("B-07"), a_lot("B-08")
    assert possible() == {first, second}
    unread = builders.a_released_order(lines=((KNIT_M, 1),)).number
    pack(unread)
    assert sent(unread) is None
    read = builders.a_released_order(lines=((KNIT_M, 1),)).number
    pack(read, read="LOT-B-08")
    assert sent(read) == second


def test_what_lay_there_before_the_place_was_empty_is_gone() -> None:
    empty_bins()
    a_lot("B-07")
    services.count_stock(
        sku=KNIT_M, location="PAR", quantity=0, cause="sold out", actor=cast.WAREHOUSE, at=MONDAY
    )
    assert possible() == frozenset()
    later = a_lot("B-08")
    assert possible() == {later}


def test_a_label_of_a_lot_that_nobody_named_packs_nothing() -> None:
    number = builders.a_released_order(lines=((KNIT_M, 1),)).number
    with pytest.raises(fulfilment.CannotReadLot):
        pack(number, read="B-99")
    assert not fulfilment_queries.parcels_of(order_number=number)


def test_an_unknown_lot_is_read_again_off_what_came_back_and_a_known_one_stays() -> None:
    first, second = a_lot("B-07"), a_lot("B-08")
    number = builders.a_released_order(lines=((KNIT_M, 1),)).number
    pack(number)
    assert sent(number) is None

    def read(code: str) -> None:
        fulfilment.read_lot(
            order_number=number, piece=the_piece(number), code=code, actor=cast.WAREHOUSE, at=MONDAY
        )

    read("lot-b-07")
    read("B-07")
    assert sent(number) == first
    with pytest.raises(fulfilment.CannotReadLot):
        read("B-08")
    assert sent(number) == first != second


@pytest.mark.parametrize(
    ("style", "code", "reason"),
    [
        (KNIT, "  ", Reason.FIELD_MISSING),
        (SHIRT_M.rsplit("-", 2)[0], "B-07", Reason.NOTHING_CHOSEN),
    ],
)
def test_a_lot_wants_a_code_and_pieces_of_its_style(style: str, code: str, reason: Reason) -> None:
    receipt = goods_in(**{KNIT_M: 3})
    with pytest.raises(CannotNameLot) as refused:
        named(receipt, code, style=style)
    assert refused.value.refusals[0].reason == reason


def test_once_booked_a_delivery_keeps_the_lots_that_it_came_with() -> None:
    receipt = goods_in(**{KNIT_M: 2})
    named(receipt, "B-06")
    lot = named(receipt, "B-07")
    write(receipt, {KNIT_M: 1}, announced=False)
    book(receipt, 1, rest_follows=True)
    with pytest.raises(CannotNameLot):
        named(receipt, "B-08")
    assert lot in possible()
    assert [one.code for one in queries.lots_of(style=KNIT)] == ["B-07", "B-06"]


def test_a_piece_that_is_back_is_of_its_lot_still() -> None:
    empty_bins()
    lot = a_lot("B-07", pieces=1)
    number = builders.a_delivered_order(lines=((KNIT_M, 1),)).number
    assert possible() == frozenset()
    with one_transaction():
        services.restock_piece(
            piece=the_piece(number), sku=KNIT_M, kind="return", lot=lot, actor=cast.WAREHOUSE, at=MONDAY
        )
    assert possible() == {lot}
