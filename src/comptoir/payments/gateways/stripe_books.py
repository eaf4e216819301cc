"""What Stripe's disputes and balance transactions say, in the house's words."""

from __future__ import annotations

from datetime import UTC, datetime

import stripe

from comptoir.core.lifecycles import DisputeState
from comptoir.payments.gateways.base import DisputeReport, Movement, MovementKind

# An inquiry that the bank drops is as good as won: the money stays with us.
_STATES = {
    "needs_response": DisputeState.OPEN,
    "warning_needs_response": DisputeState.OPEN,
    "under_review": DisputeState.ANSWERED,
    "warning_under_review": DisputeState.ANSWERED,
    "won": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "prevented": DisputeState.WON,
    "lost": DisputeState.LOST,
}
_KINDS: dict[str, MovementKind] = {
    "charge": "capture",
    "refund": "refund",
    "dispute": "dispute",
    "dispute_reversal": "dispute_won",
}


def report_dispute(dispute: stripe.Dispute) -> DisputeReport:
    """A dispute with what the balance says of it."""
    moved = [movement.amount for movement in dispute.balance_transactions]
    charge = dispute.charge if isinstance(dispute.charge, stripe.Charge) else None
    due = dispute.evidence_details.due_by if dispute.evidence_details else None
    return DisputeReport(
        reference=dispute.id,
        provider_ref=_id(dispute.payment_intent),
        amount=dispute.amount,
        currency=dispute.currency.upper(),
        reason=dispute.reason,
        state=_STATES[dispute.status],
        # What moved is in the currency of our account; what it was for is in the payment's.
        taken=dispute.amount if any(amount < 0 for amount in moved) else 0,
        returned=dispute.amount if any(amount > 0 for amount in moved) else 0,
        opened_at=_moment(dispute.created),
        answer_by=_moment(due) if due else None,
        authentication=_authentication(charge),
    )


def read_movement(row: stripe.BalanceTransaction) -> Movement | None:
    """A balance transaction about a payment; None for a fee, a payout and the like."""
    kind = _KINDS.get(row.reporting_category)
    source = row.source
    if kind is None or not isinstance(source, (stripe.Charge, stripe.Refund, stripe.Dispute)):
        return None
    amount, currency = abs(row.amount), row.currency
    if source.currency != currency:  # it was changed into the currency of our account
        amount = source.amount_captured if isinstance(source, stripe.Charge) else source.amount
        currency = source.currency
    return Movement(
        reference=row.id,
        kind=kind,
        provider_ref=_id(source.payment_intent),
        amount=amount,
        currency=currency.upper(),
        at=_moment(row.created),
    )


def _authentication(charge: stripe.Charge | None) -> str:
    card = getattr(charge.payment_method_details, "card", None) if charge else None
    proof = card.three_d_secure if card else None
    if proof is None:
        return ""
    said = (proof.result, proof.authentication_flow, proof.version)
    return ", ".join(word for word in said if word)


def _id(thing: stripe.PaymentIntent | str | None) -> str:
    if isinstance(thing, stripe.PaymentIntent):
        return thing.id
    return thing or ""


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
