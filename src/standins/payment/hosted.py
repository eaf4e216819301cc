"""The pages behind a session's `url` and a payment's `next_action`: what a shopper's click does."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from standins.payment.behaviours import CARDS
from standins.payment.books import Books
from standins.payment.hosted_pages import (
    answer_authorisation,
    answer_checkout,
    answer_expired,
    check_card,
    read_number,
)
from standins.payment.intents import OUTCOMES, finish_action
from standins.payment.records import Intent, Session
from standins.payment.sessions import LIVES, approve_session, pay_session, settle_session
from standins.payment.shapes import client_secret
from standins.server import Answer, Request, answer_json, answer_redirect

# What `outcome=approve|fail` posted straight to a session does, without the form.
SHORT_CUTS = {
    ("card", "approve"): "card_ok",
    ("card", "fail"): "card_declined",
    ("paypal", "approve"): "paypal_ok",
    ("paypal", "fail"): "paypal_refused",
    ("klarna", "approve"): "klarna_ok",
    ("klarna", "fail"): "klarna_refused",
}

Show = Callable[[Books, Request], Answer]


def show_session(books: Books, request: Request) -> Answer:
    """GET of a session's page; a completed one sends the shopper on to the shop."""
    session = books.find(Session, request.ids[0])
    if session.status != "open":
        return _leave(session)
    intent = books.find(Intent, session.intent) if session.intent else None
    return answer_checkout(session=session, trouble=intent.decline if intent else None)


def submit_session(books: Books, request: Request) -> Answer:
    """POST of a session's page: a card, a wallet, PayPal, Klarna, or an outcome straight away."""
    session = books.find(Session, request.ids[0])
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    if session.status != "open":
        return _leave(session)
    outcome = form.get("outcome")
    if outcome == "cancel":
        return answer_redirect(location=session.cancel_url or session.success_url)
    if outcome or session.wire == "paypal":
        return _take_short_cut(books, session, outcome or "approve")
    method = "card" if "wallet" in form else form.get("method", "")
    if method not in session.method_types:
        return answer_json(status=400, body={"error": "This session does not take that payment method."})
    if method != "card":
        return _pay(books, session, token=f"{method}_redirect")
    if form.get("wallet") in ("apple_pay", "google_pay"):
        return _pay(books, session, token=f"{form['wallet']}_ok")
    moment = datetime.fromtimestamp(books.at).astimezone()
    trouble = check_card(form=form, year=moment.year, month=moment.month)
    if trouble:
        return answer_checkout(session=session, trouble=trouble[0], field=trouble[1])
    number = read_number(form)
    return _pay(books, session, token=CARDS[number][0], number=number)


def _take_short_cut(books: Books, session: Session, outcome: str) -> Answer:
    if session.wire == "paypal":
        return _leave(approve_session(books=books, session=session, fails=outcome == "fail"))
    token = SHORT_CUTS.get((session.method_types[0], outcome))
    if token is None:
        return answer_json(status=400, body={"error": "outcome is approve, fail or cancel."})
    intent = pay_session(books=books, session=session, token=token)
    if intent.status in LIVES:
        return answer_redirect(location=_success_url(session))
    return answer_redirect(location=session.cancel_url or session.success_url)


def _pay(books: Books, session: Session, *, token: str, number: str | None = None) -> Answer:
    intent = pay_session(books=books, session=session, token=token, number=number)
    if intent.status == "requires_action":
        return answer_redirect(location=f"{books.base_url}/authorise/{intent.id}")
    if intent.status in LIVES:
        return answer_redirect(location=_success_url(session))
    return answer_checkout(session=session, trouble=intent.decline)


def _leave(session: Session) -> Answer:
    if session.status in ("complete", "approved"):
        return answer_redirect(location=_success_url(session))
    return answer_expired(session=session)


def _success_url(session: Session) -> str:
    return session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id)


def show_authorisation(books: Books, request: Request) -> Answer:
    """GET of the page behind `next_action`; a payment that no longer waits sends the shopper back."""
    intent = books.find(Intent, request.ids[0])
    if intent.status != "requires_action":
        return _return(books, intent)
    session = books.find(Session, intent.session) if intent.session else None
    locale = session.locale if session else request.headers.get("accept-language")
    return answer_authorisation(intent=intent, locale=locale)


def submit_authorisation(books: Books, request: Request) -> Answer:
    """POST of `outcome=approve|fail|cancel`: the payment goes on, the shopper goes back."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    intent = books.find(Intent, request.ids[0])
    outcome = form.get("outcome", "")
    if outcome not in OUTCOMES:
        return answer_json(status=400, body={"error": "outcome is approve, fail or cancel."})
    intent = finish_action(books=books, intent=intent, outcome=outcome)
    settle_session(books=books, intent=intent)
    return _return(books, intent)


def _return(books: Books, intent: Intent) -> Answer:
    if intent.session:
        session = books.find(Session, intent.session)
        if session.status == "complete":
            return answer_redirect(location=_success_url(session))
        return answer_redirect(location=f"{books.base_url}/c/pay/{session.id}")
    if intent.return_url is None:
        return answer_json(status=404, body={"error": "There is nowhere to go back to."})
    status = "succeeded" if intent.status in LIVES else "failed"
    values = {
        "payment_intent": intent.id,
        "payment_intent_client_secret": client_secret(intent),
        "redirect_status": status,
    }
    target = urlsplit(intent.return_url)
    query = "&".join(part for part in (target.query, urlencode(values)) if part)
    return answer_redirect(location=target._replace(query=query).geturl())
