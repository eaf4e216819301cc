"""A refund that its card refuses goes by bank transfer: planned by one, carried out by another, never paid twice (C-24)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.bank_accounts import (
    LATE,
    TRANSFER,
    TRANSFER_RULE,
    BankAccount,
    check_account,
    tidy_account,
)
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import EffectState, Event, advance
from comptoir.core.reasons import Reason
from comptoir.core.reconciliation import Moved
from comptoir.infra import ids, sealing
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.payments import queries
from comptoir.payments.gateways.base import ProviderUnreachable
from comptoir.payments.models import BankTransfer, Effect, Payment
from comptoir.payments.services.effects import DECLINED, drop_effect, lock_of, note_effect, reserve
from comptoir.payments.services.opening import give_back, take_back
from comptoir.payments.services.telling import read_report

_MARGIN = timedelta(days=1)  # the provider's clock may not be ours


class CannotTransfer(NotPossible):
    """This cannot be done with a refund by transfer now, and why."""


@joins_transaction
def plan_transfer(*, effect_id: str, actor: Actor, at: datetime) -> BankTransfer:
    """Give up a refund (its public id) that the provider refused, for a transfer of the same amount, due the same day.

    Refusals: CannotTransfer, RefundFrozen.
    """
    refund = Effect.objects.select_related("payment").get(public_id=effect_id)
    payment = lock_of(payment=refund.payment)
    refund = Effect.objects.select_related("payment").get(pk=refund.pk)
    if refund.kind != "refund" or refund.state != EffectState.FAILED or refund.failure == DECLINED:
        raise _no(Reason.TRANSFER_NOT_NOW)
    drop_effect(effect=refund, actor=actor, at=at)
    reserve(payment=payment, kind=queries.TRANSFER, amount=refund.amount)
    effect = Effect.objects.create(
        payment=payment,
        kind=queries.TRANSFER,
        cause=refund.cause,
        basis=refund.basis,
        public_id=ids.new_id(),
        amount=refund.amount,
        state=TRANSFER.start,
        requested_at=at,
        asked_by=actor.id,
        due_at=refund.due_at,
    )
    transfer = BankTransfer(effect=effect)
    transfer.link_digest = ids.digest(queries.transfer_token(transfer=transfer))
    transfer.save()
    note_effect(
        payment=payment, verb="transfer_planned", actor=actor, rule=TRANSFER_RULE, amount=effect.amount, at=at
    )
    return transfer


@joins_transaction
def ask_account_again(*, transfer_id: UUID, actor: Actor, at: datetime) -> BankTransfer:
    """Forget the account of a transfer that is not carried out, and make a new link. Refusals: CannotTransfer."""
    transfer, payment = _waiting(transfer_id)
    _forget_account(transfer)
    transfer.save()
    _note(transfer, payment, "account_asked_again", actor, at)
    return transfer


@owns_transaction
def give_account(*, transfer_id: UUID, typed: BankAccount, actor: Actor, at: datetime) -> None:
    """Keep the account, sealed; one that is there is not changed by who has the link. Refusals: CannotTransfer."""
    account = tidy_account(typed)
    if wrong := check_account(account):
        raise CannotTransfer(*wrong)
    transfer, payment = _waiting(transfer_id)
    if transfer.sealed:
        raise _no(Reason.ACCOUNT_GIVEN)
    transfer.sealed = sealing.seal(json.dumps(asdict(account)), purpose=queries.SEALED).decode()
    transfer.ending, transfer.given_by, transfer.given_at = account.ending, actor.id, at
    transfer.save()
    _note(transfer, payment, "account_given", actor, at)


@spans_transactions
def open_account(*, transfer_id: UUID, actor: Actor, at: datetime) -> BankAccount:
    """The account, for a member of staff who now carries the transfer out; asks the provider first whether it paid after all.

    Refusals: CannotTransfer.
    """
    try:
        look_for_late(transfer_id=transfer_id, at=at)
    except ProviderUnreachable as silence:
        raise _no(Reason.TRANSFER_UNSURE) from silence
    with one_transaction():
        transfer, payment = _waiting(transfer_id)
        account = queries.account_of(transfer=transfer)
        if account is None:
            raise _no(Reason.ACCOUNT_WANTED)
        _refuse_own(transfer, actor)
        transfer.opened_by, transfer.opened_at = actor.id, at
        transfer.save()
        _note(transfer, payment, "account_opened", actor, at)
    return account


@owns_transaction
def confirm_transfer(*, transfer_id: UUID, reference: str, actor: Actor, at: datetime) -> None:
    """The bank has sent it, under this reference: booked, and the account forgotten. Refusals: CannotTransfer."""
    transfer, payment = _waiting(transfer_id)
    _refuse_own(transfer, actor)
    if transfer.opened_at is None:
        raise _no(Reason.ACCOUNT_UNSEEN)
    if not reference.strip():
        raise CannotTransfer(Refused(rule=TRANSFER_RULE, reason=Reason.FIELD_MISSING, field="reference"))
    effect = transfer.effect
    effect.state = advance(TRANSFER, EffectState(effect.state), Event.FINISH)
    effect.decided_by, effect.provider_ref, effect.done_at = actor.id, reference.strip()[:80], at
    effect.save()
    give_back(effect=effect, payment=payment, account=queries.BANK, at=at, again=transfer.returned)
    payment.save()
    _erase(transfer, at)
    _note(transfer, payment, "transfer_confirmed", actor, at)


@joins_transaction
def return_transfer(*, transfer_id: UUID, why: str, actor: Actor, at: datetime) -> BankTransfer:
    """The customer's bank has sent it back, and why: booked back by an entry of its own, and owed again, due the same day.

    It wants an account anew; where the provider has paid meanwhile, that is the refund. Refusals: CannotTransfer.
    """
    known = queries.transfer_by_id(transfer_id=transfer_id)
    if known is None:
        raise _no(Reason.NOT_FOUND)
    payment = lock_of(payment=known.effect.payment)
    transfer = queries.transfer_by_id(transfer_id=transfer_id) or known
    effect = transfer.effect
    if effect.state != EffectState.DONE:
        raise _no(Reason.TRANSFER_NOT_SENT)
    if not why.strip():
        raise CannotTransfer(
            Refused(rule=TRANSFER_RULE, reason=Reason.FIELD_MISSING, values=(("field", "why"),), field="why")
        )
    effect.state = advance(TRANSFER, EffectState(effect.state), Event.SEND_BACK)
    effect.decided_by, effect.provider_ref, effect.done_at = "", "", None
    effect.save()
    transfer.returned += 1
    transfer.returned_at, transfer.returned_why = at, why.strip()[:200]
    take_back(effect=effect, payment=payment, account=queries.BANK, at=at, again=transfer.returned)
    payment.save()
    _forget_account(transfer)
    transfer.erased_at = None
    transfer.save()
    _note(transfer, payment, "transfer_returned", actor, at)
    if transfer.late_at:
        _leave_to_provider(transfer, payment, at)
    return transfer


@spans_transactions
def look_for_late(*, transfer_id: UUID, at: datetime) -> None:
    """Ask the provider whether it paid the refund that a transfer replaces. Nobody at the bank yet: it is booked as the
    provider's, and no transfer is carried out. Else a person looks, for it may be paid twice. ProviderUnreachable."""
    if known := queries.transfer_by_id(transfer_id=transfer_id):
        _look_for_late([known], at)


def _look_for_late(known: Sequence[BankTransfer], at: datetime) -> None:
    """The same of several in place of one provider's refunds; its report is asked for once."""
    unknown = [row for row in known if row.late_at is None]
    if not unknown:
        return
    since = min(row.effect.payment.opened_at for row in unknown)
    by = unknown[0].effect.payment.gateway
    report = read_report(by=by, since=since - _MARGIN, until=at + _MARGIN)
    for row in unknown:
        if _is_paid(row.effect, report):
            _take_late(row, at)


def _take_late(known: BankTransfer, at: datetime) -> None:
    with one_transaction():
        payment = lock_of(payment=known.effect.payment)
        transfer = BankTransfer.objects.select_related("effect").get(pk=known.pk)
        transfer.late_at = at
        transfer.save(update_fields=["late_at"])
        if transfer.effect.state == EffectState.WAITING and transfer.opened_at is None:
            _leave_to_provider(transfer, payment, at)


@owns_transaction
def stop_transfer(*, transfer_id: UUID, actor: Actor, at: datetime) -> None:
    """It has not left the bank, and the provider has paid after all: it stays here. Refusals: CannotTransfer."""
    transfer, payment = _waiting(transfer_id)
    if transfer.late_at is None:
        raise _no(Reason.TRANSFER_NOT_NOW)
    _leave_to_provider(transfer, payment, at)
    _note(transfer, payment, "transfer_stopped", actor, at)


def _leave_to_provider(transfer: BankTransfer, payment: Payment, at: datetime) -> None:
    """The refund that the transfer replaced is done after all; the transfer and its account are not needed."""
    effect = transfer.effect
    effect.state = advance(TRANSFER, EffectState(effect.state), Event.DROP)
    effect.save(update_fields=["state"])
    refund = queries.replaced_refund(transfer=effect)
    refund.state, refund.done_at = advance(LATE, EffectState(refund.state), Event.FINISH), at
    refund.save(update_fields=["state", "done_at"])
    give_back(effect=refund, payment=payment, account=f"psp.{payment.gateway}", at=at)
    payment.save()
    _erase(transfer, at)


@spans_transactions
def look_for_all_late(*, at: datetime) -> None:
    """Every transfer that waits, or was carried out lately: in case the provider's word was lost."""
    by_provider: dict[str, list[BankTransfer]] = {}
    for row in queries.transfers_to_look_at(since=at - timedelta(days=60)):
        by_provider.setdefault(row.effect.payment.gateway, []).append(row)
    for known in by_provider.values():
        with suppress(ProviderUnreachable):
            _look_for_late(known, at)


def _is_paid(effect: Effect, report: Sequence[Moved]) -> bool:
    """Whether the provider gave back this amount of the order once more than our refunds account for."""
    payment = effect.payment
    wanted = ("refund", payment.order_number, effect.amount, payment.currency)
    theirs = sum((moved.kind, moved.order, moved.amount, moved.currency) == wanted for moved in report)
    ours = queries.effects_of(order_number=payment.order_number).filter(
        kind="refund", amount=effect.amount, state__in=[EffectState.DONE, EffectState.REQUESTED]
    )
    return theirs > ours.filter(payment__gateway=payment.gateway).count()


def _waiting(transfer_id: UUID) -> tuple[BankTransfer, Payment]:
    """A transfer that is not carried out, with its payment locked. Refusals: CannotTransfer."""
    known = queries.transfer_by_id(transfer_id=transfer_id)
    if known is None:
        raise _no(Reason.NOT_FOUND)
    payment = lock_of(payment=known.effect.payment)
    transfer = queries.transfer_by_id(transfer_id=transfer_id) or known
    if transfer.late_at and not transfer.opened_at:
        raise _no(Reason.TRANSFER_PROVIDER_PAID)
    if transfer.effect.state != EffectState.WAITING:
        raise _no(Reason.REFUND_DECIDED)
    return transfer, payment


def _refuse_own(transfer: BankTransfer, actor: Actor) -> None:
    """Who planned it, or typed where it goes, does not send it (C-24)."""
    if actor.id in (transfer.effect.asked_by, transfer.given_by):
        raise _no(Reason.REFUND_OWN)


def _forget_account(transfer: BankTransfer) -> None:
    """Another account is wanted, by a new link; the caller saves."""
    transfer.links += 1
    transfer.link_digest = ids.digest(queries.transfer_token(transfer=transfer))
    transfer.sealed, transfer.ending, transfer.given_by, transfer.given_at = "", "", "", None
    transfer.opened_by, transfer.opened_at = "", None


def _erase(transfer: BankTransfer, at: datetime) -> None:
    transfer.sealed, transfer.erased_at = "", at
    transfer.save(update_fields=["sealed", "erased_at"])


def _no(reason: Reason) -> CannotTransfer:
    return CannotTransfer(Refused(rule=TRANSFER_RULE, reason=reason))


def _note(transfer: BankTransfer, payment: Payment, verb: str, actor: Actor, at: datetime) -> None:
    note_effect(
        payment=payment, verb=verb, actor=actor, rule=TRANSFER_RULE, amount=transfer.effect.amount, at=at
    )
