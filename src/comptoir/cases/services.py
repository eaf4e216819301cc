"""The verbs of a case. Cases are opened by sweeps over what the apps below could not finish by themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.cases.models import Case, Turn
from comptoir.core.actors import Actor
from comptoir.core.lifecycles import CASE, CaseState, Event, advance
from comptoir.core.numbers import Series, make_number
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.journal import services as journal
from comptoir.payments import queries as payments
from comptoir.payments import services as payments_services
from comptoir.returns import queries as returns


@joins_transaction
def open_case(*, kind: str, cause: str, order_number: str, text: str, actor: Actor, at: datetime) -> None:
    """Open a case, once for its cause."""
    if Case.objects.filter(cause=cause).exists():
        return
    case = Case.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.CASE),
        kind=kind,
        cause=cause,
        order_number=order_number,
        state=CaseState.OPEN,
        opened_at=at,
    )
    Turn.objects.create(case=case, at=at, author=actor.id, text=text)
    _note(case, verb="case_opened", actor=actor, at=at)


@owns_transaction
def resolve_case(*, case_id: UUID, text: str, actor: Actor, at: datetime) -> None:
    """Say how a case ended; a case that is over stays as it is."""
    (case,) = locked(Case.objects.filter(public_id=case_id), kind="case")
    if case.state == CaseState.RESOLVED:
        return
    case.state, case.resolved_at = advance(CASE, CaseState(case.state), Event.RESOLVE), at
    case.save(update_fields=["state", "resolved_at"])
    Turn.objects.create(case=case, at=at, author=actor.id, text=text)
    _note(case, verb="case_resolved", actor=actor, at=at)


@owns_transaction
def open_cases_for_trouble(*, actor: Actor, at: datetime) -> None:
    """Whatever the provider or the carrier refused, lost or brought back is put before a person (C-05, PAY-05)."""
    for parcel in fulfilment.failed_charges():
        open_case(
            kind="capture_failed",
            cause=f"capture:{parcel.public_id}:{parcel.charges}",
            order_number=parcel.order.number,
            text=f"{parcel.number}: {parcel.capture_failure}",
            actor=actor,
            at=at,
        )
    for effect in payments.failed_effects():
        if effect.kind != "capture":
            open_case(
                kind=f"{effect.kind}_failed",
                cause=f"effect:{effect.public_id}:{effect.tries}",
                order_number=effect.payment.order_number,
                text=effect.failure,
                actor=actor,
                at=at,
            )
    for label in fulfilment.failed_labels():
        open_case(
            kind="label_failed",
            cause=f"label:{label.public_id}",
            order_number=label.order_number,
            text=label.failure,
            actor=actor,
            at=at,
        )
    for parcel in fulfilment.stray_parcels():
        open_case(
            kind=f"parcel_{parcel.state}",
            cause=f"parcel:{parcel.public_id}",
            order_number=parcel.order.number,
            text=parcel.number,
            actor=actor,
            at=at,
        )
    _open_for_returns(actor, at)


def _open_for_returns(actor: Actor, at: datetime) -> None:
    """Statements and pieces on which the rules leave the decision to a person (A-08, RET-10)."""
    for statement in returns.withdrawals_for_person():
        open_case(
            kind="withdrawal_unmatched",
            cause=f"withdrawal:{statement.public_id}",
            order_number=statement.order.number if statement.order else "",
            text=statement.contract,
            actor=actor,
            at=at,
        )
    for row in returns.pieces_for_person():
        open_case(
            kind="piece_needs_person",
            cause=f"piece:{row.parcel.public_id}:{row.piece.public_id}",
            order_number=row.parcel.order.number,
            text=f"{row.parcel.number}: {row.piece.reference}. {row.verdict_reason}",
            actor=actor,
            at=at,
        )


@owns_transaction
def retry_effect(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Ask the provider again for what it refused, and close the case: a new refusal opens a new one."""
    (case,) = locked(Case.objects.filter(public_id=case_id), kind="case")
    kind, _, effect_id = case.cause.partition(":")
    if case.state == CaseState.RESOLVED or kind != "effect":
        return
    payments_services.retry_effect(effect_id=effect_id.partition(":")[0], actor=actor, at=at)
    case.state, case.resolved_at = advance(CASE, CaseState(case.state), Event.RESOLVE), at
    case.save(update_fields=["state", "resolved_at"])
    _note(case, verb="case_resolved", actor=actor, at=at)


def _note(case: Case, *, verb: str, actor: Actor, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="case",
        subject_id=str(case.public_id),
        order_number=case.order_number,
        actor=actor,
        data={"kind": case.kind},
        at=at,
    )
