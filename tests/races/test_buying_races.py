"""Orders that many want to make or move at once, on connections of their own; and what happens when nobody locks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from comptoir.cases import queries as cases
from comptoir.checkout import services as checkout
from comptoir.checkout.services import Progress
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import queue
from comptoir.infra.refusals import NotPossible
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.orders.models import Order
from comptoir.payments import queries as payments
from comptoir.stock import queries as stock
from tests import builders, cast
from tests.api.calls import Api, at_the_page, books
from tests.api.events import deliver, events_of

BUYERS, HANDS = 32, 8  # as many hands as a process has connections


@pytest.fixture(autouse=True)
def _lasting_house(lasting_house: str) -> Iterator[None]:
    del lasting_house
    yield
    assert broken() == {}


def broken() -> dict[str, str]:
    """Every invariant that does not hold, with what breaks it."""
    found = {known.id: cases.check_invariant(invariant=known) for known in cases.INVARIANTS}
    return {name: str(things) for name, things in found.items() if things}


def together(acts: Sequence[Callable[[], str]]) -> list[str]:
    """What became of each, started at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        try:
            start.wait()
            return act()
        except NotPossible as refused:
            return refused.refusals[0].reason
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def press(key: str, **wishes: object) -> Progress:
    request = builders.an_order_request(**wishes)
    return checkout.place_order(request=request, key=key, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)


@pytest.mark.rule("ORD-07", "pitfall-1", "E-06")
def test_the_last_ten_pieces_become_ten_orders_of_thirty_two_buyers() -> None:
    builders.count_to(builders.KNIT_M, 10)

    def buy(number: int) -> str:
        try:
            return press(f"buyer-{number}", lines=((builders.KNIT_M, 1),)).state
        except NotPossible as refused:
            return refused.refusals[0].reason
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        became = Counter(pool.map(buy, range(BUYERS)))
    assert became == {"placed": 10, "out_of_stock": 22}
    rows = orders.find_orders(text="")
    assert [row.state for row in rows] == ["placed"] * 10
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 0}
    assert all(books(row.number) == [("authorisation", 30800)] for row in rows)


@pytest.mark.rule("pitfall-4")
def test_one_key_pressed_eight_times_at_once_is_one_order() -> None:
    became = together([lambda: press("the-button").number for _ in range(HANDS)])
    assert len(set(became)) == 1
    (row,) = orders.find_orders(text="")
    assert (row.number, row.state) == (became[0], "placed")
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}
    assert books(row.number) == [("authorisation", 45800)]


@pytest.mark.rule("pitfall-18", "PAY-07")
def test_a_code_for_one_use_is_claimed_by_one_of_two_challenges_and_free_again_when_that_fails() -> None:
    def claim(key: str) -> str:
        return press(key, codes=("ONCE",), token="card_3ds").number

    became = together([lambda: claim("first"), lambda: claim("second")])
    (number,) = (each for each in became if each != "code_used_up")
    assert became.count("code_used_up") == 1
    with pytest.raises(NotPossible):
        claim("third")
    order = orders.order_by_number(number=number)
    assert order is not None
    at_the_page(checkout_page(number), "fail")
    checkout.come_back(order_number=number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)
    again = press("fourth", codes=("ONCE",))
    assert again.state == "placed"


def checkout_page(number: str) -> str:
    """The page on which the shopper of an order is challenged."""
    (payment,) = payments.payments_of(order_number=number)
    return payment.page_url


@pytest.mark.rule("ORD-03", "pitfall-4")
def test_of_calling_back_and_handing_over_exactly_one_happens() -> None:
    outcomes = set()
    for _ in range(4):
        placed = builders.a_placed_order()
        outcomes.add(cancelled_or_released(placed.number))
    assert outcomes <= {("cancelled", "cancelled"), ("released", "already_released")}
    queue.run_waiting()


def cancelled_or_released(number: str) -> tuple[str, str]:
    """The order's state, and what the advisor was told."""
    order = orders.order_by_number(number=number)
    assert order is not None
    until = order.cancellable_until
    assert until is not None

    def call_back() -> str:
        builders.cancel(number, at=until)
        return "cancelled"

    def hand_over() -> str:
        fulfilment.release_due_order(order_number=number, at=until + timedelta(seconds=1))
        return "handed over"

    told, _done = together([call_back, hand_over])
    after = orders.order_by_number(number=number)
    assert after is not None
    return after.state, told


@pytest.mark.rule("ORD-03")
def test_without_the_lock_an_order_is_called_back_and_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is real, and the lock is what ends it."""
    placed = builders.a_placed_order()
    both_have_read = Barrier(2)

    def read_without_locking(*, number: str) -> Order:
        order = orders.order_by_number(number=number)
        assert order is not None
        both_have_read.wait()
        return order

    with monkeypatch.context() as nobody_locks:
        nobody_locks.setattr(orders, "lock_order", read_without_locking)
        order = orders.order_by_number(number=placed.number)
        assert order is not None
        until = order.cancellable_until
        assert until is not None

        def call_back() -> str:
            builders.cancel(placed.number, at=until)
            return "cancelled"

        def hand_over() -> str:
            return str(
                fulfilment.release_due_order(order_number=placed.number, at=until + timedelta(seconds=1))
            )

        assert together([call_back, hand_over]) == ["cancelled", "True"]
    # Both believe that they have done it. Put the books right, for the check that ends each test here.
    Order.objects.filter(number=placed.number).update(state="cancelled", released_at=None)


@pytest.mark.rule("pitfall-4")
def test_the_event_and_the_browser_s_return_at_once_are_one_confirmation() -> None:
    api = Api()
    placed = api.place(payment={"token": "card_3ds"})
    number = placed["number"].replace("-", "")
    at_the_page(placed["next_action"]["url"], "approve")
    for event in events_of(number):
        assert deliver(api, event) == 200

    def by_event() -> str:
        queue.run_waiting()
        return "told"

    def by_browser() -> str:
        progress = checkout.come_back(
            order_number=number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY + timedelta(seconds=10)
        )
        return progress.state

    together([by_event, *[by_browser] * 3])
    queue.run_waiting()
    assert [entry.kind for entry in payments.ledger_of(order_number=number)] == ["authorisation"]
    mails = [mail.kind for mail in notices.messages_for_order(number=number)]
    assert mails == ["order_placed"]
    verbs = [line["verb"] for line in api.desk_order(placed)["timeline"]]
    assert sorted(verbs) == ["order_made", "order_placed", "payment_authorised"]
    assert books(number) == [("authorisation", 45800)]


@pytest.mark.rule("PAY-10", "ORD-07")
def test_paying_again_on_two_devices_at_once_is_one_further_payment() -> None:
    placed = press("k", token="card_error")
    at_the_page(placed.next_url, "approve")
    checkout.come_back(order_number=placed.number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)

    def again() -> str:
        return checkout.pay_again(
            order_number=placed.number,
            method=builders.Method.CARD,
            actor=cast.GUEST_SHOPPER,
            at=builders.MONDAY,
        ).next_url

    pages = set(together([again, again, again]))
    assert len(pages) == 1
    assert len(payments.payments_of(order_number=placed.number)) == 2
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}


@pytest.mark.rule("ORD-07")
def test_paying_again_as_the_time_runs_out_is_one_or_the_other() -> None:
    placed = press("k", token="card_error")
    at_the_page(placed.next_url, "approve")
    checkout.come_back(order_number=placed.number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)
    late = builders.MONDAY + timedelta(minutes=31)

    def again() -> str:
        return checkout.pay_again(
            order_number=placed.number,
            method=builders.Method.CARD,
            actor=cast.GUEST_SHOPPER,
            at=late,
        ).state

    def expire() -> str:
        checkout.expire_order(order_number=placed.number, actor=cast.GUEST_SHOPPER, at=late)
        return "looked"

    together([again, expire])
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    held = {"abandoned": 20, "awaiting_payment": 19}[order.state]
    assert builders.stock_left() == {builders.KNIT_M: held, builders.SHIRT_M: held}
