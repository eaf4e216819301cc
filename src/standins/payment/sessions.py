"""Hosted checkout sessions: paid by one payment, expired by time or on request."""

from dataclasses import replace

from standins.payment.behaviours import CARDS
from standins.payment.books import Books, new_id, new_reference
from standins.payment.errors import ApiError
from standins.payment.intents import cancel_intent, confirm_intent
from standins.payment.records import Intent, Session
from standins.payment.shapes import shape_session

LIVES = ("requires_capture", "succeeded")


def pay_session(*, books: Books, session: Session, token: str, number: str | None = None) -> Intent:
    """The shopper tries to pay an open session; the first try makes its payment.

    The card's number decides brand and last four digits and is not kept.
    """
    intent = books.find(Intent, session.intent) if session.intent else open_intent(books, session)
    if number:
        intent = replace(intent, brand=CARDS[number][1], last4=number[-4:])
    intent = confirm_intent(
        books=books, intent=intent, token=token, return_url=f"{books.base_url}/c/pay/{session.id}"
    )
    if session.intent is None:
        books.save_session(replace(session, intent=intent.id))
    settle_session(books=books, intent=intent)
    return intent


def open_intent(books: Books, session: Session) -> Intent:
    """The payment of a session, before anybody tried to pay it."""
    return Intent(
        id=new_id("pi") if session.wire == "stripe" else new_reference(),
        created=books.at,
        amount=session.total,
        currency=session.currency,
        status="requires_payment_method",
        capture_method=session.capture_method,
        method_types=session.method_types,
        key=session.key,
        metadata=session.intent_metadata,
        options=session.options,
        description=session.intent_description,
        receipt_email=session.customer_email,
        session=session.id,
        wire=session.wire,
    )


def approve_session(*, books: Books, session: Session, fails: bool) -> Session:
    """The shopper allows that the session be charged later, by something that will be refused if it `fails`."""
    approved = replace(session, status="approved", approved="paypal_refused" if fails else "paypal_ok")
    books.save_session(approved)
    books.tell(approved, "approve", approved.total)
    return approved


def settle_session(*, books: Books, intent: Intent) -> None:
    """Complete the session of a payment that has come through; nothing for any other payment."""
    if intent.session is None or intent.status not in LIVES:
        return
    session = books.find(Session, intent.session)
    if session.status in ("open", "approved"):
        complete = replace(session, status="complete", intent=intent.id)
        books.save_session(complete)
        shape = shape_session(complete, intent=intent, base_url=books.base_url)
        books.emit("checkout.session.completed", shape, of=session)


def expire_session(*, books: Books, session: Session) -> Session:
    """End an open session and the payment under way in it."""
    if session.status != "open":
        raise ApiError(f"Only open Checkout Sessions can be expired; this one is {session.status}.")
    expired = replace(session, status="expired")
    intent = books.find(Intent, session.intent) if session.intent else None
    if intent:
        intent = cancel_intent(books=books, intent=intent, reason="expired")
    books.save_session(expired)
    books.emit(
        "checkout.session.expired", shape_session(expired, intent=intent, base_url=books.base_url), of=expired
    )
    return expired
