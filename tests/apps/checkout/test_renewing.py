"""Authorisations that lapse before the goods leave: told at 48 hours, renewed at 24, never charged twice, never uncovered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comptoir.cases import queries as cases
from comptoir.cases import tasks as cases_tasks
from comptoir.checkout import services, tasks
from comptoir.core.actors import HOUSE
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock, queue, testclock
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import tasks as payments_tasks
from comptoir.payments.models import Payment
from tests import builders, cast
from tests.api.calls import OUTSIDE, at_the_page, books
from tests.api.pictures import nothing_moves
from tests.standins.paying import CARD

pytestmark = pytest.mark.usefixtures("house")

TOTAL = 45800
SECOND = timedelta(seconds=1)


def payments_of(number: str) -> list[tuple[str, int, int]]:
    return [(p.state, p.authorised, p.captured) for p in payments.payments_of(order_number=number)]


def lapse_of(number: str) -> datetime:
    first: Payment = payments.payments_of(order_number=number)[0]
    assert first.capture_before is not None
    return first.capture_before


def go_to(at: datetime) -> None:
    builders.at_clock(at)
    for sweep in (tasks.renew_authorisations, tasks.settle_renewals, payments_tasks.lapse_authorisations):
        sweep()
    queue.run_waiting()
    cases_tasks.open_cases_for_trouble()


def kinds(number: str) -> list[str]:
    return sorted(case.kind for case in cases.open_cases(order_number=number))


def mails(number: str) -> list[str]:
    return [mail.kind for mail in notices.messages_for_order(number=number)]


def asked_order() -> str:
    """An order whose bank wants the customer for every payment."""
    placed = builders.a_placed_order(token="card_3ds")
    at_the_page(placed.next_url, "approve")
    services.settle_order(order_number=placed.number, actor=HOUSE, at=builders.MONDAY)
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    fulfilment.release_due_order(order_number=placed.number, at=clock.now())
    queue.run_waiting()
    return placed.number


def pay_at(page: str) -> None:
    """The customer types a good card on the provider's page."""
    assert OUTSIDE.post(page, data=CARD).status_code == 303


def ship(number: str) -> str:
    known = fulfilment_queries.parcels_of(order_number=number)
    parcel = known[0].id if known else fulfilment.pack_parcel(
        order_number=number, pieces=None, actor=cast.WAREHOUSE, at=clock.now()
    ).id  # fmt: skip
    result = fulfilment.ship_parcel(parcel_id=parcel, actor=cast.WAREHOUSE, at=clock.now())
    queue.run_waiting()
    return str(result)


@pytest.mark.rule("C-05")
def test_a_person_is_told_at_48_hours_and_not_before() -> None:
    number = builders.a_released_order().number
    lapse = lapse_of(number)
    go_to(lapse - timedelta(hours=48) - SECOND)
    assert kinds(number) == []
    go_to(lapse - timedelta(hours=48))
    assert kinds(number) == ["authorisation_lapses"]


@pytest.mark.rule("C-05", "C-06")
def test_at_24_hours_the_bank_is_asked_again_and_the_old_authorisation_goes_when_the_new_one_stands() -> None:
    number = builders.a_released_order().number
    lapse = lapse_of(number)
    go_to(lapse - timedelta(hours=48))
    go_to(lapse - timedelta(hours=24) - SECOND)
    assert payments_of(number) == [("authorised", TOTAL, 0)]
    go_to(lapse - timedelta(hours=24))
    assert payments_of(number) == [("voided", TOTAL, 0), ("authorised", TOTAL, 0)]
    assert books(number) == [("authorisation", TOTAL), ("authorisation", TOTAL), ("void", TOTAL)]
    assert kinds(number) == []
    assert "payment_renewal" not in mails(number)
    go_to(lapse + SECOND)
    assert ship(number) == "shipped"
    assert payments_of(number) == [("voided", TOTAL, 0), ("captured", TOTAL, TOTAL)]


@pytest.mark.rule("C-06")
def test_where_the_bank_wants_the_customer_they_are_written_to_once_and_pay_by_the_link() -> None:
    number = asked_order()
    go_to(lapse_of(number) - timedelta(hours=24))
    go_to(clock.now() + timedelta(minutes=5))
    assert payments_of(number) == [("authorised", TOTAL, 0), ("declined", 0, 0)]
    assert mails(number).count("payment_renewal") == 1
    assert kinds(number) == ["authorisation_lapses", "payment_renewal"]
    page = services.pay_renewal(order_number=number, actor=cast.GUEST_SHOPPER, at=clock.now())
    assert services.pay_renewal(order_number=number, actor=cast.GUEST_SHOPPER, at=clock.now()) == page
    assert payments_of(number)[0] == ("authorised", TOTAL, 0)  # not let go of before the new one stands
    pay_at(page)
    go_to(clock.now() + SECOND)
    go_to(clock.now() + SECOND)
    assert payments_of(number) == [("voided", TOTAL, 0), ("declined", 0, 0), ("authorised", TOTAL, 0)]
    assert books(number) == [("authorisation", TOTAL), ("authorisation", TOTAL), ("void", TOTAL)]
    assert kinds(number) == []
    assert ship(number) == "shipped"
    assert sum(amount for kind, amount in books(number) if kind == "capture") == TOTAL


@pytest.mark.rule("C-06", "PAY-05")
def test_after_the_last_second_nothing_is_asked_of_the_provider_and_the_parcel_stays() -> None:
    number = asked_order()
    lapse = lapse_of(number)
    go_to(lapse)
    before = books(number)
    assert ship(number) == "capture_failed"
    assert books(number) == before
    cases_tasks.open_cases_for_trouble()
    assert "capture_failed" in kinds(number)
    (parcel,) = fulfilment_queries.parcels_of(order_number=number)
    assert (parcel.state, parcel.capture_failure) == ("packed", "not_covered")
    page = services.pay_renewal(order_number=number, actor=cast.GUEST_SHOPPER, at=clock.now())
    pay_at(page)
    go_to(clock.now() + SECOND)
    assert ship(number) == "shipped"
    assert sum(amount for kind, amount in books(number) if kind == "capture") == TOTAL


@pytest.mark.rule("C-05")
def test_shortly_before_the_end_the_parcel_is_charged_and_leaves() -> None:
    number = asked_order()
    builders.at_clock(lapse_of(number) - timedelta(seconds=30))  # the clock runs while the parcel is packed
    assert ship(number) == "shipped"


@pytest.mark.rule("C-06")
def test_an_order_that_is_called_back_needs_no_renewal_and_gives_everything_free() -> None:
    number = builders.a_placed_order().number
    builders.cancel(number)
    queue.run_waiting()
    with nothing_moves():
        go_to(lapse_of(number) - timedelta(hours=24))
    assert payments_of(number) == [("voided", TOTAL, 0)]


@pytest.mark.rule("C-06")
def test_only_what_has_not_left_is_paid_again() -> None:
    number = builders.a_released_order().number
    order = orders.order_by_number(number=number)
    assert order is not None
    first = orders.pieces_of(order_id=order.pk)[0].public_id
    parcel = fulfilment.pack_parcel(order_number=number, pieces=[first], actor=cast.WAREHOUSE, at=clock.now())
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=clock.now())
    queue.run_waiting()
    ((_, _, captured),) = payments_of(number)
    go_to(lapse_of(number) - timedelta(hours=24))
    assert payments_of(number) == [
        ("captured", TOTAL, captured),
        ("authorised", TOTAL - captured, 0),
    ]


@pytest.mark.rule("C-05", "C-06")
def test_the_clock_stops_where_an_authorisation_is_to_be_renewed() -> None:
    number = builders.a_released_order().number
    testclock.advance_clock(to=lapse_of(number) + timedelta(hours=1), run=testclock.run_here)
    assert [state for state, _, _ in payments_of(number)] == ["voided", "authorised"]
    (renewal,) = payments.renewals()
    late = renewal.asked_at - (lapse_of(number) - timedelta(hours=24))
    assert timedelta(0) <= late < timedelta(minutes=1)
