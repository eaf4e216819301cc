"""The stand-in plays the payer's bank: money asked back is withdrawn, kept or given back, and the balance tells all of it."""

from __future__ import annotations

import pytest
import stripe

from tests.standins.paying import pay
from tests.standins.running import StandIn


def disputed(
    client: stripe.StripeClient, payment: StandIn, order: str, amount: int | None = None
) -> stripe.Dispute:
    intent = pay(client, order, capture_method="automatic")
    opened = payment.control("/disputes", payment_intent=intent.id, amount=amount)
    return client.v1.disputes.retrieve(opened["id"])


def balance(client: stripe.StripeClient, order: str) -> list[tuple[str, int]]:
    """What moved the balance for an order, oldest first."""
    rows = client.v1.balance_transactions.list({"limit": 100, "expand": ["data.source"]}).data
    intents = {
        i.id for i in client.v1.payment_intents.list({"limit": 100}).data if i.metadata["order"] == order
    }
    return [
        (row.reporting_category, row.amount) for row in reversed(rows) if row.source.payment_intent in intents
    ]


def test_a_dispute_is_withdrawn_at_once_and_won_money_comes_back(
    payment: StandIn, client: stripe.StripeClient
) -> None:
    dispute = disputed(client, payment, "DSP1")
    assert (dispute.status, dispute.amount, dispute.reason) == ("needs_response", 10_000, "fraudulent")
    assert [move.amount for move in dispute.balance_transactions] == [-10_000]
    client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "Delivered."}, "submit": True})
    assert client.v1.disputes.retrieve(dispute.id).status == "under_review"
    payment.control("/disputes", dispute=dispute.id, outcome="won")
    won = client.v1.disputes.retrieve(dispute.id)
    assert (won.status, [move.amount for move in won.balance_transactions]) == ("won", [-10_000, 10_000])
    assert balance(client, "DSP1") == [("charge", 10_000), ("dispute", -10_000), ("dispute_reversal", 10_000)]


def test_disputed_money_is_not_refunded_as_well(payment: StandIn, client: stripe.StripeClient) -> None:
    dispute = disputed(client, payment, "DSP2", amount=6_000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": str(dispute.payment_intent), "amount": 4_001})
    assert refused.value.code == "charge_disputed"
    client.v1.refunds.create({"payment_intent": str(dispute.payment_intent), "amount": 4_000})
    payment.control("/disputes", dispute=dispute.id, outcome="lost")
    assert balance(client, "DSP2") == [("charge", 10_000), ("dispute", -6_000), ("refund", -4_000)]


def test_each_capture_moves_the_balance_and_an_authorisation_does_not(client: stripe.StripeClient) -> None:
    intent = pay(client, "DSP3")
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 3_000, "final_capture": False})
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 2_000, "final_capture": True})
    assert balance(client, "DSP3") == [("charge", 3_000), ("charge", 2_000)]


def test_a_decided_dispute_is_not_decided_again(payment: StandIn, client: stripe.StripeClient) -> None:
    dispute = disputed(client, payment, "DSP4")
    payment.control("/disputes", dispute=dispute.id, outcome="lost")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "Late."}})
