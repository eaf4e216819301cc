"""A payment renewed before its authorisation lapses: without the customer where their bank lets us, else by a link (C-06).

The new payment stands before the old one is released, and only one of them is charged from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from comptoir.core.actors import Actor
from comptoir.core.capture import to_renew
from comptoir.core.lifecycles import OrderState, PaymentState
from comptoir.core.policy import Charged, Method
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import speaking
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from comptoir.payments.gateways.base import Line, ProviderUnreachable, Report

if TYPE_CHECKING:
    from comptoir.orders.models import Order
    from comptoir.payments.models import Payment, Renewal

_PAID = {PaymentState.AUTHORISED, PaymentState.CAPTURED}
_LIVE = {OrderState.PLACED, OrderState.RELEASED}
_PAGE_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a customer is to pay again, in minor units of the order's currency."""

    amount: int
    method: str
    lapses_at: datetime | None


@spans_transactions
def renew_authorisation(*, payment_id: str, actor: Actor, at: datetime) -> None:
    """Begin to renew an authorisation that lapses soon: asked of the bank first, then of the customer by mail."""
    with one_transaction():
        order, lapsing = _lock(payment_id)
        if payments_queries.lock_renewal(payment_id=lapsing.pk) is not None:
            return
        amount = _needed(order, lapsing)
        renewal = payments.begin_renewal(payment=lapsing, needed=amount > 0, actor=actor, at=at)
        quiet = _open(renewal, order, amount, lapsing.token, actor, at) if amount and lapsing.token else None
        if amount and quiet is None:
            _ask_customer(renewal, order, amount, at)
    if quiet is not None:
        _settle(renewal, _ask(order, quiet, at), actor, at)


@spans_transactions
def pay_renewal(*, order_number: str, actor: Actor, at: datetime) -> str:
    """Where the customer pays again for what the authorisation held; blank once there is nothing to pay."""
    settle_renewal(order_number=order_number, actor=actor, at=at)
    with one_transaction():
        order = orders.lock_order(number=order_number)
        renewal = payments_queries.renewal_of_order(order_number=order_number)
        if renewal is None:
            return ""
        payment = renewal.payment or _open(renewal, order, _needed(order, renewal.lapsing), "", actor, at)
    if payment is None:
        return ""
    _settle(renewal, _ask(order, payment, at), actor, at)
    opened = payments_queries.payment_by_id(public_id=str(payment.public_id))
    return opened.page_url if opened and opened.state == PaymentState.OPEN else ""


@spans_transactions
def settle_renewal(*, order_number: str, actor: Actor, at: datetime) -> None:
    """Ask the provider what came of the payment that renews another, and act on it. Doing it again changes nothing."""
    renewal = payments_queries.renewal_of_order(order_number=order_number)
    if renewal is None:
        return
    order = orders.order_by_number(number=order_number)
    if order is None or _needed(order, renewal.lapsing) == 0:
        _end(renewal, actor, at)
    elif renewal.payment is not None:
        _settle(renewal, _ask(order, renewal.payment, at), actor, at)


def renewal_asked(*, order_number: str) -> Asked | None:
    """What the customer of an order is to pay again; None while nothing is."""
    renewal = payments_queries.renewal_of_order(order_number=order_number)
    order = orders.order_by_number(number=order_number) if renewal else None
    amount = _needed(order, renewal.lapsing) if renewal and order else 0
    if renewal is None or not amount:
        return None
    return Asked(amount=amount, method=renewal.lapsing.method, lapses_at=renewal.lapsing.capture_before)


def _lock(payment_id: str) -> tuple[Order, Payment]:
    known = payments_queries.payment_by_id(public_id=payment_id)
    if known is None:
        raise LookupError(payment_id)
    order = orders.lock_order(number=known.order_number)
    return order, payments_queries.lock_payment(public_id=payment_id)


def _needed(order: Order, lapsing: Payment) -> int:
    """What is still to be covered; nothing for an order that is over."""
    if order.state not in _LIVE:
        return 0
    facts = orders.order_facts(
        order=order,
        pieces=orders.pieces_of(order_id=order.pk),
        states={},
        delivered={},
        held=orders.is_held(order_id=order.pk),
    )
    tenders = payments_queries.tenders_for(order_number=order.number)
    return to_renew(order=facts, lapsing=str(lapsing.public_id), tenders=tenders)


@joins_transaction
def _open(
    renewal: Renewal, order: Order, amount: int, token: str, actor: Actor, at: datetime
) -> Payment | None:
    if not amount:
        return None
    lapsing = renewal.lapsing
    payment = payments.open_payment(
        order_number=order.number,
        entity=lapsing.entity,
        method=lapsing.method,
        by=lapsing.gateway,
        amount=amount,
        currency=lapsing.currency,
        token=token,
        at=at,
    )
    payments.try_renewal(renewal=renewal, payment=payment, actor=actor, at=at)
    return payment


def _ask(order: Order, payment: Payment, at: datetime) -> Report | None:
    """What the provider says of the new payment, opened first where it was not; None while nobody knows."""
    if payment.provider_ref or payment.session_ref:
        return payments.look_at_payment(payment=payment)
    try:
        return _start(order, payment, at)
    except ProviderUnreachable:
        return None


def _start(order: Order, payment: Payment, at: datetime) -> Report:
    party = orders.delivery_party(order_id=order.pk)
    page = orders.link_for(order)
    with speaking(order.language, order.country):
        name = _("Order %(number)s, paid again") % {"number": order.number}
    policy = markets.policy_version(number=order.policy_version)
    return payments.start_payment(
        payment=payment,
        capture_now=policy.methods[Method(payment.method)].charged is Charged.AT_CONFIRMATION,
        lines=[Line(name=name, amount=payment.amount)],
        email=party.email if party else "",
        language=order.language,
        return_url=f"{page}renewed/",
        cancel_url=f"{page}renewed/",
        expires_at=at + _PAGE_LIFE,
        off_session=bool(payment.token),
    )


def _settle(renewal: Renewal, report: Report | None, actor: Actor, at: datetime) -> None:
    """The report into the books; a payment that stands replaces the old one, one that came to nothing is forgotten."""
    if report is None or renewal.payment is None:
        return
    with one_transaction():
        order = orders.lock_order(number=renewal.order_number)
        payment = payments_queries.lock_payment(public_id=str(renewal.payment.public_id))
        now = payments_queries.lock_renewal(payment_id=renewal.lapsing.pk)
        if now is None or not payments.apply_report(payment=payment, report=report, actor=actor, at=at):
            return
        if payment.state in _PAID:
            _stand(now, payment, actor, at)
            return
        payments.try_renewal(renewal=now, payment=None, actor=actor, at=at)
        if payment.token:  # the bank wants the customer
            _ask_customer(now, order, payment.amount, at)


@joins_transaction
def _stand(renewal: Renewal, payment: Payment, actor: Actor, at: datetime) -> None:
    if renewal.state == "waiting" and renewal.payment == payment:
        payments.finish_renewal(renewal=renewal, actor=actor, at=at)
    else:  # nothing is left to pay for, or another payment was quicker: this money goes back
        payments.return_payment(payment=payment, cause=f"late:{payment.public_id}", actor=actor, at=at)


def _end(renewal: Renewal, actor: Actor, at: datetime) -> None:
    """Nothing is left to be paid for: a page that is still open is closed first, so that nobody pays on it."""
    if renewal.payment is not None:
        try:
            report = payments.close_payment(payment=renewal.payment)
        except ProviderUnreachable:
            return
        _settle(renewal, report, actor, at)
    with one_transaction():
        now = payments_queries.lock_renewal(payment_id=renewal.lapsing.pk)
        if now is not None and now.state == "waiting":
            payments.end_renewal(renewal=now, actor=actor, at=at)


@joins_transaction
def _ask_customer(renewal: Renewal, order: Order, amount: int, at: datetime) -> None:
    party = orders.delivery_party(order_id=order.pk)
    if party is None:
        return
    notices.send(
        kind="payment_renewal",
        to=party.email,
        language=order.language,
        country=order.country,
        key=f"payment_renewal:{renewal.public_id}",
        facts={
            "order": orders.summary_of(order=order),
            "amount": amount,
            "lapses_at": renewal.lapsing.capture_before,
            "pay_url": f"{orders.link_for(order)}renewal/",
        },
        order_number=order.number,
        at=at,
    )
