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
def receive_event(*, by: str, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """Check, keep and enqueue a message of a provider. BadSignature when it is not theirs, ProviderUnreachable."""
    told = payments.read_events(by=by, body=body, headers=headers)
    with one_transaction():
        for event in told:
            event_id = payments.receive_event(by=by, told=event, at=at)
            if event_id is not None:
                queue.defer("checkout.settle_event", event_id=event_id)


@spans_transactions
def settle_event(*, event_id: int, at: datetime) -> None:
    """Settle the order or the dispute that a message speaks of; a message of nobody's is only kept."""
    with one_transaction():
        payment, dispute = payments.handle_event(event_id=event_id, at=at)
    if payment is None:
        return
    provider = Actor(kind=ActorKind.PROVIDER, id=payment.gateway)
    if dispute:
        payments.settle_dispute(payment=payment, reference=dispute, actor=provider, at=at)
        return
    settle = settle_renewal if payments_queries.is_renewal(payment=payment) else settle_order
    settle(order_number=payment.order_number, actor=provider, at=at)
    payments.perform_effects(payment=payment, at=at)
