"""Money back: never more than was captured and not yet refunded."""

from collections.abc import Mapping
from dataclasses import replace

from standins.payment.behaviours import BEHAVIOURS
from standins.payment.books import Books, new_id
from standins.payment.errors import ApiError, refuse_state
from standins.payment.records import Intent, Refund
from standins.payment.shapes import shape_charge, shape_refund


def refund_intent(
    *, books: Books, intent: Intent, amount: int | None, reason: str | None, metadata: Mapping[str, str]
) -> Refund:
    """Send back an amount, or all that is left when none is given.

    The bank behind a closed card refuses; a refund named `late` in its metadata it takes after all.
    """
    wanted = _check_refund(intent, amount)
    if intent.token and BEHAVIOURS[intent.token].refund_fails and "late" not in metadata:
        raise ApiError(
            f"Charge {intent.charge} cannot be refunded: its card is closed.", code="expired_or_canceled_card"
        )
    refund = Refund(
        id=new_id("re"),
        created=books.at,
        amount=wanted,
        currency=intent.currency,
        intent=intent.id,
        charge=intent.charge or "",
        reason=reason,
        metadata=metadata,
    )
    refunded = replace(intent, refunded=intent.refunded + wanted)
    books.save_refund(refund)
    books.save_intent(refunded)
    books.write_entry(
        intent=refunded, kind="refund", amount=wanted, key=books.key or refund.id, source=refund.id
    )
    books.emit("refund.created", shape_refund(refund), of=intent)
    books.emit("charge.refunded", shape_charge(refunded), of=intent)
    books.emit("refund.updated", shape_refund(refund), of=intent)
    return refund


def _check_refund(intent: Intent, amount: int | None) -> int:
    if intent.captured == 0:
        refuse_state(f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.")
    left = intent.captured - intent.refunded
    if left == 0:
        raise ApiError(f"Charge {intent.charge} has already been refunded.", code="charge_already_refunded")
    wanted = left if amount is None else amount
    if intent.disputed and wanted > left - intent.disputed:
        raise ApiError(
            f"Charge {intent.charge} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if wanted > left:
        raise ApiError(
            f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({left}).", param="amount"
        )
    return wanted
