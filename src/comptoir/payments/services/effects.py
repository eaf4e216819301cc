"""Captures, refunds and voids: the intent in the books, then the call, then its result. Each once, however often tried."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import EFFECT, PAYMENT, EffectState, Event, PaymentState, advance
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.infra import ids, queue
from comptoir.infra.db import joins_transaction, locked, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.payments import queries
from comptoir.payments.gateways.base import EffectRefused, NotToldYet, ProviderUnreachable
from comptoir.payments.models import Effect, Payment
from comptoir.payments.services.disputes import freeze_disputed
from comptoir.payments.services.opening import gateway, give_back, know_payment, post_capture, post_void


class RefundFrozen(NotPossible):
    """What is to be refunded is disputed: the customer's bank may give it back (C-15)."""


class CannotDecide(NotPossible):
    """A refund does not wait for this person's decision (C-13)."""


DECLINED = "declined"  # by a person; the words of providers are their own


def lock_of(*, payment: Payment) -> Payment:
    """A payment as it is now, locked."""
    return locked(Payment.objects.filter(pk=payment.pk), kind="payment")[0]


def _want(
    payment: Payment,
    *,
    kind: str,
    cause: str,
    amount: int,
    at: datetime,
    final: bool = False,
    basis: str = "",
    asked_by: str = "",
    due_at: datetime | None = None,
) -> Effect:
    """The effect of this cause, made once; a job performs it after the transaction, unless a second person decides."""
    effect = Effect.objects.create(
        payment=payment,
        kind=kind,
        cause=cause,
        public_id=ids.new_id(),
        amount=amount,
        final=final,
        basis=basis,
        state=EffectState.WAITING if asked_by else EffectState.REQUESTED,
        requested_at=at,
        asked_by=asked_by,
        due_at=due_at,
    )
    _enqueue(effect, payment)
    return effect


def _enqueue(effect: Effect, payment: Payment) -> None:
    if effect.state == EffectState.REQUESTED:
        queue.defer("payments.perform_effect", lock=f"payment-{payment.public_id}", effect_id=effect.pk)


def _known(payment: Payment, *, kind: str, cause: str, actor: Actor) -> Effect | None:
    """The effect this cause asked for before; one that was refused is tried again."""
    effect = Effect.objects.filter(payment=payment, kind=kind, cause=cause).first()
    if effect is not None and effect.state == EffectState.FAILED:
        _try_again(effect, payment, actor)
    return effect


def _try_again(effect: Effect, payment: Payment, actor: Actor) -> None:
    """What the provider refused is asked for again; what a person refused waits for another decision."""
    declined = effect.failure == DECLINED
    effect.state = advance(EFFECT, EffectState(effect.state), Event.REFER if declined else Event.RETRY)
    effect.tries += 1
    effect.failure = ""
    if declined:
        effect.asked_by, effect.decided_by = actor.id, ""
    effect.save(update_fields=["state", "tries", "failure", "asked_by", "decided_by"])
    reserve(payment=payment, kind=effect.kind, amount=effect.amount)
    _enqueue(effect, payment)


@joins_transaction
def reserve(*, payment: Payment, kind: str, amount: int) -> None:
    """Count an effect against the payment before it is asked for, so that the sums never allow it twice."""
    if kind == "capture":
        payment.capturing += amount
    elif kind in queries.GIVE_BACK:
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
    if known := _known(payment, kind="capture", cause=cause, actor=actor):
        return known
    reserve(payment=payment, kind="capture", amount=amount)
    note_effect(payment=payment, verb="capture_requested", actor=actor, rule="PAY-05", amount=amount, at=at)
    return _want(payment, kind="capture", cause=cause, amount=amount, final=final, at=at)


@joins_transaction
def request_refund(
    *,
    tender: str,
    amount: int,
    cause: str,
    basis: str,
    actor: Actor,
    at: datetime,
    due_at: datetime | None = None,
    agreed: bool = False,
) -> Effect:
    """Want money given back to where it came from; never more than was taken (RET-11, RET-12).

    A large one waits for a second member of staff (C-13), unless `actor` is that person and has `agreed` to what it is
    of; `due_at` is when the law wants it paid.
    """
    payment = locked(Payment.objects.filter(public_id=tender), kind="payment")[0]
    if known := _known(payment, kind="refund", cause=cause, actor=actor):
        return known
    reserve(payment=payment, kind="refund", amount=amount)
    note_effect(payment=payment, verb="refund_requested", actor=actor, rule="RET-11", amount=amount, at=at)
    second = not agreed and queries.wants_second(
        order_number=payment.order_number,
        amount=amount,
        currency=payment.currency,
        basis=Basis(basis),
        actor=actor,
        at=at,
    )
    return _want(
        payment,
        kind="refund",
        cause=cause,
        amount=amount,
        basis=basis,
        asked_by=actor.id if second else "",
        due_at=due_at,
        at=at,
    )


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
    rest = queries.rest_of(payment)
    if rest <= 0:
        return None
    note_effect(payment=payment, verb="void_requested", actor=actor, rule="ORD-03", amount=rest, at=at)
    known = _known(payment, kind="void", cause=cause, actor=actor)
    return known or _want(payment, kind="void", cause=cause, amount=rest, final=True, at=at)


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
        _want(payment, kind="void", cause=cause, amount=payment.authorised, final=True, at=at)


@spans_transactions
def perform_effect(*, effect_id: int, at: datetime) -> Effect:
    """Ask the provider, then write down the answer. Doing it again changes nothing, at the provider or here."""
    effect = Effect.objects.select_related("payment").get(pk=effect_id)
    if effect.state != EffectState.REQUESTED or _must_wait(effect, at):
        return effect
    try:
        reference = _call(effect)
    except NotToldYet:
        return effect  # the provider's word, or the sweep, brings us back
    except EffectRefused as refusal:
        return _fail(effect, refusal.code, at)
    with one_transaction():
        payment = lock_of(payment=effect.payment)
        effect = Effect.objects.get(pk=effect_id)
        if effect.state == EffectState.REQUESTED:
            effect.state = advance(EFFECT, EffectState.REQUESTED, Event.FINISH)
            effect.provider_ref, effect.done_at = reference, at
            effect.save()
            _book(payment, effect, at)
    effect.payment = payment
    return effect


def _must_wait(effect: Effect, at: datetime) -> bool:
    """Whether an earlier wish has no answer yet: the last capture, or a void, would let go of what that one takes."""
    earlier = queries.open_effects(of=effect.payment) if effect.final else []
    answers = [perform_effect(effect_id=known, at=at) for known in earlier if known < effect.pk]
    return any(answer.state == EffectState.REQUESTED for answer in answers)


@spans_transactions
def perform_effects(*, payment: Payment, at: datetime) -> None:
    """Ask again for what is still wanted of a payment: its provider has told something."""
    for effect_id in queries.open_effects(of=payment):
        try:
            perform_effect(effect_id=effect_id, at=at)
        except ProviderUnreachable:
            continue


def _call(effect: Effect) -> str:
    payment, key = effect.payment, f"{effect.public_id}:{effect.tries}"
    provider, known, currency = gateway(name=payment.gateway), know_payment(payment), payment.currency
    match effect.kind:
        case "capture":
            return provider.capture(
                known, amount=effect.amount, currency=currency, final=effect.final, key=key
            )
        case "refund":
            return provider.refund(known, amount=effect.amount, currency=currency, key=key)
        case "void":
            return provider.void(known, key=key)
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
            give_back(effect=effect, payment=payment, account=f"psp.{payment.gateway}", at=at)
        case "void":
            post_void(payment, amount=payment.authorised - payment.captured, cause=cause, at=at)
            # What was taken before stays taken, and can be given back.
            event = Event.CAPTURE if payment.captured else Event.VOID
            payment.state = advance(PAYMENT, PaymentState(payment.state), event)
    payment.save()
    if effect.kind == "capture":
        freeze_disputed(payment=payment)


def _fail(effect: Effect, code: str, at: datetime) -> Effect:
    with one_transaction():
        payment = lock_of(payment=effect.payment)
        effect = Effect.objects.get(pk=effect.pk)
        if effect.state == EffectState.REQUESTED:
            effect.state = advance(EFFECT, EffectState.REQUESTED, Event.FAIL)
            effect.failure, effect.failed_at = code[:60], at
            effect.save()
            _let_go(effect, payment)
    effect.payment = payment
    return effect


def _let_go(effect: Effect, payment: Payment) -> None:
    reserve(payment=payment, kind=effect.kind, amount=-effect.amount)
    freeze_disputed(payment=payment)


@owns_transaction
def approve_refund(*, refund_id: UUID, actor: Actor, at: datetime) -> None:
    """C-13: let a refund go that another member of staff asked for. Refusals: CannotDecide."""
    effect, payment = _decide(refund_id, Event.ACCEPT, actor)
    effect.save()
    _enqueue(effect, payment)
    note_effect(
        payment=payment, verb="refund_approved", actor=actor, rule="C-13", amount=effect.amount, at=at
    )


@owns_transaction
def decline_refund(*, refund_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """C-13: refuse a refund that another asked for, and say why; its case keeps it from being lost. Refusals: CannotDecide."""
    effect, payment = _decide(refund_id, Event.REFUSE, actor)
    effect.failure, effect.failed_at = DECLINED, at
    effect.save()
    _let_go(effect, payment)
    note_effect(
        payment=payment,
        verb="refund_declined",
        actor=actor,
        rule="C-13",
        amount=effect.amount,
        at=at,
        reason=reason,
    )


def _decide(refund_id: UUID, event: Event, actor: Actor) -> tuple[Effect, Payment]:
    payment = lock_of(payment=Effect.objects.select_related("payment").get(public_id=refund_id).payment)
    effect = Effect.objects.get(public_id=refund_id)
    if effect.state != EffectState.WAITING:
        raise CannotDecide(Refused(rule="C-13", reason=Reason.REFUND_DECIDED))
    if effect.asked_by == actor.id:
        raise CannotDecide(Refused(rule="C-13", reason=Reason.REFUND_OWN))
    effect.state, effect.decided_by = advance(EFFECT, EffectState.WAITING, event), actor.id
    return effect, payment


@joins_transaction
def retry_effect(*, effect_id: str, actor: Actor, at: datetime) -> None:
    """Try a refused effect (by its public id) again, by a person's decision; any other is left alone."""
    effect = Effect.objects.select_related("payment").get(public_id=effect_id)
    payment = lock_of(payment=effect.payment)
    effect = Effect.objects.get(pk=effect.pk)
    if effect.state != EffectState.FAILED:
        return
    _try_again(effect, payment, actor)
    note_effect(
        payment=payment, verb=f"{effect.kind}_retried", actor=actor, rule="", amount=effect.amount, at=at
    )


@joins_transaction
def drop_effect(*, effect: Effect, actor: Actor, at: datetime) -> None:
    """Give up a refused effect: something else was planned instead."""
    effect.state = advance(EFFECT, EffectState(effect.state), Event.DROP)
    effect.save(update_fields=["state"])
    note_effect(
        payment=effect.payment,
        verb=f"{effect.kind}_dropped",
        actor=actor,
        rule="",
        amount=effect.amount,
        at=at,
    )


def note_effect(
    *, payment: Payment, verb: str, actor: Actor, rule: str, amount: int, at: datetime, reason: str = ""
) -> None:
    """Write down what happened to an effect of a payment."""
    journal.record(
        verb=verb,
        subject_kind="payment",
        subject_id=str(payment.public_id),
        order_number=payment.order_number,
        actor=actor,
        rule=rule,
        reason=reason,
        data={"amount": amount, "currency": payment.currency, "method": payment.method},
        at=at,
    )
