"""What came of a payment: one verb for the call, the browser's return, the provider's event and the poller.

They may come in any order, twice or never: each looks at the provider, then settles under the order's lock (pitfall 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from comptoir.checkout import queries
from comptoir.checkout.models import Attempt, BasketLine
from comptoir.checkout.services.attempts import Outcome, end_placed, end_unpaid
from comptoir.core.actors import Actor
from comptoir.core.delivery import CARRIER
from comptoir.core.lifecycles import OrderState, PaymentState
from comptoir.core.money import Money
from comptoir.core.policy import Charged, HousePolicy, Method
from comptoir.core.reasons import Reason
from comptoir.core.screening import ScreenedOrder, Screening, review_times, screen_order
from comptoir.drops import services as drops
from comptoir.infra import idempotency
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from comptoir.payments.gateways.base import Line, ProviderUnreachable, Report
from comptoir.promotions import services as promotions
from comptoir.stock import services as stock

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party, Piece
    from comptoir.payments.models import Payment

SCOPE = "order"
_REASONS = {
    PaymentState.DECLINED: Reason.PAYMENT_DECLINED,
    PaymentState.FAILED: Reason.PAYMENT_FAILED,
    PaymentState.CANCELLED: Reason.PAYMENT_CANCELLED,
}
_PAID = {PaymentState.AUTHORISED, PaymentState.CAPTURED}
_OUTCOMES: dict[str, Outcome] = {
    PaymentState.DECLINED: "refused",
    PaymentState.FAILED: "failed",
    PaymentState.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where an order stands after a step: `next_url` is where the shopper pays; `reason` why the last try came to nothing."""

    number: str
    token: str
    state: str
    held: bool
    total: int
    currency: str
    next_url: str = ""
    reason: str = ""
    may_have_gifts: bool = True  # no, where it is known that nothing was to be given along


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """An order with its latest payment, and what never changes of it: read once, for the provider and for the mails."""

    order: Order
    pieces: Sequence[Piece]
    party: Party | None
    policy: HousePolicy
    payment: Payment
    attempt: Attempt


def read_underway(*, order_number: str) -> Underway:
    """An order as it stands; an order that nobody ever tried to pay is a bug of the caller."""
    attempt = queries.latest_attempt(order_number=order_number)
    payment = payments_queries.payment_by_id(public_id=str(attempt.payment)) if attempt else None
    order = orders_queries.order_by_number(number=order_number)
    if attempt is None or payment is None or order is None:
        raise orders_queries.UnknownOrder(order_number)
    return Underway(
        order=order,
        pieces=orders_queries.pieces_of(order_id=order.pk),
        party=orders_queries.delivery_party(order_id=order.pk),
        policy=markets.policy_version(number=order.policy_version),
        payment=payment,
        attempt=attempt,
    )


@joins_transaction
def _lock(known: Underway) -> Underway:
    """The same as it is now, under the locks of order and payment."""
    order = orders_queries.lock_order(number=known.order.number)
    payment = payments_queries.lock_payment(public_id=str(known.attempt.payment))
    return replace(known, order=order, payment=payment)


@spans_transactions
def settle_order(*, order_number: str, actor: Actor, at: datetime, answer_key: str = "") -> Progress:
    """Ask the provider about the order's latest payment and act on the answer. Doing it again changes nothing."""
    known = read_underway(order_number=order_number)
    return settle_underway(known=known, actor=actor, at=at, answer_key=answer_key)


@spans_transactions
def settle_underway(*, known: Underway, actor: Actor, at: datetime, answer_key: str = "") -> Progress:
    """The same for an order that was just read or made; the answer is kept for the key of the request that made it."""
    report = None if known.attempt.ended_at else _ask(known)
    with one_transaction():
        known = _lock(known)
        if report is not None:
            _take(report, known, actor, at)
        progress = progress_of(known)
        # While nobody knows what came of it, the same key asks again.
        if answer_key and progress.reason != Reason.PROVIDER_UNREACHABLE:
            idempotency.keep_answer(scope=SCOPE, key=answer_key, answer=as_answer(progress))
    return progress


@spans_transactions
def come_back(*, order_number: str, actor: Actor, at: datetime) -> Progress:
    """The shopper is back from the provider's page: a payment that is not finished there is given up, and its goods freed.

    Another try at the payment page of the same order is a new payment (PAY-10).
    """
    progress = settle_order(order_number=order_number, actor=actor, at=at)
    if not progress.next_url:
        return progress
    known = read_underway(order_number=order_number)
    report = _close(known)
    if report is None:
        return progress
    with one_transaction():
        known = _lock(known)
        _take(report, known, actor, at)
        return progress_of(known)


def _ask(known: Underway) -> Report | None:
    """The provider's word; a payment it may never have heard of is opened, with the same key."""
    payment = known.payment
    if payment.state != PaymentState.OPEN:
        return None
    if payment.provider_ref or payment.session_ref:
        return payments.look_at_payment(payment=payment)
    try:
        return _open(known)
    except ProviderUnreachable:
        return None


def _close(known: Underway) -> Report | None:
    """Have the provider forget a payment that is still open; what it says of it then, None while it does not answer.

    A payment with a token may have gone through unheard, and is asked for with its own key. A page that was never
    shown is nobody's.
    """
    payment = known.payment
    if payment.token or payment.session_ref:
        report = _ask(known)
        if report is None or report.state is not PaymentState.OPEN:
            return report
        payment.provider_ref = report.provider_ref or payment.provider_ref
    try:
        return payments.close_payment(payment=payment)
    except ProviderUnreachable:
        return None


def _open(known: Underway) -> Report:
    order, payment = known.order, known.payment
    page = orders_queries.link_for(order)
    return payments.start_payment(
        payment=payment,
        capture_now=known.policy.methods[Method(payment.method)].charged is Charged.AT_CONFIRMATION,
        lines=_lines(known),
        email=known.party.email if known.party else "",
        language=order.language,
        return_url=f"{page}paid/",
        cancel_url=f"{page}paid/",
        expires_at=known.attempt.expires_at,
    )


def _lines(known: Underway) -> list[Line]:
    """What is paid, line by line: the sum is the order's total (pitfall 16)."""
    order = known.order
    lines = []
    bought = [piece for piece in known.pieces if not piece.gift]
    for _, group in groupby(bought, key=lambda piece: piece.line):
        same = list(group)
        times = f"{len(same)} × " if len(same) > 1 else ""
        lines.append(
            Line(
                name=f"{times}{same[0].name}, {same[0].colour}, {same[0].size}",
                amount=sum(piece.paid + piece.duty for piece in same),
            )
        )
    if order.delivery_paid:
        lines.append(Line(name=f"{CARRIER} {order.delivery_service.title()}", amount=order.delivery_paid))
    if sum(line.amount for line in lines) != order.total:
        raise AssertionError(f"the lines of {order.number} do not add up to its total")
    return lines


@joins_transaction
def _take(report: Report, known: Underway, actor: Actor, at: datetime) -> None:
    """Under the order's and the payment's locks: the report into the books, and its consequence for the order."""
    if report.state is PaymentState.AUTHORISED:
        report = replace(report, capture_before=_lapses_at(known, report, at))
    if not payments.apply_report(payment=known.payment, report=report, actor=actor, at=at):
        return
    if known.payment.state in _PAID:
        _paid(known, report, actor, at)
    else:
        _not_paid(known, actor, at)


def _paid(known: Underway, report: Report, actor: Actor, at: datetime) -> None:
    order, payment, attempt = known.order, known.payment, known.attempt
    if order.state != OrderState.AWAITING_PAYMENT or attempt.ended_at:
        # The order came to nothing, or another payment has placed it: this money goes back.
        payments.return_payment(payment=payment, cause=f"late:{payment.public_id}", actor=actor, at=at)
        return
    found = _screen(known, report, at)
    orders.place_order(order=order, actor=actor, at=at)
    if found.held:
        times = review_times(
            terms=known.policy.screening, held_at=at, lapses_at=_lapses_at(known, report, at)
        )
        orders.hold_order(order=order, found=found, times=times, actor=actor, at=at)
    else:
        orders.confirm_order(order=order, policy=known.policy, at=at)
    if attempt.basket_id:
        BasketLine.objects.filter(basket_id=attempt.basket_id).delete()
    tell_order(known, kind="order_held" if found.held else "order_placed", at=at)


def _screen(known: Underway, report: Report, at: datetime) -> Screening:
    """The house's own check of an order that is paid (PAY-12)."""
    order, attempt, terms = known.order, known.attempt, known.policy.screening
    shared = end_placed(attempt=attempt, card=report.card_mark, terms=terms, at=at)
    facts = ScreenedOrder(
        country=order.country,
        total=Money(order.total, order.currency),
        provider_doubts=report.under_review,
        card_country=report.card_country,
        network_country=attempt.network_country,
        orders=shared.orders,
        other_name=shared.other_name,
    )
    return screen_order(facts, terms=terms)


def _lapses_at(known: Underway, report: Report, at: datetime) -> datetime | None:
    """When the payment lapses: by the provider's word, else as its way to pay usually does; money taken stays."""
    if known.payment.state == PaymentState.CAPTURED:
        return None
    days = known.policy.methods[Method(known.payment.method)].authorisation_days
    return report.capture_before or (at + timedelta(days=days) if days else None)


def _not_paid(known: Underway, actor: Actor, at: datetime) -> None:
    """The stock and the codes are free again; by the API a refusal is the end, in the browser another try may follow."""
    payment = known.payment
    at_once = bool(payment.token) and not payment.page_url
    end_unpaid(attempt=known.attempt, outcome=_OUTCOMES[payment.state], at=at, waits=not at_once)
    _free_goods(known, at)
    if at_once:
        orders.abandon_order(order=known.order, reason=payment.failure, actor=actor, at=at)
    elif payment.state == PaymentState.FAILED:
        tell_order(known, kind="payment_failed", at=at)


def _free_goods(known: Underway, at: datetime) -> None:
    """Give back what an order that is not paid had claimed."""
    promotions.free_codes(order_number=known.order.number, at=at)
    drops.free_turns(order_number=known.order.number, at=at)
    stock.free_pieces(pieces=[piece.public_id for piece in known.pieces], at=at)


@joins_transaction
def tell_order(known: Underway, *, kind: str, at: datetime) -> None:
    """The mail about an order that is under way, once for its payment."""
    order, payment, party = known.order, known.payment, known.party
    if party is None:
        return
    summary = orders_queries.order_summary(
        order=order, pieces=known.pieces, party=party, method=payment.method, policy=known.policy
    )
    facts: dict[str, object] = {"order": summary}
    if kind == "payment_failed":
        facts["pay_url"] = f"{orders_queries.link_for(order)}pay/"
    notices.send(
        kind=kind,
        to=party.email,
        language=order.language,
        country=order.country,
        key=f"{kind}:{payment.public_id}",
        facts=facts,
        order_number=order.number,
        at=at,
    )


@spans_transactions
def expire_order(*, order_number: str, actor: Actor, at: datetime) -> None:
    """The time to pay is over: the provider is told to forget the payment, then the order is abandoned (ORD-07)."""
    known = read_underway(order_number=order_number)
    was_open = known.payment.state == PaymentState.OPEN
    unheard = bool(known.payment.token) and not known.payment.provider_ref
    report = _close(known) if was_open else None
    if was_open and report is None:
        return  # the next sweep tries again; until then the pieces stay reserved
    with one_transaction():
        known = _lock(known)
        known.attempt.refresh_from_db()
        if not known.attempt.order_waits:
            return  # placed, or tried again, in the meantime
        if unheard:
            # Nobody was told of this payment: it goes back.
            end_unpaid(attempt=known.attempt, outcome="expired", at=at, waits=False)
        if report is not None:
            _take(report, known, actor, at)
        if known.order.state == OrderState.AWAITING_PAYMENT and known.payment.state != PaymentState.OPEN:
            _abandon(known, actor, at)


def _abandon(known: Underway, actor: Actor, at: datetime) -> None:
    if known.payment.state in _PAID:
        _free_goods(known, at)  # those of any other payment are free since it ended
    ended_at = known.attempt.ended_at or at
    end_unpaid(attempt=known.attempt, outcome="expired", at=ended_at, waits=False)
    orders.abandon_order(order=known.order, reason="expired", actor=actor, at=at)


def progress_of(known: Underway) -> Progress:
    """Where the order stands."""
    order, payment = known.order, known.payment
    waits = order.state == OrderState.AWAITING_PAYMENT
    page = payment.page_url if waits and payment.state == PaymentState.OPEN else ""
    reason = _REASONS.get(PaymentState(payment.state))
    if waits and payment.state == PaymentState.OPEN and not page:
        reason = Reason.PROVIDER_UNREACHABLE
    return Progress(
        number=order.number,
        token=orders_queries.link_token(order),
        state=order.state,
        held=order.placed_at is not None and order.confirmed_at is None,
        total=order.total,
        currency=order.currency,
        next_url=page,
        reason=reason or "",
        may_have_gifts=any(piece.gift for piece in known.pieces),
    )


def as_answer(progress: Progress) -> dict[str, object]:
    """Progress as it is kept with an idempotency key; the link's token is made anew from the order."""
    return {
        "state": progress.state,
        "held": progress.held,
        "next_url": progress.next_url,
        "reason": progress.reason,
        "may_have_gifts": progress.may_have_gifts,
    }
