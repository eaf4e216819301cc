"""Paying in the browser: left, failed, tried again; the shopper's own last try is never in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from comptoir.checkout import queries, tasks
from comptoir.checkout import services as checkout
from comptoir.checkout.services import CannotPlace, OrderRequest, Progress
from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.infra.i18n import explain
from comptoir.infra.refusals import NotPossible
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.stock import queries as stock
from comptoir.stock.services import OutOfStock
from tests import builders, cast
from tests.api.calls import OUTSIDE, at_the_page, books
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("house")

LAST = ((builders.RARE, 1),)
TOTAL = 30800


def a_basket() -> str:
    """The token of a basket with the last piece in it."""
    return checkout.add_to_basket(
        token="", sku=builders.RARE, quantity=1, country="FR", language="en", at=builders.MONDAY
    ).token


def a_sheet(*, basket: str = "", **wishes: object) -> OrderRequest:
    """The checkout page, filled in: the shopper is going to pay on the provider's page."""
    request = builders.an_order_request(lines=LAST, token="", **wishes)
    return replace(request, basket_token=basket)


def press(key: str, *, sheet: OrderRequest | None = None, **wishes: object) -> Progress:
    """The order button of that page."""
    request = sheet or a_sheet(**wishes)
    return checkout.place_order(request=request, key=key, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)


def back(progress: Progress) -> Progress:
    """The browser is back from the provider's page."""
    return checkout.come_back(order_number=progress.number, actor=cast.GUEST_SHOPPER, at=builders.MONDAY)


def again(progress: Progress, method: Method = Method.CARD) -> Progress:
    """A further try on the payment page of the same order."""
    return checkout.pay_again(
        order_number=progress.number, method=method, actor=cast.GUEST_SHOPPER, at=builders.MONDAY
    )


def left() -> int:
    return stock.available(skus=[builders.RARE])[builders.RARE]


def state_of(number: str) -> str:
    order = orders.order_by_number(number=number)
    assert order is not None
    return order.state


def states(number: str) -> list[str]:
    return [payment.state for payment in payments.payments_of(order_number=number)]


def mails(number: str) -> list[str]:
    queue.run_waiting()
    return [mail.kind for mail in notices.messages_for_order(number=number)]


def pay_by_card(page: str, number: str) -> httpx.Response:
    """Type a card on the provider's page; the page behind it where there is a challenge."""
    card = {"method": "card", "card_number": number, "card_expiry": "12/34", "card_cvc": "123"}
    return OUTSIDE.post(page, data=card)


@pytest.mark.rule("PAY-04", "PAY-05", "ORD-07")
def test_a_card_on_the_provider_s_page_places_the_order_and_empties_the_basket() -> None:
    basket = a_basket()
    waiting = press("k", basket=basket)
    assert (waiting.state, left()) == ("awaiting_payment", 0)
    assert queries.count_in(token=basket) == 1
    assert pay_by_card(waiting.next_url, "4242 4242 4242 4242").status_code == 303
    assert back(waiting).state == "placed"
    assert queries.count_in(token=basket) == 0
    assert books(waiting.number) == [("authorisation", TOTAL)]
    assert mails(waiting.number) == ["order_placed"]


@pytest.mark.rule("PAY-12")
def test_a_card_under_review_on_the_provider_s_page_holds_the_order_until_it_is_accepted() -> None:
    waiting = press("k")
    pay_by_card(waiting.next_url, "4000 0000 0000 9235")
    held = back(waiting)
    assert (held.state, held.held) == ("placed", True)
    assert mails(waiting.number) == ["order_held"]
    later = builders.MONDAY + timedelta(hours=3)
    checkout.accept_order(order_number=waiting.number, actor=cast.ADVISOR, at=later)
    order = orders.order_by_number(number=waiting.number)
    assert order is not None
    assert (order.confirmed_at, order.cancellable_until) == (later, later + timedelta(minutes=30))
    with nothing_moves():
        checkout.accept_order(order_number=waiting.number, actor=cast.ADVISOR, at=later)
        checkout.refuse_order(order_number=waiting.number, actor=cast.ADVISOR, at=later)
    assert mails(waiting.number) == ["order_held", "order_placed"]


@pytest.mark.rule("PAY-12")
def test_a_review_that_finds_something_brings_the_order_to_nothing() -> None:
    placed = builders.a_placed_order(lines=LAST, token="card_review")
    assert left() == 0
    checkout.refuse_order(order_number=placed.number, actor=cast.ADVISOR, at=builders.MONDAY)
    queue.run_waiting()
    assert (state_of(placed.number), left()) == ("cancelled", 1)
    assert books(placed.number) == [("authorisation", TOTAL), ("void", TOTAL)]


@pytest.mark.rule("pitfall-2", "ORD-07")
def test_leaving_the_provider_s_page_frees_the_last_piece_and_the_next_try_gets_it() -> None:
    waiting = press("k")
    at_the_page(waiting.next_url, "cancel")
    seen = back(waiting)
    assert (seen.state, seen.next_url, seen.reason) == ("awaiting_payment", "", "payment_cancelled")
    assert left() == 1
    retried = again(waiting)
    assert (retried.number, left()) == (waiting.number, 0)
    at_the_page(retried.next_url, "approve")
    assert back(waiting).state == "placed"
    assert states(waiting.number) == ["cancelled", "authorised"]
    # The page that was left takes no money any more.
    pay_by_card(waiting.next_url, "4242 4242 4242 4242")
    assert books(waiting.number) == [("authorisation", TOTAL)]


@pytest.mark.rule("PAY-10")
def test_a_technical_failure_on_the_provider_s_page_is_told_by_mail() -> None:
    waiting = press("k")
    challenge = pay_by_card(waiting.next_url, "4000 0000 0000 0119")
    OUTSIDE.post(challenge.headers["Location"], data={"outcome": "approve"})
    seen = back(waiting)
    assert (seen.state, seen.reason) == ("awaiting_payment", "payment_failed")
    assert mails(waiting.number) == ["payment_failed"]
    assert (books(waiting.number), left()) == ([], 1)


@pytest.mark.rule("ORD-07")
def test_a_page_still_open_is_gone_on_with() -> None:
    waiting = press("k")
    with nothing_moves():
        assert again(waiting).next_url == waiting.next_url


@pytest.mark.rule("PAY-01")
def test_another_way_to_pay_can_be_chosen_if_it_is_offered_there() -> None:
    waiting = press("k")
    back(waiting)
    with nothing_moves(), pytest.raises(CannotPlace) as said:
        again(waiting, Method.KLARNA)
    assert [refusal.reason for refusal in said.value.refusals] == ["method_not_offered"]
    at_the_page(again(waiting, Method.PAYPAL).next_url, "approve")
    assert back(waiting).state == "placed"
    assert books(waiting.number) == [("authorisation", TOTAL), ("capture", TOTAL)]


@pytest.mark.rule("ORD-07")
def test_a_try_after_somebody_else_bought_the_piece_is_refused() -> None:
    waiting = press("k")
    back(waiting)
    builders.a_placed_order(lines=LAST)
    with nothing_moves(), pytest.raises(OutOfStock) as said:
        again(waiting)
    (refusal,) = said.value.refusals
    assert explain(refusal) == "Only 0 left of Boxy crewneck, Poppy, S. Change the quantity to go on."


@pytest.mark.rule("pitfall-2", "pitfall-18")
def test_an_order_from_the_same_basket_is_never_blocked_by_the_one_before() -> None:
    sheet = a_sheet(basket=a_basket(), codes=("ONCE",))
    first, second = press("first", sheet=sheet), press("second", sheet=sheet)
    assert second.number != first.number
    assert (left(), states(first.number)) == (0, ["cancelled"])
    pay_by_card(first.next_url, "4242 4242 4242 4242")
    pay_by_card(second.next_url, "4242 4242 4242 4242")
    assert (back(second).state, back(first).state) == ("placed", "awaiting_payment")
    assert books(first.number) == []
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    tasks.expire_orders()
    assert state_of(first.number) == "abandoned"


@pytest.mark.rule("pitfall-2")
def test_somebody_else_s_hold_is_respected() -> None:
    press("theirs", basket=a_basket())
    with nothing_moves(), pytest.raises(OutOfStock):
        press("mine", basket=a_basket_of_mine())


def a_basket_of_mine() -> str:
    return checkout.add_to_basket(
        token="", sku=builders.SHIRT_M, quantity=1, country="FR", language="en", at=builders.MONDAY
    ).token


@pytest.mark.rule("pitfall-18", "PAY-07")
def test_a_code_goes_with_the_attempt_and_is_free_again_when_it_fails() -> None:
    waiting = press("k", codes=("ONCE",))
    with pytest.raises(NotPossible):
        press("other", codes=("ONCE",))
    back(waiting)
    assert press("third", codes=("ONCE",)).state == "awaiting_payment"
    with nothing_moves(), pytest.raises(NotPossible):
        again(waiting)  # the code is somebody else's now
