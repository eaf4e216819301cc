"""The provider's JSON shapes of disputes and of movements of the balance."""

from standins.payment.records import Dispute, Transaction
from standins.server import Json


def shape_dispute(dispute: Dispute, *, charge: Json | None = None) -> Json:
    """A Dispute; `balance_transactions` are what was withdrawn and given back for it."""
    movements = [
        Transaction(
            id=number,
            created=dispute.created,
            amount=amount,
            currency=dispute.currency,
            kind=kind,
            source=dispute.id,
        )
        for number, amount, kind in zip(
            dispute.transactions,
            (-dispute.amount, dispute.amount),
            ("dispute", "dispute_reversal"),
            strict=False,
        )
    ]
    return {
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [shape_transaction(known, source=dispute.id) for known in movements],
        "charge": charge or dispute.charge,
        "created": dispute.created,
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": dispute.evidence,
        "evidence_details": {
            "due_by": dispute.due_by,
            "enhanced_eligibility": {},
            "has_evidence": bool(dispute.evidence),
            "past_due": False,
            "submission_count": dispute.submissions,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": dispute.intent,
        "payment_method_details": None,
        "reason": dispute.reason,
        "status": dispute.status,
    }


def shape_transaction(transaction: Transaction, *, source: str | Json) -> Json:
    """A BalanceTransaction; the stand-in takes no fees."""
    types = {"capture": ("charge", "charge"), "refund": ("refund", "refund")}
    type_, category = types.get(transaction.kind, ("adjustment", transaction.kind))
    return {
        "id": transaction.id,
        "object": "balance_transaction",
        "amount": transaction.amount,
        "available_on": transaction.created,
        "balance_type": "payments",
        "created": transaction.created,
        "currency": transaction.currency,
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": transaction.amount,
        "reporting_category": category,
        "source": source,
        "status": "available",
        "type": type_,
    }
