"""An urgent stop at the desk: asked by an advisor, on the warehouse's first page, at the bench and the door, answered there."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.core.actors import HOUSE, Role
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services as parcels
from comptoir.infra import queue
from comptoir.markets import services as markets
from comptoir.orders import queries as orders
from tests import builders, cast
from tests.builders import KNIT_M
from tests.desk.selling import plain, sign_in, signed_in
from tests.desk.test_warehouse import scanned, wave_of

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("ORD-03")]
TWELVE = builders.MONDAY + timedelta(minutes=12)


@pytest.fixture
def asked(house: None) -> str:
    """An order of a house whose team has orders after ten minutes; its wave is made, then its stop is asked."""
    del house
    text = (builders.PROFILE / "house.toml").read_text().replace("# release_minutes", "release_minutes")
    at = builders.MONDAY
    markets.publish_policy(policy_data=tomllib.loads(text), effective_from=at, actor=HOUSE, at=at, text=text)
    number = builders.a_placed_order(lines=((KNIT_M, 1),)).number
    builders.at_clock(TWELVE)
    assert parcels.release_due_order(order_number=number, at=TWELVE)
    return number


def ask(number: str) -> str:
    """An advisor's two clicks: the order, its button; what the page says then."""
    advisor = signed_in(Role.ADVISOR)
    page = advisor.get(f"/desk/orders/{number}/").content.decode()
    assert "data-until" in page
    assert "Ask the team to stop it" in page
    assert "Asked of the preparation team; not guaranteed." in page
    assert "What follows if they stop it" in page
    answer = advisor.post(f"/desk/orders/{number}/cancellation/", {"reason": "Wrong size"}, follow=True)
    return plain(answer.content.decode())


def pages(hand: Client, number: str, *paths: str) -> list[bool]:
    """Whether each page shows the stop."""
    shown = f'id="stop-{number}"'
    return [shown in hand.get(path).content.decode() for path in paths]


def test_it_is_on_the_first_page_at_the_bench_and_answered_there(asked: str) -> None:
    hand = signed_in(Role.WAREHOUSE)
    wave = wave_of(hand)
    said = ask(asked)
    assert "The preparation team is asked to stop it." in said
    assert "none yet" in said
    assert pages(hand, asked, "/desk/warehouse/", f"{wave}pick/", f"{wave}pack/") == [True] * 3
    scanned(hand, wave, "pick", KNIT_M)
    assert scanned(hand, wave, "pack", KNIT_M).startswith("Stop! Order")
    hand.post(f"/desk/warehouse/stops/{asked}/", {"answer": "stopped"})
    queue.run_waiting()
    order = orders.order_by_number(number=asked)
    assert order
    assert order.state == "cancelled"
    assert pages(hand, asked, "/desk/warehouse/") == [False]


def test_a_packed_order_is_stopped_at_the_door_until_it_is_answered(asked: str) -> None:
    hand = signed_in(Role.WAREHOUSE)
    parcel = parcels.pack_parcel(order_number=asked, pieces=None, actor=cast.WAREHOUSE, at=TWELVE)
    ask(asked)
    assert pages(hand, asked, "/desk/warehouse/door/") == [True]
    refused = hand.post("/desk/warehouse/door/", {"code": parcel.number})
    assert refused.status_code == 422
    assert "has been asked to stop this order" in plain(refused.content.decode())
    hand.post(f"/desk/warehouse/stops/{asked}/", {"answer": "too_late"})
    assert hand.post("/desk/warehouse/door/", {"code": parcel.number}).status_code == 200
    (left,) = fulfilment.parcels_of(order_number=asked)
    assert left.state == "shipped"


def test_only_the_warehouse_answers_and_only_advisors_ask(asked: str) -> None:
    hand = signed_in(Role.WAREHOUSE)
    assert hand.post(f"/desk/orders/{asked}/cancellation/", {"reason": "x"}).status_code == 403
    ask(asked)
    advisor = sign_in("advisor@example.org", later=1)
    assert advisor.post(f"/desk/warehouse/stops/{asked}/", {"answer": "stopped"}).status_code == 403
    assert fulfilment.open_stops() != ()


def test_the_first_page_asks_no_more_of_the_database_for_ten_stops_than_for_one(asked: str) -> None:
    hand = signed_in(Role.WAREHOUSE)
    ask(asked)

    def statements() -> int:
        with CaptureQueriesContext(connection) as told:
            hand.get("/desk/warehouse/")
        return len(told)

    one = statements()
    for _order in range(4):
        number = builders.a_placed_order(lines=((KNIT_M, 1),)).number
        builders.at_clock(TWELVE)
        parcels.release_due_order(order_number=number, at=TWELVE)
        parcels.call_back_order(order_number=number, actor=cast.ADVISOR, reason="", at=TWELVE)
    assert statements() <= one
