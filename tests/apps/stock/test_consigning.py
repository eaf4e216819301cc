"""Transfers and goods in: what is under way lies nowhere, every piece is accounted for, and what is promised stays."""

from __future__ import annotations

from uuid import UUID

import pytest

from comptoir.cases import queries as cases
from comptoir.core.reasons import Reason
from comptoir.infra.ids import new_id
from comptoir.journal import queries as journal
from comptoir.stock import queries, services
from comptoir.stock.models import Level
from comptoir.stock.services import CannotConsign
from tests import builders, cast
from tests.builders import KNIT_M, LOAFER_42, MONDAY, SHIRT_M

pytestmark = pytest.mark.usefixtures("house")
HAND = cast.WAREHOUSE


def a_transfer(lines: dict[str, int] | None = None, *, sent: bool = True) -> UUID:
    """A transfer from Paris to Lille."""
    transfer = new_id()
    services.begin_transfer(consignment_id=transfer, origin="PAR", destination="LIL", actor=HAND, at=MONDAY)
    write(transfer, lines or {KNIT_M: 3, LOAFER_42: 1}, announced=True)
    if sent:
        services.send_transfer(consignment_id=transfer, actor=HAND, at=MONDAY)
    return transfer


def goods_in(**announced: int) -> UUID:
    """A delivery from an atelier to Paris."""
    receipt = new_id()
    services.announce_receipt(
        consignment_id=receipt,
        supplier="Atelier Ribot",
        note="BL 7",
        destination="PAR",
        expected_on=None,
        actor=HAND,
        at=MONDAY,
    )
    if announced:
        write(receipt, announced, announced=True)
    return receipt


def write(consignment: UUID, lines: dict[str, int], *, announced: bool) -> None:
    services.write_lines(consignment_id=consignment, announced=announced, lines=lines, actor=HAND, at=MONDAY)


def scan(consignment: UUID, sku: str, key: str = "") -> services.Scanned:
    return services.scan_piece(
        consignment_id=consignment, code=sku, key=key or str(new_id()), actor=HAND, at=MONDAY
    )


def book(consignment: UUID, seen: int, *, rest_follows: bool = False) -> None:
    services.book_consignment(
        consignment_id=consignment, seen=seen, rest_follows=rest_follows, actor=HAND, at=MONDAY
    )


def lying(sku: str) -> dict[str, int]:
    return {level.location: level.on_hand for level in queries.levels(skus=[sku])[sku]}


def moved(sku: str) -> list[tuple[str, str, int]]:
    """What moved of a SKU since it came, the oldest first."""
    rows, _count = queries.movements_of(sku=sku, page=1, size=50)
    return [(row.location, row.kind, row.quantity) for row in reversed(rows)][1:]


def sound() -> bool:
    known = [known for known in cases.INVARIANTS if known.id.startswith("I-6")]
    return not [broken for one in known for broken in cases.check_invariant(invariant=one)]


def test_what_is_under_way_lies_nowhere_and_cannot_be_sold() -> None:
    transfer = a_transfer()
    assert lying(KNIT_M) == {"PAR": 17}
    assert queries.available(skus=[KNIT_M]) == {KNIT_M: 17}
    ((sku, view, due),) = queries.coming(skus=[KNIT_M])
    assert (sku, view.id, view.state, due) == (KNIT_M, transfer, "under_way", 3)
    for _piece in range(3):
        scan(transfer, KNIT_M)
    scan(transfer, LOAFER_42)
    assert queries.available(skus=[KNIT_M]) == {KNIT_M: 17}
    book(transfer, 4)
    assert lying(KNIT_M) == {"PAR": 17, "LIL": 3}
    assert queries.available(skus=[KNIT_M]) == {KNIT_M: 20}
    assert queries.coming(skus=[KNIT_M]) == []
    assert sound()


def test_what_is_lost_or_extra_is_a_movement_of_its_own() -> None:
    transfer = a_transfer()
    write(transfer, {KNIT_M: 2, SHIRT_M: 1, LOAFER_42: 1}, announced=False)
    book(transfer, 4)
    assert moved(KNIT_M) == [("PAR", "transfer", -3), ("LIL", "transfer", 3), ("LIL", "difference", -1)]
    assert moved(SHIRT_M) == [("LIL", "difference", 1)]
    assert lying(KNIT_M) == {"PAR": 17, "LIL": 2}
    entry = journal.entries_about(kind="consignment", subject_id=str(transfer))[-1]
    assert (entry.verb, entry.data["differs"]) == ("consignment_booked", {KNIT_M: -1, SHIRT_M: 1})
    assert sound()


def test_a_part_is_booked_and_the_rest_is_still_under_way() -> None:
    transfer = a_transfer({KNIT_M: 3})
    write(transfer, {KNIT_M: 2}, announced=False)
    book(transfer, 2, rest_follows=True)
    assert lying(KNIT_M) == {"PAR": 17, "LIL": 2}
    assert [due for _sku, _view, due in queries.coming(skus=[KNIT_M])] == [1]
    assert sound()
    scan(transfer, KNIT_M)
    book(transfer, 1)
    assert lying(KNIT_M) == {"PAR": 17, "LIL": 3}
    assert sound()


def test_sent_booked_and_scanned_twice_counts_once() -> None:
    transfer = a_transfer({KNIT_M: 2})
    services.send_transfer(consignment_id=transfer, actor=HAND, at=MONDAY)
    assert scan(transfer, KNIT_M, "one-key") == scan(transfer, KNIT_M, "one-key")
    (line,) = queries.consignment_lines(consignment_id=transfer)
    assert (line.announced, line.counted) == (2, 1)
    book(transfer, 1)
    book(transfer, 1)
    assert lying(KNIT_M) == {"PAR": 18, "LIL": 1}
    assert sound()


@pytest.mark.rule("ORD-07")
def test_what_is_promised_to_orders_never_leaves() -> None:
    builders.a_placed_order(lines=((KNIT_M, 5),))
    transfer = a_transfer({KNIT_M: 15}, sent=False)
    with pytest.raises(CannotConsign) as refused:
        write(transfer, {KNIT_M: 16}, announced=True)
    assert dict(refused.value.refusals[0].values)["why"].startswith("only 15 can leave")
    builders.a_placed_order(lines=((KNIT_M, 1),))
    with pytest.raises(CannotConsign) as refused:
        services.send_transfer(consignment_id=transfer, actor=HAND, at=MONDAY)
    assert refused.value.refusals[0].field == KNIT_M
    assert lying(KNIT_M) == {"PAR": 20}
    view = queries.consignment_by_id(consignment_id=transfer)
    assert view is not None
    assert view.state == "open"


def test_a_transfer_is_cancelled_until_it_leaves() -> None:
    unsent, sent = a_transfer(sent=False), a_transfer()
    services.cancel_consignment(consignment_id=unsent, actor=HAND, at=MONDAY)
    services.cancel_consignment(consignment_id=unsent, actor=HAND, at=MONDAY)
    for consignment, verb in ((sent, services.cancel_consignment), (unsent, services.send_transfer)):
        with pytest.raises(CannotConsign):
            verb(consignment_id=consignment, actor=HAND, at=MONDAY)
    with pytest.raises(CannotConsign):
        scan(unsent, KNIT_M)
    with pytest.raises(CannotConsign):
        write(sent, {KNIT_M: 9}, announced=True)
    assert lying(KNIT_M) == {"PAR": 17}
    assert sound()


def test_every_wrong_line_is_told_and_none_is_written() -> None:
    receipt = goods_in()
    with pytest.raises(CannotConsign) as refused:
        write(receipt, {"ME-NOTHING": 1, KNIT_M: 10_001, SHIRT_M: 2}, announced=True)
    assert [(r.field, r.reason) for r in refused.value.refusals] == [
        ("ME-NOTHING", Reason.UNKNOWN_SKU),
        (KNIT_M, Reason.FIELD_WRONG),
    ]
    assert queries.consignment_lines(consignment_id=receipt) == ()


@pytest.mark.parametrize(("origin", "destination"), [("PAR", "PAR"), ("PAR", "XXX"), ("XXX", "LIL")])
def test_a_transfer_goes_from_a_place_of_ours_to_another(origin: str, destination: str) -> None:
    transfer = new_id()
    with pytest.raises(CannotConsign):
        services.begin_transfer(
            consignment_id=transfer, origin=origin, destination=destination, actor=HAND, at=MONDAY
        )
    assert queries.consignment_by_id(consignment_id=transfer) is None


def test_goods_in_are_booked_as_they_came_and_what_differs_is_kept() -> None:
    receipt = goods_in(**{KNIT_M: 5, SHIRT_M: 2})
    write(receipt, {KNIT_M: 4}, announced=False)
    scan(receipt, LOAFER_42)
    book(receipt, 5)
    assert (lying(KNIT_M), lying(SHIRT_M), lying(LOAFER_42)) == ({"PAR": 24}, {"PAR": 20}, {"PAR": 21})
    assert moved(KNIT_M) == [("PAR", "receipt", 4)]
    lines = queries.consignment_lines(consignment_id=receipt)
    assert {line.sku: line.difference for line in lines} == {KNIT_M: -1, LOAFER_42: 1, SHIRT_M: -2}
    assert sound()


def test_goods_that_nobody_announced_are_received_too() -> None:
    receipt = goods_in()
    assert scan(receipt, KNIT_M) == services.Scanned(sku=KNIT_M, quantity=1, wanted=0)
    book(receipt, 1)
    assert lying(KNIT_M) == {"PAR": 21}
    with pytest.raises(CannotConsign):
        scan(receipt, KNIT_M)


def test_who_scans_while_another_books_is_not_overlooked() -> None:
    receipt = goods_in(**{KNIT_M: 5})
    scan(receipt, KNIT_M)
    with pytest.raises(CannotConsign) as refused:
        book(receipt, 0)
    assert refused.value.refusals[0].reason is Reason.CHANGED_MEANWHILE
    assert lying(KNIT_M) == {"PAR": 20}


def test_levels_are_made_again_from_their_movements() -> None:
    a_transfer()
    builders.a_placed_order(lines=((KNIT_M, 2),))
    Level.objects.filter(sku=KNIT_M).update(on_hand=99, reserved=0)
    assert not sound()
    assert services.rebuild_levels(actor=HAND, at=MONDAY) == 1
    assert [(level.on_hand, level.reserved) for level in queries.levels(skus=[KNIT_M])[KNIT_M]] == [(17, 2)]
    assert services.rebuild_levels(actor=HAND, at=MONDAY) == 0
    assert sound()
