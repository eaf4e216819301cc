"""A drop that many want at one instant; and what happens when nobody locks its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from comptoir.checkout import services as checkout
from comptoir.drops import queries
from comptoir.drops import services as drops
from comptoir.drops.models import Entry, Line, Mark, Taking
from comptoir.drops.services import claiming
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.stock import queries as stock
from tests import builders, cast
from tests.races.test_buying_races import HANDS, broken, together
from tests.storefront.dropping import ENTERS, OPENS, announce, at

SHOPPERS, PIECES = 24, 6
pytestmark = pytest.mark.rule("D2-13")


@pytest.fixture(autouse=True)
def _lasting_house(fresh_database: str, payment_standin: str, carrier_standin: str) -> Iterator[None]:
    del fresh_database, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    yield
    assert broken() == {}


def enter(email: str) -> str:
    return drops.enter_drop(
        drop=queries.announced_drops()[0],
        email=email,
        visitor=Visitor(),
        language="en",
        country="FR",
        at=ENTERS,
    )


def press(
    key: str, *, ticket: str, email: str, line1: str = "12 rue des Archives", name: str = "Jeanne Exemple"
) -> str:
    address = replace(cast.JEANNE, line1=line1, name=name)
    request = builders.an_order_request(lines=((builders.KNIT_M, 1),), address=address, at=OPENS)
    wanted = replace(request, email=email, tickets=(ticket,))
    return checkout.place_order(request=wanted, key=key, actor=cast.GUEST_SHOPPER, at=OPENS).state


def test_every_turn_at_once_and_no_piece_more_than_there_is() -> None:
    announce()
    builders.count_to(builders.KNIT_M, PIECES)
    tickets = {f"guest{number}@gmail.com": enter(f"guest{number}@gmail.com") for number in range(SHOPPERS)}
    at(OPENS)
    assert queries.figures(drop_id=queries.announced_drops()[0].id).turns == 9

    def buy(email: str) -> str:
        number = int(email[5:].partition("@")[0])
        try:
            return press(email, ticket=tickets[email], email=email, line1=f"{number + 1} quai Branly")
        except NotPossible as refused:
            return refused.refusals[0].reason
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        became = Counter(pool.map(buy, tickets))
    assert became == {"placed": PIECES, "out_of_stock": 9 - PIECES, "drop_turn_needed": SHOPPERS - 9}
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 0}
    assert queries.broken_caps() == ()


def test_one_turn_on_eight_devices_is_one_order() -> None:
    announce()
    ticket = enter("guest@gmail.com")
    at(OPENS)
    keys = [f"device {number}" for number in range(HANDS)]
    became = Counter(
        together([lambda key=key: press(key, ticket=ticket, email="guest@gmail.com") for key in keys])
    )
    assert became == {"placed": 1, "drop_turn_used": HANDS - 1}


def test_one_mailbox_entered_eight_times_at_once_is_one_place() -> None:
    announce()
    tickets = together([lambda: enter("guest@gmail.com") or "mailed" for _ in range(HANDS)])
    assert Counter(tickets)["mailed"] == HANDS - 1
    assert Entry.objects.count() == 1


def a_household() -> dict[str, str]:
    """The tickets of eight who have a turn and live at one address."""
    announce()
    tickets = {f"guest{number}@gmail.com": enter(f"guest{number}@gmail.com") for number in range(HANDS)}
    at(OPENS)
    return tickets


def test_eight_of_one_address_order_at_once_and_one_of_them_has_the_piece() -> None:
    acts = [
        lambda email=email, ticket=ticket: press(email, ticket=ticket, email=email)
        for email, ticket in a_household().items()
    ]
    became = Counter(together(acts))
    assert became == {"placed": 1, "drop_cap_address": HANDS - 1}
    assert queries.broken_caps() == ()


def test_without_the_lock_two_of_one_address_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is real, and the lock of the line is what ends it."""
    both = list(a_household().items())[:2]
    both_have_counted = Barrier(2)
    count = queries.held_by

    def count_together(**asked: object) -> object:
        held = count(**asked)
        both_have_counted.wait()
        return held

    with monkeypatch.context() as nobody_locks:
        nobody_locks.setattr(claiming.queries, "lock_line", lambda *, drop_id: Line.objects.get(drop=drop_id))
        nobody_locks.setattr(claiming.queries, "held_by", count_together)
        became = together([lambda e=e, t=t: press(e, ticket=t, email=e) for e, t in both])
    assert became == ["placed", "placed"]
    assert ("address", 2) in queries.broken_caps()
    # Put the books right, for the check that ends each test here.
    Mark.objects.all().delete()
    Taking.objects.all().delete()


def test_two_workers_that_draw_at_once_draw_once() -> None:
    drop = announce()
    for number in range(40):
        enter(f"guest{number}@gmail.com")

    def move() -> str:
        drops.move_line(drop_id=drop.id, at=OPENS)
        return "moved"

    assert together([move] * 4) == ["moved"] * 4
    places = sorted(Entry.objects.values_list("place", flat=True))
    assert places == list(range(1, 41))
    assert queries.line_facts(drop_id=drop.id).called == 30
