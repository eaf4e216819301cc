"""What is late has a case before the customer asks, its message is sent once, and what was kept is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.cases import queries, services
from comptoir.core.actors import HOUSE
from comptoir.core.numbers import show_number
from comptoir.core.policy import Service
from comptoir.core.promises import Trouble
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services as parcels
from comptoir.infra import clock, queue
from comptoir.infra.db import one_transaction
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from tests import builders
from tests.cast import ADVISOR, WAREHOUSE

pytestmark = [
    pytest.mark.usefixtures("house"),
    pytest.mark.rule("DEL-06"),
    pytest.mark.rule("DEL-16"),
]
LATER = builders.MONDAY + timedelta(days=30)


def troubles() -> list[tuple[str, str]]:
    """Kind and order of every open case about promised dates."""
    return [(case.kind, case.order_number) for case in queries.open_cases() if case.has_letter]


def letters(number: str) -> list[str]:
    queue.run_waiting()
    return [
        mail.subject for mail in notices.messages_for_order(number=number) if mail.kind == "parcel_trouble"
    ]


def deliver(number: str) -> None:
    (parcel,) = fulfilment.parcels_of(order_number=number)
    parcels.record_event(
        parcel_id=parcel.id, status="delivered", event_at=None, actor=WAREHOUSE, at=clock.now()
    )


def test_a_late_parcel_has_one_case_until_it_arrives() -> None:
    number = builders.a_shipped_order().number
    services.watch_promises(actor=HOUSE, at=builders.MONDAY + timedelta(days=1))
    assert troubles() == []
    builders.at_clock(LATER)
    services.watch_promises(actor=HOUSE, at=LATER)
    services.watch_promises(actor=HOUSE, at=LATER)
    assert troubles() == [(Trouble.LATE, number)]
    deliver(number)
    services.watch_promises(actor=HOUSE, at=LATER)
    assert troubles() == []


def test_an_order_that_does_not_leave_has_its_case() -> None:
    number = builders.a_released_order().number
    for days in (5, 60):
        services.watch_promises(actor=HOUSE, at=builders.MONDAY + timedelta(days=days))
        assert troubles() == [(Trouble.UNSENT, number)]
    (case,) = [case for case in queries.open_cases() if case.has_letter]
    services.write_about(case_id=case.id, actor=ADVISOR, at=LATER)
    assert letters(number) == [f"Your order {show_number(number)} leaves later than it should"]


def test_trouble_that_had_ended_and_comes_back_has_its_case_again() -> None:
    """As of an order whose case had once become one about a late parcel: that one ends, and this one is open."""
    number = builders.a_released_order().number
    order = orders.order_by_number(number=number)
    assert order
    services.watch_promises(actor=HOUSE, at=LATER)
    services.watch_promises(actor=HOUSE, at=builders.MONDAY)
    assert troubles() == []
    with one_transaction():
        services.open_case(
            kind=Trouble.LATE,
            cause=f"{queries.PROMISE}{Trouble.LATE}:{order.public_id}",
            order_number=number,
            text="",
            actor=HOUSE,
            at=LATER,
        )
    for _time in range(2):
        services.watch_promises(actor=HOUSE, at=LATER)
        assert troubles() == [(Trouble.UNSENT, number)]
    services.watch_promises(actor=HOUSE, at=builders.MONDAY)
    assert troubles() == []


def test_a_case_that_a_person_resolved_stays_resolved() -> None:
    builders.a_released_order()
    services.watch_promises(actor=HOUSE, at=LATER)
    (case,) = [case for case in queries.open_cases() if case.has_letter]
    services.resolve_case(case_id=case.id, text="she waits gladly", actor=ADVISOR, at=LATER)
    services.watch_promises(actor=HOUSE, at=LATER)
    assert troubles() == []


def test_the_customer_is_written_to_once() -> None:
    number = builders.a_shipped_order().number
    services.watch_promises(actor=HOUSE, at=LATER)
    (case,) = [case for case in queries.open_cases() if case.has_letter]
    for _time in range(2):
        services.write_about(case_id=case.id, actor=ADVISOR, at=LATER)
    (subject,) = letters(number)
    assert "is late" in subject
    assert list(notices.wanted_at(keys=[case.letter_key])) == [case.letter_key]


def test_nothing_is_written_about_a_case_that_is_over() -> None:
    number = builders.a_shipped_order().number
    services.watch_promises(actor=HOUSE, at=LATER)
    (case,) = [case for case in queries.open_cases() if case.has_letter]
    services.resolve_case(case_id=case.id, text="found", actor=ADVISOR, at=LATER)
    with pytest.raises(services.NothingToSay):
        services.write_about(case_id=case.id, actor=ADVISOR, at=LATER)
    assert letters(number) == []


def test_what_was_kept_is_counted_by_the_day_at_the_door() -> None:
    for day in (1, 30):
        number = builders.a_shipped_order().number
        builders.at_clock(builders.MONDAY + timedelta(days=day))
        deliver(number)
        builders.at_clock(builders.MONDAY)
    since, until = builders.MONDAY - timedelta(days=1), builders.MONDAY + timedelta(days=60)
    (france,) = fulfilment.promises_kept(since=since, at=until)
    assert (france.country, france.service) == ("FR", Service.EXPRESS)
    assert (france.early, france.within, france.late) == (1, 0, 1)
    assert str(france.not_late) == "0.500"
