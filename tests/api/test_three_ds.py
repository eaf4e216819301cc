"""A card that asks for a challenge: the browser's return, the provider's event and the poller, in any order, twice or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from comptoir.checkout import tasks
from comptoir.core.actors import Role
from comptoir.infra import queue
from tests import builders
from tests.api.calls import Api, Json, at_the_page, books, reasons
from tests.api.events import deliver, events_of
from tests.api.pictures import nothing_moves

TOTAL = 45800


@pytest.fixture
def challenged(api: Api) -> Json:
    """An order whose shopper has a challenge to answer."""
    placed = api.place(payment={"token": "card_3ds"})
    assert (placed["status"], placed["next_action"]["type"]) == ("awaiting_payment", "redirect")
    assert books(placed["number"]) == []
    return placed


def told(api: Api, placed: Json) -> None:
    """The provider sends everything it has to say of the order."""
    for event in events_of(placed["number"]):
        assert deliver(api, event) == 200
    queue.run_waiting()


def polled(api: Api, placed: Json) -> None:
    """The worker's poller looks by itself."""
    del api, placed
    builders.at_clock(builders.MONDAY + timedelta(seconds=100))
    tasks.settle_attempts()


def back(api: Api, placed: Json) -> None:
    """The shopper's browser is back."""
    assert api.come_back(placed).status_code == 302


WAYS: dict[str, Callable[[Api, Json], None]] = {"told": told, "polled": polled, "back": back}


def confirmations(api: Api) -> int:
    """How many confirmation mails there are."""
    queue.run_waiting()
    mails = api.get("desk/outbox", role=Role.AUDITOR)["items"]
    return sum(mail["kind"] == "order_placed" for mail in mails)


@pytest.mark.rule("PAY-04", "pitfall-4")
@pytest.mark.parametrize(
    "order", [*permutations(WAYS), *((way,) for way in WAYS), *((way, way) for way in WAYS)]
)
def test_whoever_brings_the_news_the_order_is_placed_once(
    api: Api, challenged: Json, order: tuple[str, ...]
) -> None:
    at_the_page(challenged["next_action"]["url"], "approve")
    WAYS[order[0]](api, challenged)
    queue.run_waiting()
    read = api.order(challenged)
    assert (read["status"], read["payments"][0]["state"]) == ("placed", "authorised")
    for way in order[1:]:
        WAYS[way](api, challenged)
    queue.run_waiting()
    assert api.order(challenged)["payments"] == read["payments"]
    assert books(challenged["number"]) == [("authorisation", TOTAL)]
    assert confirmations(api) == 1
    ledger = api.get(f"desk/orders/{challenged['number']}/ledger", role=Role.AUDITOR)
    assert [entry["kind"] for entry in ledger["entries"]] == ["authorisation"]


@pytest.mark.rule("pitfall-4")
def test_an_event_that_comes_before_the_shopper_is_done_changes_nothing(api: Api, challenged: Json) -> None:
    told(api, challenged)
    assert api.order(challenged)["status"] == "awaiting_payment"
    at_the_page(challenged["next_action"]["url"], "approve")
    told(api, challenged)
    assert api.order(challenged)["status"] == "placed"


@pytest.mark.rule("PAY-14")
@pytest.mark.parametrize(("outcome", "state"), [("fail", "declined"), ("cancel", "cancelled")])
def test_a_challenge_that_is_failed_or_left_leads_back_to_the_payment_page(
    api: Api, challenged: Json, outcome: str, state: str
) -> None:
    returned = api.http.get(at_the_page(challenged["next_action"]["url"], outcome))
    assert returned.headers["Location"].endswith(f"/orders/{challenged['token']}/pay/")
    order = api.order(challenged)
    assert (order["status"], order["payments"][0]["state"]) == ("awaiting_payment", state)
    assert books(challenged["number"]) == []
    assert confirmations(api) == 0


@pytest.mark.rule("ORD-07", "pitfall-4")
def test_a_payment_made_before_the_time_was_over_stands_when_the_house_looks_later(
    api: Api, challenged: Json
) -> None:
    at_the_page(challenged["next_action"]["url"], "approve")
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    tasks.expire_orders()
    assert api.order(challenged)["status"] == "placed"
    tasks.expire_orders()
    assert books(challenged["number"]) == [("authorisation", TOTAL)]


@pytest.mark.rule("pitfall-4")
def test_a_message_that_is_not_the_provider_s_is_refused(api: Api, challenged: Json) -> None:
    at_the_page(challenged["next_action"]["url"], "approve")
    (_action, approved) = events_of(challenged["number"])
    with nothing_moves():
        assert deliver(api, approved, secret="whsec_somebody_else") == 400
        assert api.http.post("/webhooks/payment/", b"{", content_type="application/json").status_code == 400
        assert api.http.get("/webhooks/payment/").status_code == 405


@pytest.mark.rule("pitfall-4")
def test_a_message_about_nobody_s_payment_is_only_kept(api: Api) -> None:
    stranger = {"id": "evt_x", "object": "event", "type": "payment_intent.succeeded", "created": 1}
    stranger["data"] = {"object": {"id": "pi_nobody", "object": "payment_intent"}}
    queue.run_waiting()
    assert deliver(api, stranger) == 200
    assert queue.run_waiting() == 1
    with nothing_moves():
        assert deliver(api, stranger) == 200


def test_wrong_links_open_nothing(api: Api, challenged: Json) -> None:
    answer = api.send("GET", f"orders/{challenged['number']}", X_Order_Token="é" * 20)
    assert (answer.status_code, reasons(answer.json())) == (404, [(None, "not_found", None)])
