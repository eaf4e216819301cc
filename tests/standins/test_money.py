"""Captures, releases and refunds never go past what was authorised and captured."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.standins.paying import pay
from tests.standins.running import StandIn


def test_two_parcels_are_captured_apart_and_the_last_one_releases_the_rest(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order)
    first = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 3_000, "final_capture": False})
    assert (first.status, first.amount_capturable, first.amount_received) == (
        "requires_capture",
        7_000,
        3_000,
    )
    last = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 5_000})
    assert (last.status, last.amount_capturable, last.amount_received) == ("succeeded", 0, 8_000)
    assert payment.moves(order) == [
        ("authorisation", 10_000),
        ("capture", 3_000),
        ("capture", 5_000),
        ("void", 2_000),
    ]


def test_capturing_everything_bit_by_bit_succeeds_without_a_final_capture(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order)
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 4_000, "final_capture": False})
    done = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 6_000, "final_capture": False})
    assert done.status == "succeeded"
    assert payment.moves(order) == [("authorisation", 10_000), ("capture", 4_000), ("capture", 6_000)]


def _refused(call: Any, *arguments: Any) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as refused:
        call(*arguments)
    return refused.value


def test_more_than_is_authorised_cannot_be_captured(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order)
    refused = _refused(client.v1.payment_intents.capture, intent.id, {"amount_to_capture": 10_001})
    assert (refused.http_status, refused.code) == (400, "amount_too_large")
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_a_capture_that_the_bank_refuses_leaves_the_authorisation(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order, "card_capture_fails")
    for _ in range(2):
        refused = _refused(client.v1.payment_intents.capture, intent.id)
        assert (type(refused), refused.http_status) == (stripe.CardError, 402)
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_several_captures_must_have_been_asked_for(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order, payment_method_options=None)
    refused = _refused(
        client.v1.payment_intents.capture, intent.id, {"amount_to_capture": 1, "final_capture": False}
    )
    assert refused.http_status == 400
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_a_cancelled_payment_is_released_and_stays_so(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order)
    cancelled = client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "requested_by_customer"})
    assert (cancelled.status, cancelled.amount_capturable) == ("canceled", 0)
    for call in (client.v1.payment_intents.cancel, client.v1.payment_intents.capture):
        assert _refused(call, intent.id).code == "payment_intent_unexpected_state"
    assert payment.moves(order) == [("authorisation", 10_000), ("void", 10_000)]


def test_cancelling_after_a_first_parcel_releases_only_the_rest(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order)
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 3_000, "final_capture": False})
    assert client.v1.payment_intents.cancel(intent.id).status == "succeeded"
    assert payment.moves(order) == [("authorisation", 10_000), ("capture", 3_000), ("void", 7_000)]


def test_refunds_stop_at_what_was_captured(payment: StandIn, client: stripe.StripeClient, order: str) -> None:
    intent = pay(client, order)
    assert (
        _refused(client.v1.refunds.create, {"payment_intent": intent.id}).code
        == "payment_intent_unexpected_state"
    )
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 8_000})
    for _ in range(2):
        refund = client.v1.refunds.create(
            {"payment_intent": intent.id, "amount": 3_000, "metadata": {"return": "R1"}}
        )
        assert (refund.status, refund.amount) == ("succeeded", 3_000)
    refused = _refused(client.v1.refunds.create, {"payment_intent": intent.id, "amount": 2_001})
    assert isinstance(refused, stripe.InvalidRequestError)
    assert (refused.http_status, refused.param) == (400, "amount")
    assert client.v1.refunds.create({"payment_intent": intent.id}).amount == 2_000
    assert _refused(client.v1.refunds.create, {"payment_intent": intent.id}).code == "charge_already_refunded"
    listed = client.v1.refunds.list({"payment_intent": intent.id}).data
    assert [refund.amount for refund in listed] == [2_000, 3_000, 3_000]
    assert client.v1.refunds.retrieve(listed[1].id).to_dict()["metadata"] == {"return": "R1"}
    assert client.v1.charges.retrieve(str(refund.charge)).refunded is True
    assert payment.moves(order)[3:] == [("refund", 3_000), ("refund", 3_000), ("refund", 2_000)]


def test_a_row_of_the_books_names_order_amount_currency_key_and_time(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    pay(client, order, key=f"key-{order}")
    (row,) = payment.rows(order)
    at = row.pop("at")
    assert row == {
        "order": order,
        "kind": "authorisation",
        "amount": 10_000,
        "currency": "EUR",
        "key": f"key-{order}",
    }
    assert at.endswith("+00:00")
    every = payment.rows()
    assert (
        payment.http.get(f"{payment.url}/books", params={"after": len(every) - 1}).json()["rows"]
        == every[-1:]
    )


STEPS = st.lists(
    st.tuples(st.sampled_from(("capture", "part", "cancel", "refund")), st.integers(1, 12_000)), max_size=8
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_the_books_stay_within_what_was_authorised(
    payment: StandIn, steps: list[tuple[str, int]]
) -> None:
    client = payment.stripe()
    before = len(payment.rows())
    intent = pay(client, "walk")
    calls: dict[str, Any] = {
        "capture": lambda amount: client.v1.payment_intents.capture(intent.id, {"amount_to_capture": amount}),
        "part": lambda amount: client.v1.payment_intents.capture(
            intent.id, {"amount_to_capture": amount, "final_capture": False}
        ),
        "cancel": lambda _amount: client.v1.payment_intents.cancel(intent.id),
        "refund": lambda amount: client.v1.refunds.create({"payment_intent": intent.id, "amount": amount}),
    }
    for step, amount in steps:
        try:
            calls[step](amount)
        except stripe.InvalidRequestError:
            continue
    sums = dict.fromkeys(("authorisation", "capture", "void", "refund"), 0)
    for row in payment.rows()[before:]:
        sums[row["kind"]] += row["amount"]
    final = client.v1.payment_intents.retrieve(intent.id)
    assert sums["authorisation"] == 10_000
    assert sums["capture"] + sums["void"] + final.amount_capturable == 10_000
    assert sums["capture"] == final.amount_received
    assert sums["refund"] <= sums["capture"]
