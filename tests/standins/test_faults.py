"""Bad days on demand, and what was done in spite of them."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.standins.paying import pay
from tests.standins.running import StandIn


def test_down_does_nothing(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    payment.control(mode="down", count=1)
    with pytest.raises(stripe.APIError) as refused:
        pay(client, order)
    assert refused.value.http_status == 503
    assert payment.moves(order) == []
    assert pay(client, order).status == "requires_capture"


def test_broken_has_done_it(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    payment.control(mode="broken", count=1)
    with pytest.raises(stripe.APIError) as refused:
        pay(client, order, key=f"k-{order}")
    assert refused.value.http_status == 500
    assert payment.moves(order) == [("authorisation", 10_000)]
    assert pay(client, order, key=f"k-{order}").status == "requires_capture"
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_garbage_is_not_json(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    payment.control(mode="garbage", count=1)
    with pytest.raises(stripe.APIError):
        pay(client, order)
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_half_open_hangs_up_after_doing_it(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    payment.control(mode="half_open", count=1)
    with pytest.raises(stripe.APIConnectionError):
        pay(client, order)
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_slow_takes_its_time(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    payment.control(mode="slow", count=1, seconds=0.3)
    start = time.monotonic()
    pay(client, order)
    assert time.monotonic() - start >= 0.3


def test_late_has_done_it_before_it_answers(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    payment.control(mode="late", count=1, seconds=2)
    with ThreadPoolExecutor(1) as pool:
        paying = pool.submit(pay, client, order)
        while not payment.moves(order):
            assert not paying.done()
        assert payment.moves(order) == [("authorisation", 10_000)]
        assert paying.result().status == "requires_capture"


@pytest.mark.parametrize("mode", ["down", "broken", "half_open"])
def test_the_sdk_s_own_retries_pay_once(payment: StandIn, order: str, mode: str) -> None:
    payment.control(mode=mode, count=1)
    assert pay(payment.stripe(retries=2), order).status == "requires_capture"
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_a_rule_is_for_the_endpoint_it_names(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    payment.control(mode="down", endpoint="POST /v1/payment_intents/*/capture")
    intent = pay(client, order)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.capture(intent.id)
    assert payment.state()["rules"][0]["mode"] == "down"
    payment.control("/reset")
    assert payment.state()["rules"] == []
    assert client.v1.payment_intents.capture(intent.id).status == "succeeded"


def test_a_rule_with_a_chance_hits_some_and_the_same_ones_each_time(payment: StandIn) -> None:
    client = payment.stripe()

    def outcomes() -> list[bool]:
        payment.control("/reset")
        payment.control(mode="down", chance=0.5, seed=7)
        hits = []
        for _ in range(20):
            try:
                client.v1.payment_intents.list({"limit": 1})
                hits.append(False)
            except stripe.APIError:
                hits.append(True)
        return hits

    first = outcomes()
    assert first == outcomes()
    assert set(first) == {True, False}


@pytest.mark.parametrize(
    "body", [{"mode": "asleep"}, {"mode": "down", "often": 1}, {"webhooks": {"lose": 1}}, []]
)
def test_a_control_that_does_not_exist_is_refused(payment: StandIn, body: object) -> None:
    answer = payment.http.post(f"{payment.url}/_control", content=json.dumps(body))
    assert answer.status_code == 400
    assert payment.state()["rules"] == []


def test_the_books_and_controls_are_spared(payment: StandIn) -> None:
    payment.control(mode="down")
    assert payment.http.get(f"{payment.url}/books").status_code == 200
    assert payment.http.get(f"{payment.url}/v1/events").status_code == 503
