"""Captures, refunds and voids: the intent in the books, then the call, then its result. Each once, however often tried."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import EFFECT, PAYMENT, EffectState, Event, PaymentState, advance
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.infra import ids, queue
from comptoir.infra.db import joins_transaction, locked, one_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.payments.gateways.base import EffectRefused
from comptoir.payments.models import Effect, Payment
from comptoir.payments.services.disputes import freeze_disputed
from comptoir.payments.services.ledger import LedgerSide, post_entry
from comptoir.payments.services.opening import gateway, post_capture, post_void


class RefundFrozen(NotPossible):
    """What is to be refunded is disputed: the customer's bank may give it back (C-15)."""


def _lock(payment: Payment) -> Payment:
    return locked(Payment.objects.filter(pk=payment.pk), kind="payment")[0]


def _want(
    payment: Payment, *, kind: str, cause: str, amount: int, final: bool, basis: str, at: datetime
) -> Effect:
    """The effect of this cause, made once; a job performs it after the transaction."""
    effect = Effect.objects.create(
        payment=payment,
        kind=kind,
        cause=cause,
        public_id=ids.new_id(),
        amount=amount,
        final=final,
        basis=basis,
        state=EffectState.REQUESTED,
        requested_at=at,
    )
    _enqueue(effect, payment)
    return effect


def _enqueue(effect: Effect, payment: Payment) -> None:
    queue.defer("payments.perform_effect", lock=f"payment-{payment.public_id}", effect_id=effect.pk)


def _known(payment: Payment, *, kind: str, cause: str) -> Effect | None:
    """The effect this cause asked for before; one that was refused is tried again."""
    effect = Effect.objects.filter(payment=payment, kind=kind, cause=cause).first()
    if effect is not None and effect.state == EffectState.FAILED:
        _try_again(effect, payment)
    return effect


def _try_again(effect: Effect, payment: Payment) -> None:
    effect.state = advance(EFFECT, EffectState(effect.state), Event.RETRY)
    effect.tries += 1
    effect.failure = ""
    effect.save(update_fields=["state", "tries", "failure"])
    _reserve(payment, effect.kind, effect.amount)
    _enqueue(effect, payment)


def _reserve(payment: Payment, kind: str, amount: int) -> None:
    """Count an effect against the payment before it is asked for, so that the sums never allow it twice."""
    if kind == "capture":
        payment.capturing += amount
    elif kind == "refund":
        _refuse_disputed(payment, amount)
        payment.refunding += amount
    payment.save(update_fields=["capturing", "refunding"])


def _refuse_disputed(payment: Payment, amount: int) -> None:
    left = payment.captured - payment.refunded - payment.refunding
    if payment.disputed and amount > left - payment.disputed:
        raise RefundFrozen(Refused(rule="C-15", reason=Reason.REFUND_DISPUTED))


@joins_transaction
def request_capture(
    *, tender: str, amount: int, cause: str, final: bool, actor: Actor, at: datetime
) -> Effect:
    """Want a part of an authorisation taken; the database refuses more than was authorised (PAY-05)."""
    payment = locked(Payment.objects.filter(public_id=tender), kind="payment")[0]
    if known := _known(payment, kind="capture", cause=cause):
        return known
    _reserve(payment, "capture", amount)
    _note(payment, verb="capture_requested", actor=actor, rule="PAY-05", amount=amount, at=at)
    return _want(payment, kind="capture", cause=cause, amount=amount, final=final, basis="", at=at)


@joins_transaction
def request_refund(*, tender: str, amount: int, cause: str, basis: str, actor: Actor, at: datetime) -> Effect:
    """Want money given back to where it came from; never more than was taken (RET-11, RET-12)."""
    payment = locked(Payment.objects.filter(public_id=tender), kind="payment")[0]
    if known := _known(payment, kind="refund", cause=cause):
        return known
    _reserve(payment, "refund", amount)
    _note(payment, verb="refund_requested", actor=actor, rule="RET-11", amount=amount, at=at)
    return _want(payment, kind="refund", cause=cause, amount=amount, final=False, basis=basis, at=at)


@joins_transaction
def release_rest(*, order_number: str, cause: str, actor: Actor, at: datetime) -> list[Effect]:
    """Want every authorisation of the order released, where something is left of it."""
    standing = locked(
        Payment.objects.filter(order_number=order_number, state=PaymentState.AUTHORISED), kind="payment"
    )
    released = (release_payment(payment=payment, cause=cause, actor=actor, at=at) for payment in standing)
    return [effect for effect in released if effect is not None]


@joins_transaction
def release_payment(*, payment: Payment, cause: str, actor: Actor, at: datetime) -> Effect | None:
    """Want what is left of an authorisation released, where anything is; the payment must be locked."""
    rest = payment.authorised - payment.captured - payment.capturing
    if rest <= 0:
        return None
    _note(payment, verb="void_requested", actor=actor, rule="ORD-03", amount=rest, at=at)
    known = _known(payment, kind="void", cause=cause)
    return known or _want(payment, kind="void", cause=cause, amount=rest, final=True, basis="", at=at)


@joins_transaction
def return_payment(*, payment: Payment, cause: str, actor: Actor, at: datetime) -> None:
    """Give up a payment that no order stands behind: void what is authorised, refund what was taken (pitfall 4)."""
    taken = payment.captured - payment.refunded - payment.refunding
    if taken > 0:
        request_refund(
            tender=str(payment.public_id),
            amount=taken,
            cause=cause,
            basis=Basis.CANCEL_BEFORE_DISPATCH,
            actor=actor,
            at=at,
        )
    elif payment.state == PaymentState.AUTHORISED:
        _want(payment, kind="void", cause=cause, amount=payment.authorised, final=True, basis="", at=at)


@spans_transactions
def perform_effect(*, effect_id: int, at: datetime) -> Effect:
    """Ask the provider, then write down the answer. Doing it again changes nothing, at the provider or here."""
    effect = Effect.objects.select_related("payment").get(pk=effect_id)
    if effect.state != EffectState.REQUESTED:
        return effect
    try:
        reference = _call(effect)
    except EffectRefused as refusal:
        return _fail(effect, refusal.code, at)
    with one_transaction():
        payment = _lock(effect.payment)
        effect = Effect.objects.get(pk=effect_id)
        if effect.state == EffectState.REQUESTED:
            effect.state = advance(EFFECT, EffectState.REQUESTED, Event.FINISH)
            effect.provider_ref, effect.done_at = reference, at
            effect.save()
            _book(payment, effect, at)
    effect.payment = payment
    return effect


def _call(effect: Effect) -> str:
    payment, key = effect.payment, f"{effect.public_id}:{effect.tries}"
    match effect.kind:
        case "capture":
            return gateway().capture(
                provider_ref=payment.provider_ref,
                amount=effect.amount,
                currency=payment.currency,
                final=effect.final,
                key=key,
            )
        case "refund":
            return gateway().refund(
                provider_ref=payment.provider_ref, amount=effect.amount, currency=payment.currency, key=key
            )
        case "void":
            return gateway().void(provider_ref=payment.provider_ref, key=key)
    raise ValueError(f"no effect is called {effect.kind}")


def _book(payment: Payment, effect: Effect, at: datetime) -> None:
    cause = str(effect.public_id)
    match effect.kind:
        case "capture":
            payment.capturing -= effect.amount
            payment.captured += effect.amount
            post_capture(payment, amount=effect.amount, cause=cause, at=at)
            if effect.final:
                post_void(payment, amount=payment.authorised - payment.captured, cause=cause, at=at)
                payment.state = advance(PAYMENT, PaymentState(payment.state), Event.CAPTURE)
        case "refund":
            payment.refunding -= effect.amount
            payment.refunded += effect.amount
            _post_refund(payment, amount=effect.amount, cause=cause, at=at)
        case "void":
            post_void(payment, amount=payment.authorised - payment.captured, cause=cause, at=at)
            # What was taken before stays taken, and can be given back.
            event = Event.CAPTURE if payment.captured else Event.VOID
            payment.state = advance(PAYMENT, PaymentState(payment.state), event)
    payment.save()
    if effect.kind == "capture":
        freeze_disputed(payment=payment)


def _post_refund(payment: Payment, *, amount: int, cause: str, at: datetime) -> None:
    post_entry(
        kind="refund",
        cause=cause,
        order_number=payment.order_number,
        entity=payment.entity,
        currency=payment.currency,
        sides=[
            LedgerSide(account="customer", amount=amount),
            LedgerSide(account=f"psp.{payment.gateway}", amount=-amount),
        ],
        at=at,
    )


def _fail(effect: Effect, code: str, at: datetime) -> Effect:
    with one_transaction():
        payment = _lock(effect.payment)
        effect = Effect.objects.get(pk=effect.pk)
        if effect.state == EffectState.REQUESTED:
            effect.state = advance(EFFECT, EffectState.REQUESTED, Event.FAIL)
            effect.failure, effect.failed_at = code[:60], at
            effect.save()
            _reserve(payment, effect.kind, -effect.amount)
            freeze_disputed(payment=payment)
    effect.payment = payment
    return effect


@joins_transaction
def retry_effect(*, effect_id: str, actor: Actor, at: datetime) -> None:
    """Try a refused effect (by its public id) again, by a person's decision; any other is left alone."""
    effect = Effect.objects.select_related("payment").get(public_id=effect_id)
    payment = _lock(effect.payment)
    effect = Effect.objects.get(pk=effect.pk)
    if effect.state != EffectState.FAILED:
        return
    _try_again(effect, payment)
    _note(payment, verb=f"{effect.kind}_retried", actor=actor, rule="", amount=effect.amount, at=at)


@joins_transaction
def drop_effect(*, effect: Effect, actor: Actor, at: datetime) -> None:
    """Give up a refused effect: something else was planned instead."""
    effect.state = advance(EFFECT, EffectState(effect.state), Event.DROP)
    effect.save(update_fields=["state"])
    _note(effect.payment, verb=f"{effect.kind}_dropped", actor=actor, rule="", amount=effect.amount, at=at)


def _note(payment: Payment, *, verb: str, actor: Actor, rule: str, amount: int, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="payment",
        subject_id=str(payment.public_id),
        order_number=payment.order_number,
        actor=actor,
        rule=rule,
        data={"amount": amount, "currency": payment.currency, "method": payment.method},
        at=at,
    )
