"""What the payer's bank asks back: opened and decided by whoever plays the bank, answered by the house."""

from collections.abc import Mapping
from dataclasses import replace

from standins.payment.books import Books, new_id, new_reference
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
        id=_new_number(intent.wire),
        created=books.at,
        amount=wanted,
        currency=intent.currency,
        intent=intent.id,
        charge=intent.charge or "",
        reason=reason,
        status="needs_response",
        due_by=books.at + answer_time,
        withdrawn=wanted,
        wire=intent.wire,
    )
    disputed = replace(intent, disputed=intent.disputed + wanted, dispute=dispute.id)
    books.save_intent(disputed)
    books.save_dispute(dispute)
    _tell(books, dispute, "dispute_opened", wanted)
    dispute = _move(books, disputed, dispute, "dispute", wanted)
    books.emit("charge.dispute.created", shape_dispute(dispute), of=intent)
    books.emit("charge.dispute.funds_withdrawn", shape_dispute(dispute), of=intent)
    return dispute


def _new_number(wire: str) -> str:
    """An id as the provider writes those of disputes."""
    return {"adyen": new_reference(), "paypal": f"PP-D-{new_reference(8)}"}.get(wire, new_id("du"))


def _move(books: Books, intent: Intent, dispute: Dispute, kind: str, amount: int) -> Dispute:
    """Money goes to the bank, or comes back."""
    books.reference = dispute.id
    movement = books.write_entry(intent=intent, kind=kind, amount=amount, key=dispute.id, source=dispute.id)
    moved = replace(dispute, transactions=[*dispute.transactions, movement])
    books.save_dispute(moved)
    return moved


def _tell(books: Books, dispute: Dispute, happened: str, amount: int) -> None:
    books.reference = dispute.id
    books.tell(books.find(Intent, dispute.intent), happened, amount)


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
    if submit:
        _tell(books, answered, "dispute_answered", answered.amount)
    books.emit("charge.dispute.updated", shape_dispute(answered), of=books.find(Intent, answered.intent))
    return answered


def decide_dispute(*, books: Books, dispute: Dispute, won: bool) -> Dispute:
    """The bank decides: what was withdrawn comes back, or stays with the payer."""
    if dispute.status in ("won", "lost"):
        raise ApiError(f"This dispute is {dispute.status} already.")
    decided = replace(dispute, status="won" if won else "lost")
    intent = books.find(Intent, dispute.intent)
    # Who defended is given the money back; a bank that does not accept that asks for it a second time.
    again = dispute.wire == "adyen" and bool(dispute.submissions) and not won
    books.save_dispute(decided)
    if won or again:
        intent = replace(intent, disputed=intent.disputed - dispute.withdrawn * won)
        books.save_intent(intent)
        decided = _move(books, intent, decided, "dispute_reversal", dispute.withdrawn)
    if again:
        decided = _move(books, intent, decided, "dispute", dispute.withdrawn)
    if won:
        decided = replace(decided, withdrawn=0)
        books.save_dispute(decided)
    if not again:
        _tell(books, decided, "dispute_won" if won else "dispute_lost", decided.amount)
    books.emit("charge.dispute.closed", shape_dispute(decided), of=intent)
    if won:
        books.emit("charge.dispute.funds_reinstated", shape_dispute(decided), of=intent)
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
