"""What came of a payment: one verb for the call, the browser's return, the provider's event and the poller.

They may come in any order, twice or never: each looks at the provider, then settles under the order's lock (pitfall 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from comptoir.checkout import queries
from comptoir.checkout.models import Attempt, BasketLine
from comptoir.core.actors import Actor
from comptoir.core.lifecycles import OrderState, PaymentState
from comptoir.core.policy import Charged, HousePolicy, Method
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.infra import idempotency
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
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
    from comptoir.orders.models import Order
    from comptoir.payments.models import Payment

SCOPE = "order"
_REASONS = {
    PaymentState.DECLINED: Reason.PAYMENT_DECLINED,
    PaymentState.FAILED: Reason.PAYMENT_FAILED,
    PaymentState.CANCELLED: Reason.PAYMENT_CANCELLED,
}
_PAID = {PaymentState.AUTHORISED, PaymentState.CAPTURED}
Outcome = Literal["placed", "refused", "failed", "cancelled", "expired"]
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


@spans_transactions
def settle_order(*, order_number: str, actor: Actor, at: datetime, answer_key: str = "") -> Progress:
    """Ask the provider about the order's latest payment and act on the answer. Doing it again changes nothing."""
    attempt = queries.latest_attempt(order_number=order_number)
    payment = payments_queries.payment_by_id(public_id=str(attempt.payment)) if attempt else None
    if attempt is None or payment is None:
        raise orders_queries.UnknownOrder(order_number)
    report = None if attempt.ended_at else _ask(attempt, payment)
    with one_transaction():
        order = orders_queries.lock_order(number=order_number)
        payment = payments_queries.lock_payment(public_id=str(attempt.payment))
        if report is not None:
            _take(report, order=order, payment=payment, attempt=attempt, actor=actor, at=at)
        progress = progress_of(order=order, payment=payment)
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
    attempt = queries.latest_attempt(order_number=order_number)
    payment = payments_queries.payment_by_id(public_id=str(attempt.payment)) if attempt else None
    if not progress.next_url or attempt is None or payment is None:
        return progress
    report = _close(attempt, payment)
    if report is None:
        return progress
    with one_transaction():
        order = orders_queries.lock_order(number=order_number)
        payment = payments_queries.lock_payment(public_id=str(attempt.payment))
        _take(report, order=order, payment=payment, attempt=attempt, actor=actor, at=at)
        return progress_of(order=order, payment=payment)


def _ask(attempt: Attempt, payment: Payment) -> Report | None:
    """The provider's word; a payment it may never have heard of is opened, with the same key."""
    if payment.state != PaymentState.OPEN:
        return None
    if payment.provider_ref or payment.session_ref:
        return payments.look_at_payment(payment=payment)
    order = orders_queries.order_by_number(number=payment.order_number)
    if order is None:
        return None
    try:
        return _open(order, payment, attempt)
    except ProviderUnreachable:
        return None


def _close(attempt: Attempt, payment: Payment) -> Report | None:
    """Have the provider forget a payment that is still open; what it says of it then, None while it does not answer.

    A payment with a token may have gone through unheard, and is asked for with its own key. A page that was never
    shown is nobody's.
    """
    if payment.token or payment.session_ref:
        report = _ask(attempt, payment)
        if report is None or report.state is not PaymentState.OPEN:
            return report
        payment.provider_ref = report.provider_ref or payment.provider_ref
    try:
        return payments.close_payment(payment=payment)
    except ProviderUnreachable:
        return None


def _open(order: Order, payment: Payment, attempt: Attempt) -> Report:
    policy = markets.policy_version(number=order.policy_version)
    party = orders_queries.delivery_party(order_id=order.pk)
    page = orders_queries.link_for(order)
    return payments.start_payment(
        payment=payment,
        capture_now=policy.methods[Method(payment.method)].charged is Charged.AT_CONFIRMATION,
        lines=_lines(order),
        email=party.email if party else "",
        language=order.language,
        return_url=f"{page}paid/",
        cancel_url=f"{page}paid/",
        expires_at=attempt.expires_at,
    )


def _lines(order: Order) -> list[Line]:
    """What is paid, line by line: the sum is the order's total (pitfall 16)."""
    pieces = orders_queries.pieces_of(order_id=order.pk)
    by_line: dict[int, list[int]] = {}
    for place, piece in enumerate(pieces):
        by_line.setdefault(piece.line, []).append(place)
    lines = []
    for places in by_line.values():
        first = pieces[places[0]]
        times = f"{len(places)} × " if len(places) > 1 else ""
        lines.append(
            Line(
                name=f"{times}{first.name}, {first.colour}, {first.size}",
                amount=sum(pieces[place].paid + pieces[place].duty for place in places),
            )
        )
    if order.delivery_paid:
        lines.append(Line(name=f"DHL {order.delivery_service.title()}", amount=order.delivery_paid))
    if sum(line.amount for line in lines) != order.total:
        raise AssertionError(f"the lines of {order.number} do not add up to its total")
    return lines


@joins_transaction
def _take(
    report: Report, *, order: Order, payment: Payment, attempt: Attempt, actor: Actor, at: datetime
) -> None:
    """Under the order's and the payment's locks: the report into the books, and its consequence for the order."""
    if not payments.apply_report(payment=payment, report=report, actor=actor, at=at):
        return
    if payment.state in _PAID:
        _paid(order, payment, attempt, actor, at)
    else:
        _not_paid(order, payment, attempt, actor, at)


def _paid(order: Order, payment: Payment, attempt: Attempt, actor: Actor, at: datetime) -> None:
    if order.state != OrderState.AWAITING_PAYMENT or attempt.ended_at:
        # The order came to nothing, or another payment has placed it: this money goes back.
        payments.return_payment(payment=payment, cause=f"late:{payment.public_id}", actor=actor, at=at)
        return
    policy = markets.policy_version(number=order.policy_version)
    hold = "payment_review" if payment.under_review else ""
    orders.confirm_order(order=order, policy=policy, hold=hold, actor=actor, at=at)
    _end(attempt, "placed", at, waits=False)
    if attempt.basket_id:
        BasketLine.objects.filter(basket_id=attempt.basket_id).delete()
    _tell(order, policy, payment, kind="order_held" if hold else "order_placed", at=at)


def _not_paid(order: Order, payment: Payment, attempt: Attempt, actor: Actor, at: datetime) -> None:
    """The stock and the codes are free again; by the API a refusal is the end, in the browser another try may follow."""
    outcome = _OUTCOMES[payment.state]
    at_once = bool(payment.token) and not payment.page_url
    _end(attempt, outcome, at, waits=not at_once)
    free_goods(order=order, at=at)
    if at_once:
        orders.abandon_order(order=order, reason=payment.failure, actor=actor, at=at)
    elif payment.state == PaymentState.FAILED:
        policy = markets.policy_version(number=order.policy_version)
        _tell(order, policy, payment, kind="payment_failed", at=at)


@joins_transaction
def free_goods(*, order: Order, at: datetime) -> None:
    """Give back what an order that is not paid had claimed."""
    promotions.free_codes(order_number=order.number, at=at)
    pieces = orders_queries.pieces_of(order_id=order.pk)
    stock.free_pieces(pieces=[piece.public_id for piece in pieces], at=at)


def _end(attempt: Attempt, outcome: Outcome, at: datetime, *, waits: bool) -> None:
    attempt.ended_at, attempt.outcome, attempt.order_waits = at, outcome, waits
    attempt.save(update_fields=["ended_at", "outcome", "order_waits"])


def _tell(order: Order, policy: HousePolicy, payment: Payment, *, kind: str, at: datetime) -> None:
    party = orders_queries.delivery_party(order_id=order.pk)
    if party is None:
        return
    summary = orders_queries.order_summary(
        order=order,
        pieces=orders_queries.pieces_of(order_id=order.pk),
        party=party,
        method=payment.method,
        policy=policy,
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


@owns_transaction
def accept_order(*, order_number: str, actor: Actor, at: datetime) -> None:
    """The check is over in the customer's favour: confirmed now, with the mail that says so (PAY-12)."""
    order = orders_queries.lock_order(number=order_number)
    if order.state != OrderState.PLACED or order.confirmed_at is not None:
        return
    policy = markets.policy_version(number=order.policy_version)
    orders.end_hold(order=order, policy=policy, actor=actor, at=at)
    payment = payments_queries.payment_in_force(order_number=order.number)
    if payment is not None:
        _tell(order, policy, payment, kind="order_placed", at=at)


@owns_transaction
def refuse_order(*, order_number: str, actor: Actor, at: datetime) -> None:
    """The check found something: the order comes to nothing, and nothing is charged (PAY-12)."""
    order = orders_queries.lock_order(number=order_number)
    if order.state != OrderState.PLACED or order.confirmed_at is not None:
        return
    orders.undo_order(
        order=order,
        rule="PAY-12",
        basis=Basis.CANCEL_BEFORE_DISPATCH,
        reason="refused_after_check",
        actor=actor,
        at=at,
    )


@spans_transactions
def expire_order(*, order_number: str, actor: Actor, at: datetime) -> None:
    """The time to pay is over: the provider is told to forget the payment, then the order is abandoned (ORD-07)."""
    attempt = queries.latest_attempt(order_number=order_number)
    payment = payments_queries.payment_by_id(public_id=str(attempt.payment)) if attempt else None
    if attempt is None or payment is None:
        return
    unheard = bool(payment.token) and not payment.provider_ref
    report = _close(attempt, payment) if payment.state == PaymentState.OPEN else None
    if payment.state == PaymentState.OPEN and report is None:
        return  # the next sweep tries again; until then the pieces stay reserved
    with one_transaction():
        order = orders_queries.lock_order(number=order_number)
        attempt.refresh_from_db()
        if not attempt.order_waits:
            return  # placed, or tried again, in the meantime
        if unheard:
            _end(attempt, "expired", at, waits=False)  # nobody was told of this payment: it goes back
        if report is not None:
            payment = payments_queries.lock_payment(public_id=str(attempt.payment))
            _take(report, order=order, payment=payment, attempt=attempt, actor=actor, at=at)
        if order.state == OrderState.AWAITING_PAYMENT and payment.state != PaymentState.OPEN:
            _abandon(order, payment, attempt, actor, at)


def _abandon(order: Order, payment: Payment, attempt: Attempt, actor: Actor, at: datetime) -> None:
    if payment.state in _PAID:
        free_goods(order=order, at=at)  # those of any other payment are free since it ended
    _end(attempt, "expired", attempt.ended_at or at, waits=False)
    orders.abandon_order(order=order, reason="expired", actor=actor, at=at)


def progress_of(*, order: Order, payment: Payment) -> Progress:
    """Where the order stands."""
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
    )


def as_answer(progress: Progress) -> dict[str, object]:
    """Progress as it is kept with an idempotency key; the link's token is made anew from the order."""
    return {
        "state": progress.state,
        "held": progress.held,
        "next_url": progress.next_url,
        "reason": progress.reason,
    }
