"""A refund that its card refuses goes by bank transfer: its case ends, and the customer is asked for an account (C-24)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from comptoir.cases.models import Case
from comptoir.cases.services.opening import end_case
from comptoir.core.actors import Actor
from comptoir.core.lifecycles import CaseState, EffectState
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import owns_transaction
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import services as payments_services

if TYPE_CHECKING:
    from comptoir.payments.models import BankTransfer


@owns_transaction
def plan_transfer(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Send by transfer what the provider refused to give back; the customer gets a private link for the account.

    Refusals: CannotTransfer, RefundFrozen.
    """
    case = Case.objects.get(public_id=case_id)
    kind, effect, _ = f"{case.cause}::".split(":", 2)
    if case.state == CaseState.RESOLVED or kind != "effect":
        return
    end_case(cause=case.cause, text="", actor=actor, at=at)
    order = orders.lock_order(number=case.order_number)
    transfer = payments_services.plan_transfer(effect_id=effect, actor=actor, at=at)
    _ask_for_account(order.number, transfer, at)


@owns_transaction
def ask_account_again(*, transfer_id: UUID, actor: Actor, at: datetime) -> None:
    """A new link for another account; the one that was given is forgotten. Refusals: CannotTransfer."""
    known = payments.transfer_view(transfer_id=transfer_id)
    if known is None:
        return
    orders.lock_order(number=known.order_number)
    transfer = payments_services.ask_account_again(transfer_id=transfer_id, actor=actor, at=at)
    _ask_for_account(known.order_number, transfer, at)


@owns_transaction
def return_transfer(*, transfer_id: UUID, why: str, actor: Actor, at: datetime) -> None:
    """The customer's bank sent it back: owed again, and its customer is asked for another account. Refusals: CannotTransfer."""
    known = payments.transfer_view(transfer_id=transfer_id)
    if known is None:
        return
    orders.lock_order(number=known.order_number)
    transfer = payments_services.return_transfer(transfer_id=transfer_id, why=why, actor=actor, at=at)
    if transfer.effect.state == EffectState.WAITING:
        _ask_for_account(known.order_number, transfer, at)


def _ask_for_account(number: str, transfer: BankTransfer, at: datetime) -> None:
    order = orders.order_by_number(number=number)
    if order is None:
        return
    token = payments.transfer_token(transfer=transfer)
    store = f"{settings.SITE_URL}/{order.language}-{order.country.lower()}"
    facts: dict[str, object] = {
        "amount": transfer.effect.amount,
        "account_link": f"{store}/refund-account/{token}/",
        "returned": transfer.returned > 0,
    }
    key = f"account:{transfer.effect.public_id}:{transfer.links}"
    fulfilment.tell(order=order, kind="refund_account", key=key, facts=facts, at=at)
