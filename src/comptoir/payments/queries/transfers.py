"""Reads of refunds by bank transfer (C-24)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comptoir.core.bank_accounts import BankAccount
from comptoir.core.lifecycles import EffectState
from comptoir.infra import ids, sealing
from comptoir.payments.models import BankTransfer, Effect

SEALED = "bank account"
TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """A transfer as people who may not see its account do; `amount` in minor units."""

    id: UUID
    order_number: str
    amount: int
    currency: str
    basis: str
    state: str
    planned_by: str
    planned_at: datetime
    due_at: datetime | None
    ending: str
    given_by: str
    given_at: datetime | None
    opened_by: str
    opened_at: datetime | None
    late_at: datetime | None
    returned: int  # how often the customer's bank sent it back
    returned_at: datetime | None
    returned_why: str


def transfers() -> QuerySet[BankTransfer]:
    """Every transfer, the first that is due first."""
    return BankTransfer.objects.select_related("effect__payment").order_by("effect__due_at", "effect_id")


def transfers_waiting() -> tuple[TransferView, ...]:
    """Transfers that finance is still to carry out, or to hear of the account for."""
    return tuple(view_of(row) for row in transfers().filter(effect__state=EffectState.WAITING)[:200])


def transfer_by_id(*, transfer_id: UUID) -> BankTransfer | None:
    """A transfer by the public id of its effect."""
    return transfers().filter(effect__public_id=transfer_id).first()


def transfer_view(*, transfer_id: UUID) -> TransferView | None:
    """One transfer as a list shows it."""
    row = transfer_by_id(transfer_id=transfer_id)
    return view_of(row) if row else None


def transfer_by_link(*, token: str) -> TransferView | None:
    """The transfer whose account is asked for by a private link; None for any other token."""
    row = transfers().filter(link_digest=ids.digest(token)).first()
    return view_of(row) if row else None


def transfer_token(*, transfer: BankTransfer) -> str:
    """The token of the private link, made anew for a mail; a new link makes the one before worth nothing."""
    return ids.derived_token(f"transfer:{transfer.effect.public_id}:{transfer.links}")


def account_of(*, transfer: BankTransfer) -> BankAccount | None:
    """The account, unsealed: only for who carries the transfer out."""
    if not transfer.sealed:
        return None
    return BankAccount(**json.loads(sealing.unseal(transfer.sealed.encode(), purpose=SEALED)))


def transfers_to_look_at(*, since: datetime) -> list[BankTransfer]:
    """Transfers that wait, or were planned since a moment, of which the provider has not turned out to have paid."""
    rows = transfers().filter(late_at__isnull=True).exclude(effect__state=EffectState.DROPPED)
    known = rows.filter(Q(effect__state=EffectState.WAITING) | Q(effect__requested_at__gte=since))
    return list(known[:200])


def late_transfers() -> tuple[TransferView, ...]:
    """Transfers in whose place the provider has paid after all: a person must look, the money may have left twice."""
    return tuple(view_of(row) for row in transfers().filter(late_at__isnull=False))


def replaced_refund(*, transfer: Effect) -> Effect:
    """The refund in whose place a transfer stands: of the same payment and cause."""
    return Effect.objects.get(payment=transfer.payment_id, kind="refund", cause=transfer.cause)


def method_of(*, refund: Effect) -> str:
    """How a refund goes back: the way it was paid, or by transfer."""
    return TRANSFER if refund.kind == TRANSFER else refund.payment.method


def ending_of(*, refund: Effect) -> str:
    """The last characters of the account that a refund goes to by transfer; blank for any other."""
    return refund.transfer.ending if refund.kind == TRANSFER else ""


def times_returned(*, refund: Effect) -> int:
    """How often a refund by transfer came back; 0 for any other."""
    return refund.transfer.returned if refund.kind == TRANSFER else 0


def view_of(row: BankTransfer) -> TransferView:
    effect = row.effect
    return TransferView(
        id=effect.public_id,
        order_number=effect.payment.order_number,
        amount=effect.amount,
        currency=effect.payment.currency,
        basis=effect.basis,
        state=effect.state,
        planned_by=effect.asked_by,
        planned_at=effect.requested_at,
        due_at=effect.due_at,
        ending=row.ending,
        given_by=row.given_by,
        given_at=row.given_at,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        late_at=row.late_at,
        returned=row.returned,
        returned_at=row.returned_at,
        returned_why=row.returned_why,
    )
