"""What happens to a payment: confirmed, authorised, declined, captured, released, lapsed.

Each verb refuses before it writes, so that a refusal never leaves half of anything.
"""

from dataclasses import replace

from standins.payment.behaviours import BEHAVIOURS
from standins.payment.books import Books, new_id
from standins.payment.errors import ApiError, refuse_missing, refuse_state
from standins.payment.records import Intent
from standins.payment.shapes import shape_charge, shape_intent, shape_review, takes_many_captures

AUTHORISATION_LIFE = 7 * 86_400
OTHER_LIVES = {"paypal": 29 * 86_400}
MOST_CAPTURES = 50

OUTCOMES = ("approve", "fail", "cancel")


def create_intent(*, books: Books, intent: Intent) -> Intent:
    """Write a new payment that nobody has tried to pay yet."""
    books.save_intent(intent)
    return intent


def check_token(*, intent: Intent, token: str | None, return_url: str | None) -> None:
    """Refuse a confirmation that cannot be: the token, its method, a missing return address, the state."""
    if intent.status not in ("requires_payment_method", "requires_confirmation"):
        refuse_state(f"This PaymentIntent's payment cannot be confirmed because it is {intent.status}.")
    if token is None:
        raise ApiError(
            "A payment method is needed to confirm.", code="parameter_missing", param="payment_method"
        )
    behaviour = BEHAVIOURS.get(token)
    if behaviour is None:
        raise ApiError(
            f"No such PaymentMethod: '{token}'", code="resource_missing", param="payment_method", status=404
        )
    if behaviour.method not in intent.method_types:
        raise ApiError(
            f"The payment method type {behaviour.method} is not allowed on this PaymentIntent.",
            code="payment_intent_incompatible_payment_method",
            param="payment_method",
        )
    if behaviour.redirects and not return_url:
        raise ApiError("A return_url is needed to redirect.", code="parameter_missing", param="return_url")


def confirm_intent(
    *, books: Books, intent: Intent, token: str, return_url: str | None, payer_is_there: bool = True
) -> Intent:
    """Try to pay: redirected to a page, authorised, captured where automatic, or declined, as without a payer who must act."""
    check_token(intent=intent, token=token, return_url=return_url)
    behaviour = BEHAVIOURS[token]
    attempt = replace(intent, token=token, return_url=return_url, decline=None, challenged=False)
    if behaviour.redirects and not payer_is_there:
        return _decline(books, attempt, "authentication_required")
    if behaviour.redirects:
        attempt = replace(attempt, status="requires_action")
        books.save_intent(attempt)
        books.emit(
            "payment_intent.requires_action", shape_intent(attempt, base_url=books.base_url), of=attempt
        )
        return attempt
    return _conclude(books, attempt, behaviour.decline)


def finish_action(*, books: Books, intent: Intent, outcome: str) -> Intent:
    """The shopper is done on the provider's page, with one of OUTCOMES.

    A payment that no longer waits for that stays as it is.
    """
    if intent.status != "requires_action" or intent.token is None:
        return intent
    behaviour = BEHAVIOURS[intent.token]
    refusals = {
        "approve": None,
        "fail": "authentication_failed" if behaviour.method == "card" else "provider_declined",
        "cancel": "customer_declined",
    }
    decline = behaviour.decline or refusals[outcome]
    return _conclude(books, replace(intent, challenged=behaviour.method == "card"), decline)


def _conclude(books: Books, intent: Intent, decline: str | None) -> Intent:
    return _decline(books, intent, decline) if decline else _authorise(books, intent)


def _decline(books: Books, intent: Intent, decline: str) -> Intent:
    declined = replace(
        intent, status="requires_payment_method", decline=decline, charge=new_id("ch"), charged_at=books.at
    )
    books.save_intent(declined)
    books.tell(declined, "decline", declined.amount, reason=decline)
    books.emit("payment_intent.payment_failed", shape_intent(declined, base_url=books.base_url), of=declined)
    return declined


def _authorise(books: Books, intent: Intent) -> Intent:
    manual = intent.capture_method == "manual"
    reviewed = intent.token is not None and BEHAVIOURS[intent.token].reviewed
    authorised = replace(
        intent,
        status="requires_capture" if manual else "succeeded",
        charge=new_id("ch"),
        charged_at=books.at,
        authorised=intent.amount,
        captured=0 if manual else intent.amount,
        capture_before=books.at + OTHER_LIVES.get(intent.wire, AUTHORISATION_LIFE) if manual else None,
        review=f"prv_{intent.id[3:]}" if reviewed else None,
    )
    books.save_intent(authorised)
    books.write_entry(intent=authorised, kind="authorisation", amount=intent.amount, key=intent.key)
    if not manual:
        books.write_entry(intent=authorised, kind="capture", amount=intent.amount, key=intent.key)
    change = "amount_capturable_updated" if manual else "succeeded"
    books.emit(f"payment_intent.{change}", shape_intent(authorised, base_url=books.base_url), of=authorised)
    if reviewed:
        books.emit("review.opened", shape_review(authorised), of=authorised)
    return authorised


def capture_intent(*, books: Books, intent: Intent, amount: int | None, is_final: bool) -> Intent:
    """Take all or part of what is authorised; a final capture releases the rest.

    A payment whose capture is refused by the bank comes back unchanged (`capture_refused` says so).
    """
    amount = _check_capture(intent, amount, is_final=is_final)
    if capture_refused(intent):
        return intent
    captured = replace(intent, captured=intent.captured + amount, captures=intent.captures + 1)
    if is_final or captured.capturable == 0:
        captured = replace(captured, status="succeeded", released=captured.authorised - captured.captured)
    books.save_intent(captured)
    books.write_entry(intent=captured, kind="capture", amount=amount)
    if captured.released:
        books.write_entry(intent=captured, kind="void", amount=captured.released)
    books.emit("charge.captured", shape_charge(captured), of=captured)
    change = "succeeded" if captured.status == "succeeded" else "amount_capturable_updated"
    books.emit(f"payment_intent.{change}", shape_intent(captured, base_url=books.base_url), of=captured)
    return captured


def capture_refused(intent: Intent) -> bool:
    """Whether the bank refuses every capture of this payment."""
    return intent.token is not None and BEHAVIOURS[intent.token].capture_fails


def _check_capture(intent: Intent, amount: int | None, *, is_final: bool) -> int:
    if intent.cancellation_reason == "automatic":
        raise ApiError(
            "The authorisation has expired and can no longer be captured.", code="charge_expired_for_capture"
        )
    if intent.status != "requires_capture":
        refuse_state(f"This PaymentIntent could not be captured because it has a status of {intent.status}.")
    wanted = intent.capturable if amount is None else amount
    if wanted > intent.capturable:
        raise ApiError(
            f"The amount to capture ({wanted}) is greater than what can be captured ({intent.capturable}).",
            code="amount_too_large",
            param="amount_to_capture",
        )
    if not is_final and not takes_many_captures(intent):
        raise ApiError("Multicapture was not requested for this PaymentIntent.", param="final_capture")
    if intent.captures >= MOST_CAPTURES:
        raise ApiError(f"A PaymentIntent can be captured {MOST_CAPTURES} times at most.")
    return wanted


def cancel_intent(*, books: Books, intent: Intent, reason: str | None) -> Intent:
    """Give up a payment and release what is still authorised; one captured in part ends as succeeded."""
    if intent.status in ("canceled", "succeeded"):
        refuse_state(f"You cannot cancel this PaymentIntent because it has a status of {intent.status}.")
    return _release(books, intent, reason=reason, at=None)


def lapse_intent(*, books: Books, intent: Intent) -> Intent:
    """The authorisation's last moment has passed: what was not captured is released at that moment."""
    return _release(books, intent, reason="automatic", at=intent.capture_before)


def _release(books: Books, intent: Intent, *, reason: str | None, at: int | None) -> Intent:
    rest = intent.capturable
    if intent.captured:
        closed = replace(intent, status="succeeded", released=intent.released + rest)
    else:
        closed = replace(
            intent,
            status="canceled",
            released=intent.released + rest,
            canceled_at=books.at if at is None else at,
            cancellation_reason=reason,
        )
    if closed.review and closed.review_closed is None:
        closed = replace(closed, review_closed="canceled")
        books.emit("review.closed", shape_review(closed), of=closed)
    books.save_intent(closed)
    if rest:
        # What lapses is nobody's request: the key is then the payment's id.
        books.write_entry(
            intent=closed, kind="void", amount=rest, at=at, key=None if at is None else intent.id
        )
    if at is not None:
        books.emit("charge.expired", shape_charge(closed), of=closed)
    change = "succeeded" if closed.captured else "canceled"
    books.emit(f"payment_intent.{change}", shape_intent(closed, base_url=books.base_url), of=closed)
    return closed


def find_reviewed(*, books: Books, review_id: str) -> Intent:
    """The payment under a review, whose id is made of the payment's; 404 without one."""
    intent = books.find(Intent, f"pi_{review_id.removeprefix('prv_')}")
    return intent if intent.review == review_id else refuse_missing(kind="review", object_id=review_id)


def approve_review(*, books: Books, intent: Intent) -> Intent:
    """Close the review of a payment as approved; refused once it is closed."""
    if intent.review_closed is not None:
        raise ApiError("This review is closed already.")
    approved = replace(intent, review_closed="approved")
    books.save_intent(approved)
    books.emit("review.closed", shape_review(approved), of=approved)
    return approved
