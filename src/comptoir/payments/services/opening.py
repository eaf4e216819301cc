"""From the wish to pay to the provider's answer, whoever brings it: the call, the browser, the event or the poller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from comptoir.core.actors import Actor
from comptoir.core.lifecycles import PAYMENT, Event, PaymentState, advance
from comptoir.infra import ids
from comptoir.infra.adapters import adapter_at
from comptoir.infra.db import joins_transaction, locked, one_transaction, spans_transactions
from comptoir.journal import services as journal
from comptoir.payments import queries
from comptoir.payments.gateways.base import Gateway, Known, Line, Opening, ProviderUnreachable, Report
from comptoir.payments.models import Effect, Payment
from comptoir.payments.services.ledger import LedgerSide, post_entry

_EVENTS = {
    PaymentState.AUTHORISED: Event.AUTHORISE,
    PaymentState.CAPTURED: Event.CAPTURE,
    PaymentState.DECLINED: Event.DECLINE,
    PaymentState.FAILED: Event.FAIL,
    PaymentState.CANCELLED: Event.CANCEL,
    PaymentState.LAPSED: Event.LAPSE,
}


def gateways() -> tuple[Gateway, ...]:
    """Every provider chosen in settings, the one for what no rule of the house gives to another first."""
    others = (cast(Gateway, adapter_at(path)) for path in settings.PAYMENT_GATEWAYS)
    return (cast(Gateway, adapter_at(settings.PAYMENT_GATEWAY)), *others)


def gateway(*, name: str = "") -> Gateway:
    """A provider by its name, or the first; one that is not in settings is a fault of the house's configuration."""
    found = [known for known in gateways() if name in {"", known.name}]
    if not found:
        raise ImproperlyConfigured(f"no payment provider is called {name}: see COMPTOIR_PAYMENT_GATEWAYS")
    return found[0]


def know_payment(payment: Payment) -> Known:
    """A payment as its adapter wants it."""
    return Known(
        provider_ref=payment.provider_ref,
        session_ref=payment.session_ref,
        told=lambda: queries.told_of(payment=payment),
    )


@joins_transaction
def open_payment(
    *,
    order_number: str,
    entity: str,
    method: str,
    by: str,
    amount: int,
    currency: str,
    token: str,
    at: datetime,
) -> Payment:
    """Write down the wish to pay `by` a provider's name, blank for the first; nothing is asked of it yet."""
    return Payment.objects.create(
        public_id=ids.new_id(),
        order_number=order_number,
        entity=entity,
        method=method,
        gateway=gateway(name=by).name,
        currency=currency,
        amount=amount,
        state=PaymentState.OPEN,
        token=token,
        opened_at=at,
    )


@spans_transactions
def start_payment(
    *,
    payment: Payment,
    capture_now: bool,
    lines: Sequence[Line],
    email: str,
    language: str,
    return_url: str,
    cancel_url: str,
    expires_at: datetime,
    off_session: bool = False,
) -> Report:
    """Ask the provider to open it. ProviderUnreachable leaves it open: the poller looks again with the same key."""
    return gateway(name=payment.gateway).open(
        Opening(
            key=str(payment.public_id),
            order_number=payment.order_number,
            method=payment.method,
            amount=payment.amount,
            currency=payment.currency,
            capture_now=capture_now,
            token=payment.token,
            lines=tuple(lines),
            email=email,
            language=language,
            return_url=return_url,
            cancel_url=cancel_url,
            expires_at=expires_at,
            off_session=off_session,
        )
    )


@spans_transactions
def look_at_payment(*, payment: Payment) -> Report | None:
    """What the provider says of the payment now; None when it never heard of it or does not answer."""
    if not (payment.provider_ref or payment.session_ref):
        return None
    try:
        return gateway(name=payment.gateway).look(know_payment(payment))
    except ProviderUnreachable:
        return None


@spans_transactions
def close_payment(*, payment: Payment) -> Report:
    """Have the provider forget an unfinished payment, so that nobody pays it later; what it says of it then.

    ProviderUnreachable leaves it as it is. A payment the provider never heard of is simply cancelled.
    """
    if not (payment.provider_ref or payment.session_ref):
        return Report(state=PaymentState.CANCELLED, failure="never_opened")
    return gateway(name=payment.gateway).close(know_payment(payment), key=f"{payment.public_id}:close")


@joins_transaction
def apply_report(*, payment: Payment, report: Report, actor: Actor, at: datetime) -> bool:
    """Take the provider's word into the books, once: the payment must be locked. True where its state moved."""
    payment.provider_ref = report.provider_ref or payment.provider_ref
    payment.session_ref = report.session_ref or payment.session_ref
    if report.state == PaymentState.OPEN:  # without a page there is nothing left for the shopper to do
        payment.page_url = report.page_url
    payment.capture_before = report.capture_before or payment.capture_before
    payment.under_review = report.under_review
    moved = payment.state == PaymentState.OPEN and report.state != PaymentState.OPEN
    if moved:
        _settle(payment, report, at)
        journal.record(
            verb=f"payment_{payment.state}",
            subject_kind="payment",
            subject_id=str(payment.public_id),
            order_number=payment.order_number,
            actor=actor,
            reason=payment.failure,
            rule="PAY-05",
            data={"amount": payment.authorised, "currency": payment.currency, "method": payment.method},
            at=at,
        )
    payment.save()
    return moved


def _settle(payment: Payment, report: Report, at: datetime) -> None:
    payment.state = advance(PAYMENT, PaymentState(payment.state), _EVENTS[report.state])
    payment.failure = report.failure[:60]
    payment.settled_at = at
    if report.state in {PaymentState.AUTHORISED, PaymentState.CAPTURED}:
        payment.authorised = min(report.authorised, payment.amount)
        _post_authorisation(payment, at)
    if report.state == PaymentState.CAPTURED:
        payment.captured = report.captured
        post_capture(payment, amount=report.captured, cause=str(payment.public_id), at=at)


@spans_transactions
def lapse_payment(*, payment_id: int, at: datetime) -> None:
    """Write off what the provider has let go of an authorisation; one it still holds is left alone."""
    report = look_at_payment(payment=Payment.objects.get(pk=payment_id))
    if report is None or report.state in {PaymentState.OPEN, PaymentState.AUTHORISED}:
        return
    with one_transaction():
        payment = locked(Payment.objects.filter(pk=payment_id), kind="payment")[0]
        # A capture or a void under way says by itself what became of it.
        if payment.state != PaymentState.AUTHORISED or queries.open_effects(of=payment):
            return
        rest = payment.authorised - payment.captured
        post_void(payment, amount=rest, cause=f"{payment.public_id}:lapse", at=at)
        # What was taken before stays taken, and can be given back.
        event = Event.CAPTURE if payment.captured else Event.LAPSE
        payment.state = advance(PAYMENT, PaymentState.AUTHORISED, event)
        payment.save(update_fields=["state"])


def _post_authorisation(payment: Payment, at: datetime) -> None:
    post_entry(
        kind="authorisation",
        cause=str(payment.public_id),
        order_number=payment.order_number,
        entity=payment.entity,
        currency=payment.currency,
        sides=[
            LedgerSide(account="memo.authorised", amount=payment.authorised),
            LedgerSide(account="memo.contra", amount=-payment.authorised),
        ],
        at=at,
    )


def post_capture(payment: Payment, *, amount: int, cause: str, at: datetime) -> None:
    """Money taken: the provider owes it to us, and we owe the customer goods; the authorisation shrinks."""
    post_entry(
        kind="capture",
        cause=cause,
        order_number=payment.order_number,
        entity=payment.entity,
        currency=payment.currency,
        sides=[
            LedgerSide(account=f"psp.{payment.gateway}", amount=amount),
            LedgerSide(account="customer", amount=-amount),
            LedgerSide(account="memo.contra", amount=amount),
            LedgerSide(account="memo.authorised", amount=-amount),
        ],
        at=at,
    )


def post_void(payment: Payment, *, amount: int, cause: str, at: datetime) -> None:
    """What was authorised and will not be taken is free again."""
    post_entry(
        kind="void",
        cause=cause,
        order_number=payment.order_number,
        entity=payment.entity,
        currency=payment.currency,
        sides=[
            LedgerSide(account="memo.contra", amount=amount),
            LedgerSide(account="memo.authorised", amount=-amount),
        ],
        at=at,
    )


def give_back(*, effect: Effect, payment: Payment, account: str, at: datetime, again: int = 0) -> None:
    """Book a refund that was on its way and has left from an account; the caller saves the payment.

    `again` is how often it had come back before.
    """
    payment.refunding -= effect.amount
    payment.refunded += effect.amount
    _post_refund(effect, payment, kind="refund", account=account, amount=effect.amount, again=again, at=at)


@joins_transaction
def take_back(*, effect: Effect, payment: Payment, account: str, at: datetime, again: int) -> None:
    """Book that a refund came back to an account, for the `again`-th time: it is owed anew; the caller saves the payment."""
    payment.refunded -= effect.amount
    payment.refunding += effect.amount
    _post_refund(
        effect, payment, kind="refund_returned", account=account, amount=-effect.amount, again=again, at=at
    )


def _post_refund(
    effect: Effect, payment: Payment, *, kind: str, account: str, amount: int, again: int, at: datetime
) -> None:
    post_entry(
        kind=kind,
        cause=f"{effect.public_id}:{again}" if again else str(effect.public_id),
        order_number=payment.order_number,
        entity=payment.entity,
        currency=payment.currency,
        sides=[
            LedgerSide(account="customer", amount=amount),
            LedgerSide(account=account, amount=-amount),
        ],
        at=at,
    )
