"""Orders held for a person: what holds them, their clock, how they end, and what nobody may read of it (PAY-12, C-19)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.checkout import services as checkout
from comptoir.checkout import tasks
from comptoir.checkout.models import Attempt
from comptoir.checkout.services import Progress
from comptoir.core.actors import HOUSE
from comptoir.core.policy import Method
from comptoir.infra import clock, queue
from comptoir.infra.visitors import Visitor
from comptoir.journal import queries as journal
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services
from tests import builders, cast
from tests.api.calls import books
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("house")

HOME = "93.184.216.34"


def place(
    *, network: str = HOME, country: str = "", email: str = cast.JEANNE_EMAIL, **wishes: object
) -> Progress:
    """An order from somewhere in the world, an hour after the one before."""
    at = clock.now()
    request = replace(builders.an_order_request(at=at, **wishes), email=email)
    visitor = Visitor(network=network, country=country, at=at)
    progress = checkout.place_order(
        request=request, key=str(uuid4()), actor=cast.GUEST_SHOPPER, at=at, visitor=visitor
    )
    queue.run_waiting()
    builders.at_clock(at + timedelta(hours=1))
    return progress


def review(number: str) -> orders.ReviewRow:
    order = orders.order_by_number(number=number)
    assert order is not None
    found = orders.review_of(order=order)
    assert found is not None
    return found


def state(number: str) -> tuple[str, bool]:
    order = orders.order_by_number(number=number)
    assert order is not None
    return order.state, orders.is_held(order_id=order.pk)


def mails(number: str) -> list[str]:
    queue.run_waiting()
    return [mail.kind for mail in notices.messages_for_order(number=number)]


@pytest.mark.rule("PAY-12")
def test_the_fourth_order_of_a_day_by_one_card_is_held_with_its_reasons() -> None:
    assert [place().held for _ in range(3)] == [False, False, False]
    held = place()
    assert (held.state, held.held) == ("placed", True)
    found = review(held.number)
    assert set(found.signals) == {"many_by_card", "many_by_email", "many_to_address"}
    assert (found.score, found.due_at) == (220, found.opened_at + timedelta(hours=24))
    assert mails(held.number) == ["order_held"]
    assert [row.order.number for row in orders.open_reviews()] == [held.number]


@pytest.mark.rule("PAY-12")
def test_the_same_mailbox_and_house_written_otherwise_are_the_same() -> None:
    for place_of_plus in ("jeanne@example.org", "Jeanne+a@example.org", "JEANNE+bb@EXAMPLE.org"):
        address = replace(cast.JEANNE, line1="12, Rue des  Archives")
        place(email=place_of_plus, address=address, method=Method.PAYPAL, token="paypal_ok")
    held = place(method=Method.PAYPAL, token="paypal_ok")
    assert set(review(held.number).signals) == {"many_by_email", "many_to_address"}


@pytest.mark.rule("PAY-12")
def test_a_day_later_the_orders_before_count_no_more() -> None:
    for _ in range(3):
        place()
    builders.at_clock(builders.MONDAY + timedelta(hours=30))
    assert not place().held


@pytest.mark.rule("PAY-12")
def test_another_name_and_another_country_weigh_together() -> None:
    place()
    other = place(address=replace(cast.JEANNE, name="Someone Else"), country="BR")
    assert not other.held
    assert Attempt.objects.get(order_number=other.number).network_country == "BR"


@pytest.mark.rule("PAY-12")
def test_whom_the_house_trusts_is_not_counted() -> None:
    for _ in range(6):
        assert not builders.a_placed_order().held


@pytest.mark.rule("PAY-12", "PAY-05")
def test_a_high_total_is_held_and_nothing_is_charged_before_a_person_has_decided() -> None:
    sizes = {builders.LOAFER: ("41", "42"), builders.KNIT: ("M", "L"), builders.SHIRT: ("S", "M", "L")}
    colours = {builders.LOAFER: "0201", builders.KNIT: "0410", builders.SHIRT: "0200"}
    held = builders.a_placed_order(
        lines=tuple((f"{style}-{colours[style]}-{size}", 10) for style in sizes for size in sizes[style])
    )
    assert review(held.number).signals == ("high_value",)
    assert books(held.number) == [("authorisation", held.total)]
    with nothing_moves():
        builders.at_clock(builders.MONDAY + timedelta(hours=3))
        assert orders.release_due(at=clock.now()) == []


@pytest.mark.rule("PAY-12")
def test_somebody_takes_it_and_says_how_it_ends() -> None:
    held = builders.a_placed_order(token="card_review")
    later = builders.MONDAY + timedelta(hours=1)
    order_services.take_review(order_number=held.number, actor=cast.ADVISOR, at=later)
    assert (review(held.number).taken_by, review(held.number).taken_at) == ("advisor", later)
    checkout.accept_order(order_number=held.number, because="customer_answered", actor=cast.ADVISOR, at=later)
    found = review(held.number)
    assert (found.because, found.decided_at) == ("customer_answered", later)
    assert orders.open_reviews() == ()
    with nothing_moves():
        order_services.take_review(order_number=held.number, actor=cast.ADVISOR, at=later)
    assert mails(held.number) == ["order_held", "order_placed"]


@pytest.mark.rule("PAY-12")
def test_a_refused_order_is_let_go_and_the_mail_names_a_person_to_call() -> None:
    held = builders.a_placed_order(token="card_review")
    checkout.refuse_order(
        order_number=held.number, because="customer_unreachable", actor=cast.ADVISOR, at=builders.MONDAY
    )
    queue.run_waiting()
    assert state(held.number) == ("cancelled", False)
    assert books(held.number) == [("authorisation", held.total), ("void", held.total)]
    assert review(held.number).because == "customer_unreachable"
    mail = notices.messages_for_order(number=held.number)[-1]
    assert mail.kind == "order_cancelled"
    assert "could not accept your order after the check" in mail.text
    assert "a person to look at it again, call us on +33 1 99 00 12 34" in mail.text
    assert "as you asked" not in mail.text


@pytest.mark.rule("PAY-12", "ORD-03")
def test_a_held_order_that_is_called_back_leaves_the_list() -> None:
    held = builders.a_placed_order(token="card_review")
    builders.cancel(held.number)
    assert orders.open_reviews() == ()
    assert review(held.number).because == "cancelled"


@pytest.mark.rule("PAY-12")
def test_a_review_that_nobody_decides_goes_to_a_person_and_then_ends_before_the_payment_lapses() -> None:
    held = builders.a_placed_order(token="card_review")
    found = review(held.number)
    assert found.ends_at is not None
    assert found.ends_at < builders.MONDAY + timedelta(days=7)
    builders.at_clock(found.due_at - timedelta(seconds=1))
    tasks.end_reviews()
    case_services.open_cases_for_trouble(actor=HOUSE, at=clock.now())
    assert cases.open_cases(order_number=held.number) == ()
    builders.at_clock(found.due_at)
    tasks.end_reviews()
    case_services.open_cases_for_trouble(actor=HOUSE, at=clock.now())
    assert [case.kind for case in cases.open_cases(order_number=held.number)] == ["review_due"]
    assert state(held.number) == ("placed", True)
    builders.at_clock(found.ends_at)
    tasks.end_reviews()
    queue.run_waiting()
    assert state(held.number) == ("cancelled", False)
    assert books(held.number) == [("authorisation", held.total), ("void", held.total)]
    assert review(held.number).because == "review_over"


@pytest.mark.rule("PAY-12")
def test_nothing_personal_is_in_the_reasons_the_journal_or_the_marks() -> None:
    for _ in range(4):
        place()
    held = orders.open_reviews()[0]
    checkout.refuse_order(
        order_number=held.order.number, because="looks_like_fraud", actor=cast.ADVISOR, at=clock.now()
    )
    entries = [(e.verb, e.reason, e.data) for e in journal.entries_for_order(number=held.order.number)]
    kept = json.dumps([entries, list(held.signals), list(Attempt.objects.values())], default=str)
    for private in ("jeanne", "Archives", "75004", HOME, "4242"):
        assert private.lower() not in kept.lower()


def test_the_marks_are_forgotten_in_time() -> None:
    placed = place()
    builders.at_clock(builders.MONDAY + timedelta(days=181))
    tasks.forget_marks()
    attempt = Attempt.objects.get(order_number=placed.number)
    assert {attempt.by_email, attempt.by_address, attempt.by_name, attempt.by_network, attempt.by_card} == {
        ""
    }
