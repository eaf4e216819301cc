"""The payment provider's own messages: kept, then settled by a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comptoir.checkout.services.renewing import settle_renewal
from comptoir.checkout.services.settling import settle_order
from comptoir.core.actors import Actor, ActorKind
from comptoir.infra import queue
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments


@spans_transactions
def receive_event(*, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """Check, keep and enqueue a message of the provider. BadSignature when it is not theirs."""
    told = payments.read_event(body=body, headers=headers, at=at)
    with one_transaction():
        event_id = payments.receive_event(told=told, at=at)
        if event_id is not None:
            queue.defer("checkout.settle_event", event_id=event_id)


@spans_transactions
def settle_event(*, event_id: int, at: datetime) -> None:
    """Settle the order or the dispute that a message speaks of; a message of nobody's is only kept."""
    dispute = payments_queries.dispute_in_event(event_id=event_id)
    with one_transaction():
        payment = payments.handle_event(event_id=event_id, at=at)
    if payment is None:
        return
    provider = Actor(kind=ActorKind.PROVIDER, id=payment.gateway)
    if dispute:
        payments.settle_dispute(reference=dispute, actor=provider, at=at)
        return
    settle = settle_renewal if payments_queries.is_renewal(payment=payment) else settle_order
    settle(order_number=payment.order_number, actor=provider, at=at)
