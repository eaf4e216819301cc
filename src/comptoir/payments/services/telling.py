"""What the provider tells us by itself: stored as it came, once, and taken as a hint to look (C-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from comptoir.infra.db import joins_transaction
from comptoir.payments import queries
from comptoir.payments.gateways.base import Told
from comptoir.payments.models import Payment, ProviderEvent
from comptoir.payments.services.opening import gateway


def read_event(*, body: bytes, headers: Mapping[str, str], at: datetime) -> Told:
    """Check the signature and read the event; BadSignature when it is not the provider's."""
    return gateway().read_event(body=body, headers=headers, at=at)


@joins_transaction
def receive_event(*, told: Told, at: datetime) -> int | None:
    """Store the event and return its id; None when it is known already."""
    try:
        with transaction.atomic():
            event = ProviderEvent.objects.create(
                gateway=gateway().name,
                event_id=told.event_id,
                kind=told.kind,
                payload={
                    **told.payload,
                    "_provider_ref": told.provider_ref,
                    "_session_ref": told.session_ref,
                },
                received_at=at,
            )
    except IntegrityError:
        return None
    return event.pk


@joins_transaction
def handle_event(*, event_id: int, at: datetime) -> Payment | None:
    """Mark an event handled and return the payment it speaks of, if it is one of ours."""
    event = queries.unhandled_event(event_id=event_id)
    if event is None:
        return None
    event.handled_at = at
    event.save(update_fields=["handled_at"])
    return queries.payment_by_reference(
        gateway=event.gateway,
        provider_ref=str(event.payload.get("_provider_ref", "")),
        session_ref=str(event.payload.get("_session_ref", "")),
    )
