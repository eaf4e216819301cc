"""Disputes: the provider's word into the books, once; what is disputed stays frozen until the bank decides (C-15)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import DISPUTE, DisputeState, Event, advance
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, locked, one_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.payments import queries
from comptoir.payments.gateways.base import DisputeReport, EffectRefused, ProviderUnreachable
from comptoir.payments.models import Dispute, Payment
from comptoir.payments.services.ledger import LedgerSide, post_entry
from comptoir.payments.services.opening import gateway, gateways, know_payment

_EVENTS = {
    DisputeState.ANSWERED: Event.ANSWER,
    DisputeState.WON: Event.WIN,
    DisputeState.LOST: Event.LOSE,
}
_ENDS = {DisputeState.WON, DisputeState.LOST}


class CannotAnswer(NotPossible):
    """The bank no longer takes evidence."""


@spans_transactions
def settle_dispute(*, payment: Payment, reference: str, actor: Actor, at: datetime) -> None:
    """Ask a payment's provider what a dispute is now, and write that down. Doing it again changes nothing."""
    provider = gateway(name=payment.gateway)
    report = provider.look_at_dispute(know_payment(payment), reference=reference)
    take_dispute(by=provider.name, report=report, actor=actor, at=at)


@spans_transactions
def find_disputes(*, since: datetime, actor: Actor, at: datetime) -> None:
    """Ask every provider for the disputes since a moment, in case their events were lost (C-12)."""
    for provider in gateways():
        try:
            reports = provider.disputes(since=since)
        except ProviderUnreachable:
            continue
        for report in reports:
            take_dispute(by=provider.name, report=report, actor=actor, at=at)


@spans_transactions
def take_dispute(*, by: str, report: DisputeReport, actor: Actor, at: datetime) -> None:
    """The provider's word on a dispute into the books; one on a payment that is not ours is left to the reconciliation."""
    payment = queries.payment_by_reference(gateway=by, provider_ref=report.provider_ref, session_ref="")
    if payment is None:
        return
    with one_transaction():
        payment = locked(Payment.objects.filter(pk=payment.pk), kind="payment")[0]
        dispute = queries.dispute_by_reference(reference=report.reference) or _open(
            payment, report, actor, at
        )
        _move(dispute, payment, report, actor, at)
        freeze_disputed(payment=payment)


def _open(payment: Payment, report: DisputeReport, actor: Actor, at: datetime) -> Dispute:
    dispute = Dispute.objects.create(
        public_id=ids.new_id(),
        payment=payment,
        provider_ref=report.reference,
        reason=report.reason[:60],
        amount=report.amount,
        authentication=report.authentication[:80],
        state=DisputeState.OPEN,
        answer_by=report.answer_by,
        opened_at=report.opened_at,
    )
    _note(dispute, payment, "dispute_opened", actor, at)
    return dispute


def _move(dispute: Dispute, payment: Payment, report: DisputeReport, actor: Actor, at: datetime) -> None:
    """The money first, then the state; a late word about an earlier state changes neither."""
    psp = f"psp.{payment.gateway}"
    taken = _post_rest(dispute, payment, "dispute", report.taken, ("disputes", psp), at)
    returned = _post_rest(dispute, payment, "dispute_won", report.returned, (psp, "disputes"), at)
    dispute.withdrawn = taken - returned
    dispute.answer_by = report.answer_by or dispute.answer_by
    _advance(dispute, payment, report.state, actor, at)
    if dispute.state == DisputeState.LOST:
        accounts = ("losses.disputes", "disputes")
        _post_rest(dispute, payment, "dispute_lost", dispute.withdrawn, accounts, at)
    dispute.save()


def _advance(dispute: Dispute, payment: Payment, state: DisputeState, actor: Actor, at: datetime) -> None:
    if state == DisputeState.OPEN or dispute.state in {state, *_ENDS}:
        return
    dispute.state = advance(DISPUTE, DisputeState(dispute.state), _EVENTS[state])
    if state == DisputeState.ANSWERED:
        dispute.answered_at = dispute.answered_at or at
    else:
        dispute.closed_at = at
    _note(dispute, payment, f"dispute_{dispute.state}", actor, at)


def _post_rest(
    dispute: Dispute, payment: Payment, kind: str, amount: int, accounts: tuple[str, str], at: datetime
) -> int:
    """What is not booked yet of an amount that only grows: a bank may ask back again what it gave back. All that is booked."""
    cause = str(dispute.public_id)
    booked = queries.booked_for(kind=kind, cause=cause)
    if amount <= booked:
        return booked
    debited, credited = accounts
    post_entry(
        kind=kind,
        cause=f"{cause}:{booked}" if booked else cause,
        order_number=payment.order_number,
        entity=payment.entity,
        currency=payment.currency,
        sides=[
            LedgerSide(account=debited, amount=amount - booked),
            LedgerSide(account=credited, amount=booked - amount),
        ],
        at=at,
    )
    return amount


@joins_transaction
def freeze_disputed(*, payment: Payment) -> None:
    """Keep from being refunded what a dispute may take, within what is left of the payment; it must be locked (C-13, C-15)."""
    left = payment.captured - payment.refunded - payment.refunding
    frozen = min(left, queries.disputed_amount(payment_id=payment.pk))
    if frozen != payment.disputed:
        payment.disputed = frozen
        payment.save(update_fields=["disputed"])


@spans_transactions
def answer_dispute(*, dispute_id: UUID, evidence: str, actor: Actor, at: datetime) -> None:
    """Send the bank our evidence, once and for good. Refusals: CannotAnswer."""
    dispute = queries.dispute_by_id(public_id=dispute_id)
    if dispute is None or dispute.state != DisputeState.OPEN:
        raise CannotAnswer(Refused(rule="C-15", reason=Reason.DISPUTE_ANSWERED))
    try:
        said = hashlib.sha256(evidence.encode()).hexdigest()[:16]
        gateway(name=dispute.payment.gateway).answer_dispute(
            reference=dispute.provider_ref, evidence=evidence, key=f"{dispute.public_id}:{said}"
        )
    except EffectRefused as refusal:
        raise CannotAnswer(Refused(rule="C-15", reason=Reason.DISPUTE_TOO_LATE)) from refusal
    except ProviderUnreachable as trouble:
        raise CannotAnswer(Refused(rule="C-15", reason=Reason.DISPUTE_UNSENT)) from trouble
    with one_transaction():
        payment = locked(Payment.objects.filter(pk=dispute.payment_id), kind="payment")[0]
        dispute.refresh_from_db()
        _advance(dispute, payment, DisputeState.ANSWERED, actor, at)
        dispute.save()


def _note(dispute: Dispute, payment: Payment, verb: str, actor: Actor, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="dispute",
        subject_id=str(dispute.public_id),
        order_number=payment.order_number,
        actor=actor,
        rule="C-15",
        reason=dispute.reason,
        data={"amount": dispute.amount, "currency": payment.currency},
        at=at,
    )
