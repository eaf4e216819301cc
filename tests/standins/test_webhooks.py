"""Events reach the house signed, and misbehave when told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from tests.standins.paying import CARD, open_session, pay
from tests.standins.running import Inbox, StandIn, standin


@pytest.fixture
def pushing(tmp_path: Path, inbox: Inbox) -> Iterator[StandIn]:
    """A stand-in that pushes to the inbox, signing with two secrets."""
    options = ("--webhook-url", inbox.url, "--webhook-secret", "whsec_new", "--webhook-secret", "whsec_old")
    with standin("payment", tmp_path, *options) as running:
        yield running


def _types(inbox: Inbox, count: int) -> list[str]:
    return [str(pushed.event["type"]) for pushed in inbox.take(count)]


@pytest.mark.parametrize("secret", ["whsec_new", "whsec_old"])
def test_the_sdk_accepts_the_signature_of_either_secret(pushing: StandIn, inbox: Inbox, secret: str) -> None:
    intent = pay(pushing.stripe(), "ORDER", key="the-key")
    (pushed,) = inbox.take(1)
    event = stripe.Webhook.construct_event(pushed.body, pushed.signature, secret)
    assert (event.type, event.data.object["id"]) == ("payment_intent.amount_capturable_updated", intent.id)
    assert event.request is not None
    assert event.request.idempotency_key == "the-key"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(pushed.body, pushed.signature, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(pushed.body + b" ", pushed.signature, secret)


def test_each_step_of_a_payment_has_its_events(pushing: StandIn, inbox: Inbox) -> None:
    client = pushing.stripe()
    session = open_session(client, "ORDER")
    pushing.http.post(str(session.url), data=CARD | {"card_number": "4000000000009235"})
    assert _types(inbox, 3) == [
        "payment_intent.amount_capturable_updated",
        "review.opened",
        "checkout.session.completed",
    ]
    done = client.v1.checkout.sessions.retrieve(session.id)
    client.v1.payment_intents.capture(str(done.payment_intent))
    client.v1.refunds.create({"payment_intent": str(done.payment_intent)})
    assert _types(inbox, 5) == [
        "charge.captured",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
        "refund.updated",
    ]
    client.v1.payment_intents.cancel(pay(client, "ORDER").id)
    client.v1.checkout.sessions.expire(open_session(client, "ORDER").id)
    assert _types(inbox, 3) == [
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "checkout.session.expired",
    ]
    waiting = pay(client, "ORDER", "card_3ds")
    assert waiting.next_action is not None
    assert waiting.next_action.redirect_to_url is not None
    pushing.http.post(str(waiting.next_action.redirect_to_url.url), data={"outcome": "fail"})
    assert _types(inbox, 2) == ["payment_intent.requires_action", "payment_intent.payment_failed"]


def test_an_event_is_sent_again_until_it_is_taken(pushing: StandIn, inbox: Inbox) -> None:
    inbox.statuses = [500, 404]
    pay(pushing.stripe(), "ORDER")
    bodies = {pushed.body for pushed in inbox.take(3)}
    assert len(bodies) == 1


def test_events_are_dropped_and_doubled_on_demand(pushing: StandIn, inbox: Inbox) -> None:
    client = pushing.stripe()
    pushing.control(webhooks={"drop": 1, "duplicate": True})
    pay(client, "DROPPED")
    doubled = pay(client, "DOUBLED")
    ids = {pushed.event["data"]["object"]["id"] for pushed in inbox.take(2)}
    assert ids == {doubled.id}
    assert inbox.is_empty()
    assert [event.type for event in client.v1.events.list().data] == [
        "payment_intent.amount_capturable_updated"
    ] * 2


def test_held_events_are_released_in_the_order_and_as_often_as_told(pushing: StandIn, inbox: Inbox) -> None:
    pushing.control(webhooks={"hold": True})
    client = pushing.stripe()
    client.v1.payment_intents.capture(pay(client, "ORDER").id)
    held = pushing.state()["held"]
    assert len(held) == 3
    assert inbox.is_empty()
    wanted = [held[2], held[0], held[0]]
    sent = pushing.control("/deliver", events=wanted)["sent"]
    assert sent == [{"event": event, "status": 200} for event in wanted]
    assert [pushed.event["id"] for pushed in inbox.take(3)] == wanted
    assert pushing.state()["held"] == held

    assert len(pushing.control("/deliver", shuffle=4)["sent"]) == 3
    assert sorted(pushed.event["id"] for pushed in inbox.take(3)) == sorted(held)
    assert pushing.state()["deliveries"] == {"waiting": 0, "held": 0, "failed": 0}


def test_late_and_shuffled_events_all_arrive(pushing: StandIn, inbox: Inbox) -> None:
    pushing.control(webhooks={"delay": 0.2, "shuffle": True})
    client = pushing.stripe()
    ids = {pay(client, "ORDER").id for _ in range(4)}
    assert {pushed.event["data"]["object"]["id"] for pushed in inbox.take(4)} == ids


@pytest.mark.parametrize(
    "webhook",
    [{"url": "http://example.test/x"}, {"url": "https://127.0.0.1/x"}, {"secrets": "one"}, {"to": "x"}],
)
def test_events_only_go_to_this_machine(payment: StandIn, webhook: dict[str, str]) -> None:
    before = payment.state()["webhook"]
    assert payment.http.post(f"{payment.url}/_control/webhook", json=webhook).status_code == 400
    assert payment.state()["webhook"] == before
