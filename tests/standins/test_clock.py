"""The stand-in follows the house's clock."""

from __future__ import annotations

import json

import pytest
import stripe

from tests.standins.paying import open_session, pay
from tests.standins.running import StandIn

DAY = 86_400


def test_an_authorisation_lapses_after_seven_days_of_the_house(own_payment: StandIn) -> None:
    client = own_payment.stripe()
    kept, partly = pay(client, "KEPT"), pay(client, "PARTLY")
    client.v1.payment_intents.capture(partly.id, {"amount_to_capture": 4_000, "final_capture": False})
    own_payment.set_clock(7 * DAY - 60)
    assert client.v1.payment_intents.retrieve(kept.id).status == "requires_capture"

    own_payment.set_clock(7 * DAY + 60)
    assert own_payment.moves("KEPT") == [("authorisation", 10_000), ("void", 10_000)]
    assert own_payment.moves("PARTLY") == [("authorisation", 10_000), ("capture", 4_000), ("void", 6_000)]
    lapsed = client.v1.payment_intents.retrieve(kept.id, {"expand": ["latest_charge"]})
    assert (lapsed.status, lapsed.cancellation_reason) == ("canceled", "automatic")
    assert lapsed.canceled_at == lapsed.to_dict()["latest_charge"]["created"] + 7 * DAY
    assert client.v1.payment_intents.retrieve(partly.id).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.capture(kept.id)
    assert refused.value.code == "charge_expired_for_capture"
    types = [event.type for event in client.v1.events.list({"limit": 4}).data]
    assert sorted(types) == [
        "charge.expired",
        "charge.expired",
        "payment_intent.canceled",
        "payment_intent.succeeded",
    ]


def test_a_session_expires_by_itself(own_payment: StandIn) -> None:
    client = own_payment.stripe()
    session = open_session(client, "ORDER")
    own_payment.set_clock(DAY + 60)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_times_are_the_house_s(own_payment: StandIn) -> None:
    client = own_payment.stripe()
    own_payment.set_clock(-300 * DAY)
    before = pay(client, "THEN")
    (own_payment.home / "clock.json").unlink()
    after = pay(client, "NOW")
    assert 300 * DAY <= after.created - before.created < 300 * DAY + 60
    assert own_payment.rows("THEN")[0]["at"] < own_payment.rows("NOW")[0]["at"]


def test_a_clock_caught_half_written_changes_nothing(own_payment: StandIn) -> None:
    own_payment.set_clock(100 * DAY)
    shifted = own_payment.state()["now"]
    (own_payment.home / "clock.json").write_text(json.dumps({"offset_us": 0})[:9])
    assert own_payment.state()["now"] > shifted
