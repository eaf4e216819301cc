"""What the payer's bank asks back: opened and decided by whoever plays the bank, answered by the house."""

from collections.abc import Mapping
from dataclasses import replace

from standins.payment.books import Books, new_id
from standins.payment.dispute_shapes import shape_dispute
from standins.payment.errors import ApiError, refuse_state
from standins.payment.records import Dispute, Intent

ANSWER_TIME = 7 * 86_400
REASONS = (
    "fraudulent",
    "product_not_received",
    "product_unacceptable",
    "duplicate",
    "credit_not_processed",
    "general",
)


def open_dispute(
    *, books: Books, intent: Intent, amount: int | None, reason: str, answer_time: int
) -> Dispute:
    """The bank asks back what was captured, or a part of it: the provider withdraws it at once."""
    wanted = intent.captured - intent.disputed if amount is None else amount
    if not 0 < wanted <= intent.captured - intent.disputed:
        refuse_state(f"{wanted} cannot be disputed of {intent.captured} captured.")
    dispute = Dispute(
        id=new_id("du"),
        created=books.at,
        amount=wanted,
        currency=intent.currency,
        intent=intent.id,
        charge=intent.charge or "",
        reason=reason,
        status="needs_response",
        due_by=books.at + answer_time,
        withdrawn=wanted,
    )
    disputed = replace(intent, disputed=intent.disputed + wanted, dispute=dispute.id)
    books.save_intent(disputed)
    movement = books.write_entry(
        intent=disputed, kind="dispute", amount=wanted, key=dispute.id, source=dispute.id
    )
    dispute = replace(dispute, transactions=[movement])
    books.save_dispute(dispute)
    books.emit("charge.dispute.created", shape_dispute(dispute))
    books.emit("charge.dispute.funds_withdrawn", shape_dispute(dispute))
    return dispute


def answer_dispute(*, books: Books, dispute: Dispute, evidence: Mapping[str, str], submit: bool) -> Dispute:
    """Keep the house's evidence; once submitted the bank has it."""
    if dispute.status != "needs_response":
        raise ApiError(f"This dispute is {dispute.status}: evidence is no longer taken.")
    if books.at > dispute.due_by:
        raise ApiError("The time to submit evidence for this dispute is over.")
    answered = replace(dispute, evidence={**dispute.evidence, **evidence})
    if submit:
        answered = replace(answered, status="under_review", submissions=1)
    books.save_dispute(answered)
    books.emit("charge.dispute.updated", shape_dispute(answered))
    return answered


def decide_dispute(*, books: Books, dispute: Dispute, won: bool) -> Dispute:
    """The bank decides: what was withdrawn comes back, or stays with the payer."""
    if dispute.status in ("won", "lost"):
        raise ApiError(f"This dispute is {dispute.status} already.")
    decided = replace(dispute, status="won" if won else "lost")
    if won:
        intent = books.find(Intent, dispute.intent)
        freed = replace(intent, disputed=intent.disputed - dispute.withdrawn)
        books.save_intent(freed)
        movement = books.write_entry(
            intent=freed, kind="dispute_reversal", amount=dispute.withdrawn, key=dispute.id, source=dispute.id
        )
        decided = replace(decided, withdrawn=0, transactions=[*dispute.transactions, movement])
    books.save_dispute(decided)
    books.emit("charge.dispute.closed", shape_dispute(decided))
    if won:
        books.emit("charge.dispute.funds_reinstated", shape_dispute(decided))
    return decided


def report_fraud(*, books: Books, intent: Intent) -> dict[str, object]:
    """The bank says that a payment was fraud: no money moves, the house is told."""
    warning: dict[str, object] = {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": intent.charge,
        "created": books.at,
        "fraud_type": "made_with_stolen_card",
        "livemode": False,
        "payment_intent": intent.id,
    }
    books.emit("radar.early_fraud_warning.created", warning)
    return warning
