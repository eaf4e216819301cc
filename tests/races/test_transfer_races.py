"""A transfer and the shoppers want the same last pieces; hands send and book the same transfer at once."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection

from comptoir.infra.db import one_transaction
from comptoir.infra.ids import new_id
from comptoir.stock import queries, services
from comptoir.stock.services import CannotConsign, OutOfStock
from tests import cast
from tests.builders import KNIT_M, MONDAY
from tests.races.test_stock_races import all_at_once

pytestmark = pytest.mark.usefixtures("lasting_house")
HAND = cast.WAREHOUSE
THERE = 20  # pieces in Paris


def a_transfer(quantity: int) -> UUID:
    transfer = new_id()
    services.begin_transfer(consignment_id=transfer, origin="PAR", destination="LIL", actor=HAND, at=MONDAY)
    services.write_lines(
        consignment_id=transfer, announced=True, lines={KNIT_M: quantity}, actor=HAND, at=MONDAY
    )
    return transfer


def order_one(number: int) -> str:
    try:
        with one_transaction():
            services.reserve_pieces(
                order_number=f"ORDER{number}", pieces=[(new_id(), KNIT_M)], country="FR", at=MONDAY
            )
    except OutOfStock:
        return "out of stock"
    return "reserved"


@pytest.mark.rule("ORD-07")
def test_a_piece_is_promised_or_sent_and_never_both() -> None:
    transfers = [a_transfer(6) for _ in range(4)]

    def do(number: int) -> str:
        try:
            if number >= len(transfers):
                return order_one(number)
            services.send_transfer(consignment_id=transfers[number], actor=HAND, at=MONDAY)
        except CannotConsign:
            return "refused"
        finally:
            connection.close()
        return "sent"

    told = all_at_once(20, do)
    (level,) = queries.levels(skus=[KNIT_M])[KNIT_M]
    assert (level.on_hand, level.reserved) == (THERE - 6 * told["sent"], told["reserved"])
    assert level.available >= 0
    assert told["sent"] + told["refused"] == len(transfers)
    assert queries.wrong_levels() == ()


def test_sent_scanned_and_booked_by_many_at_once_a_transfer_counts_once() -> None:
    transfer = a_transfer(3)

    def send(number: int) -> str:
        services.send_transfer(consignment_id=transfer, actor=HAND, at=MONDAY)
        services.scan_piece(
            consignment_id=transfer, code=KNIT_M, key=f"key-{number % 3}", actor=HAND, at=MONDAY
        )
        connection.close()
        return "done"

    def book(number: int) -> str:
        del number
        services.book_consignment(consignment_id=transfer, seen=3, rest_follows=False, actor=HAND, at=MONDAY)
        connection.close()
        return "done"

    assert all_at_once(6, send) == {"done": 6}
    assert all_at_once(4, book) == {"done": 4}
    assert {level.location: level.on_hand for level in queries.levels(skus=[KNIT_M])[KNIT_M]} == {
        "PAR": THERE - 3,
        "LIL": 3,
    }
    assert queries.wrong_levels() == ()
