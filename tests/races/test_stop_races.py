"""A customer who wants an order stopped against the team that prepares it: one of the two, and what happens when nobody locks."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, get_ident
from uuid import UUID

import pytest

from comptoir.core.actors import HOUSE
from comptoir.core.cancellation import Stopping
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services
from comptoir.infra import queue
from comptoir.markets import services as markets
from comptoir.orders import queries as orders
from comptoir.orders.models import Order
from tests import builders, cast
from tests.races.conftest import LEFT_OPEN
from tests.races.test_buying_races import broken, together

pytestmark = [pytest.mark.rule("ORD-03"), LEFT_OPEN]
KEPT = builders.MONDAY + timedelta(minutes=10)
AT = KEPT + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _sooner(lasting_house: str) -> Iterator[None]:
    """A house whose team has orders after ten minutes; its books hold after each test."""
    del lasting_house
    text = (builders.PROFILE / "house.toml").read_text().replace("# release_minutes", "release_minutes")
    at = builders.MONDAY
    markets.publish_policy(policy_data=tomllib.loads(text), effective_from=at, actor=HOUSE, at=at, text=text)
    yield
    assert broken() == {}


def call_back(number: str) -> Callable[[], str]:
    return lambda: services.call_back_order(
        order_number=number, actor=cast.ADVISOR, reason="asked_by_phone", at=AT
    )


def hand_over(number: str) -> Callable[[], str]:
    return lambda: str(services.release_due_order(order_number=number, at=AT))


def pack(number: str) -> Callable[[], str]:
    return lambda: services.pack_parcel(order_number=number, pieces=None, actor=cast.WAREHOUSE, at=AT).state


def ship(parcel: UUID) -> Callable[[], str]:
    return lambda: services.ship_parcel(parcel_id=parcel, actor=cast.WAREHOUSE, at=AT)


def released() -> str:
    number = builders.a_placed_order().number
    assert services.release_due_order(order_number=number, at=AT)
    return number


def packed() -> tuple[str, UUID]:
    number = released()
    return number, services.pack_parcel(order_number=number, pieces=None, actor=cast.WAREHOUSE, at=AT).id


def stop_it(number: str) -> None:
    services.answer_stop(order_number=number, stopped=Stopping.STOPPED, actor=cast.WAREHOUSE, at=AT)
    queue.run_waiting()
    assert fulfilment.parcels_of(order_number=number) == ()


def test_called_back_as_the_team_gets_it_the_order_is_cancelled_or_its_stop_asked() -> None:
    for _time in range(3):
        number = builders.a_placed_order().number
        assert together([call_back(number), hand_over(number)]) in (["stopped", "False"], ["asked", "True"])
        queue.run_waiting()


def test_stopped_as_it_is_packed_no_parcel_outlives_the_stop() -> None:
    for _time in range(3):
        number = released()
        assert together([call_back(number), pack(number)]) in (["asked", "packed"], ["asked", "stop_asked"])
        stop_it(number)
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}


@pytest.mark.rule("PAY-05")
def test_stopped_as_it_leaves_it_is_one_or_the_other() -> None:
    for _time in range(3):
        number, parcel = packed()
        became = together([call_back(number), ship(parcel)])
        assert became in (["asked", "stop_asked"], ["already_released", "shipped"])
        if became[0] == "asked":
            stop_it(number)
        queue.run_waiting()


def test_without_the_lock_an_order_is_promised_to_be_stopped_and_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the race is real, and the lock is what ends it."""
    number, parcel = packed()
    both_have_read, begun = Barrier(2), set()

    def read_without_locking(*, number: str) -> Order:
        order = orders.order_by_number(number=number)
        assert order is not None
        if get_ident() not in begun:
            begun.add(get_ident())
            both_have_read.wait()
        return order

    with monkeypatch.context() as nobody_locks:
        nobody_locks.setattr(orders, "lock_order", read_without_locking)
        assert together([call_back(number), ship(parcel)]) == ["asked", "shipped"]
