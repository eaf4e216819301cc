"""Renewals: what an authorisation no longer holds long enough is held by another payment before it is let go (C-06)."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.core.lifecycles import RENEWAL, Event, PaymentState, RenewalState, advance
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction
from comptoir.journal import services as journal
from comptoir.payments.models import Payment, Renewal
from comptoir.payments.services.effects import release_payment


@joins_transaction
def begin_renewal(*, payment: Payment, needed: bool, actor: Actor, at: datetime) -> Renewal:
    """Write down that an authorisation is to be renewed, or that nothing needs it any more; it must be locked."""
    state = RenewalState.WAITING if needed else RenewalState.ENDED
    renewal = Renewal.objects.create(
        public_id=ids.new_id(),
        order_number=payment.order_number,
        lapsing=payment,
        state=state,
        asked_at=at,
        ended_at=None if needed else at,
    )
    if needed:
        _note(renewal, "renewal_begun", actor, at)
    return renewal


@joins_transaction
def try_renewal(*, renewal: Renewal, payment: Payment | None, actor: Actor, at: datetime) -> None:
    """Set the payment by which the renewal is being tried, or none after a try that came to nothing."""
    renewal.payment = payment
    renewal.save(update_fields=["payment"])
    _note(renewal, "renewal_tried" if payment else "renewal_try_ended", actor, at)


@joins_transaction
def finish_renewal(*, renewal: Renewal, actor: Actor, at: datetime) -> None:
    """The new payment stands: only now is what is left of the old one released, so that goods are never uncovered."""
    renewal.state = advance(RENEWAL, RenewalState(renewal.state), Event.AUTHORISE)
    renewal.ended_at = at
    renewal.save(update_fields=["state", "ended_at"])
    if renewal.lapsing.state == PaymentState.AUTHORISED:
        release_payment(payment=renewal.lapsing, cause=f"renewed:{renewal.public_id}", actor=actor, at=at)
    _note(renewal, "renewal_done", actor, at)


@joins_transaction
def end_renewal(*, renewal: Renewal, actor: Actor, at: datetime) -> None:
    """Nothing is left to be paid for: the customer need not pay again."""
    renewal.state = advance(RENEWAL, RenewalState(renewal.state), Event.CANCEL)
    renewal.ended_at = at
    renewal.save(update_fields=["state", "ended_at"])
    _note(renewal, "renewal_ended", actor, at)


def _note(renewal: Renewal, verb: str, actor: Actor, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="payment",
        subject_id=str(renewal.lapsing.public_id),
        order_number=renewal.order_number,
        actor=actor,
        rule="C-06",
        at=at,
    )
