"""Second choice, atelier, recycling: pieces lie somewhere and are never sold; and the movements of a SKU, page by page."""

from __future__ import annotations

import pytest

from comptoir.stock import queries, services
from comptoir.stock.services import CannotSetAside, Condition
from tests import builders, cast
from tests.builders import KNIT_M, MONDAY

pytestmark = pytest.mark.usefixtures("house")


def change(
    quantity: int, before: Condition, after: Condition, *, key: str = "a-key", location: str = "PAR"
) -> None:
    services.change_condition(
        sku=KNIT_M,
        location=location,
        quantity=quantity,
        before=before,
        after=after,
        reason="a pulled thread",
        key=key,
        actor=cast.WAREHOUSE,
        at=MONDAY,
    )


def aside() -> dict[tuple[str, str], int]:
    return queries.set_aside(skus=[KNIT_M])[KNIT_M]


def test_a_piece_set_aside_is_never_sold_and_may_come_back() -> None:
    change(2, Condition.STOCK, Condition.ATELIER, key="one")
    change(2, Condition.STOCK, Condition.ATELIER, key="one")
    assert (aside(), queries.available(skus=[KNIT_M])) == ({("PAR", "atelier"): 2}, {KNIT_M: 18})
    change(1, Condition.ATELIER, Condition.RECYCLING, key="two")
    change(1, Condition.ATELIER, Condition.STOCK, key="three")
    assert (aside(), queries.available(skus=[KNIT_M])) == ({("PAR", "recycling"): 1}, {KNIT_M: 19})
    assert queries.wrong_levels() == ()


@pytest.mark.parametrize(
    ("quantity", "before", "after", "location"),
    [
        (16, Condition.STOCK, Condition.SECOND_CHOICE, "PAR"),  # five are promised
        (0, Condition.STOCK, Condition.SECOND_CHOICE, "PAR"),
        (1, Condition.ATELIER, Condition.STOCK, "PAR"),
        (1, Condition.STOCK, Condition.STOCK, "PAR"),
        (1, Condition.STOCK, Condition.ATELIER, "XXX"),
    ],
)
def test_only_what_is_there_and_free_changes_its_condition(
    quantity: int, before: Condition, after: Condition, location: str
) -> None:
    builders.a_placed_order(lines=((KNIT_M, 5),))
    with pytest.raises(CannotSetAside):
        change(quantity, before, after, location=location)
    assert (aside(), queries.available(skus=[KNIT_M])) == ({}, {KNIT_M: 15})


def test_movements_are_told_with_who_and_why_and_the_figure_after_each() -> None:
    change(2, Condition.STOCK, Condition.SECOND_CHOICE)
    services.count_stock(sku=KNIT_M, location="PAR", quantity=20, cause="count", actor=cast.ADMIN, at=MONDAY)
    rows, count = queries.movements_of(sku=KNIT_M, page=1, size=2)
    assert count == 3
    assert [(row.kind, row.quantity, row.running, row.actor, row.reason) for row in rows] == [
        ("count", 2, 20, cast.ADMIN.id, ""),
        ("second_choice", -2, 18, cast.WAREHOUSE.id, "a pulled thread"),
    ]
    (first,), _count = queries.movements_of(sku=KNIT_M, page=2, size=2)
    assert (first.kind, first.running) == ("receipt", 20)
    (only,), one = queries.movements_of(sku=KNIT_M, kind="count", location="PAR", page=1, size=9)
    assert (only.running, one) == (20, 1)
    assert queries.movements_of(sku=KNIT_M, location="LIL", page=1, size=9) == ((), 0)
