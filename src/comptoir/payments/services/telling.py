"""What the provider tells us: events, stored as they came, once, and taken as a hint to look (C-11); its report (C-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from comptoir.core.reconciliation import Difference, Moved
from comptoir.infra.db import insert_once, joins_transaction, spans_transactions
from comptoir.payments import queries
from comptoir.payments.gateways.base import BadSignature, Told
from comptoir.payments.models import Payment, ProviderEvent, Reconciliation
from comptoir.payments.services.opening import gateway, gateways


def read_events(*, by: str, body: bytes, headers: Mapping[str, str]) -> tuple[Told, ...]:
    """Check the signature and read what a provider sent, blank for the first; BadSignature when it is not theirs."""
    if by and by not in {known.name for known in gateways()}:
        raise BadSignature(by)
    return gateway(name=by).read_events(body=body, headers=headers)


@joins_transaction
def receive_event(*, by: str, told: Told, at: datetime) -> int | None:
    """Store the event and return its id; None when it is known already."""
    event = ProviderEvent(
        gateway=gateway(name=by).name,
        event_id=told.event_id,
        kind=told.kind,
        provider_ref=told.provider_ref,
        session_ref=told.session_ref,
        dispute_ref=told.dispute_ref,
        payload=told.payload,
        received_at=at,
    )
    return event.pk if insert_once(event) else None


@joins_transaction
def handle_event(*, event_id: int, at: datetime) -> tuple[Payment | None, str]:
    """Mark an event handled and return what it speaks of: a payment, if it is one of ours, and a dispute's reference."""
    event = queries.unhandled_event(event_id=event_id)
    if event is None:
        return None, ""
    event.handled_at = at
    event.save(update_fields=["handled_at"])
    payment = queries.payment_by_reference(
        gateway=event.gateway, provider_ref=event.provider_ref, session_ref=event.session_ref
    )
    return payment, event.dispute_ref


@spans_transactions
def read_report(*, by: str, since: datetime, until: datetime) -> tuple[Moved, ...]:
    """What a provider says moved in a period; ProviderUnreachable when it does not answer."""
    movements = gateway(name=by).movements(since=since, until=until)
    orders = queries.orders_of_payments(
        gateway=by, references={movement.provider_ref for movement in movements}
    )
    return tuple(
        Moved(
            reference=movement.reference,
            kind=movement.kind,
            order=movement.order or orders.get(movement.provider_ref, ""),
            amount=movement.amount,
            currency=movement.currency,
            at=movement.at,
        )
        for movement in movements
    )


@joins_transaction
def note_reconciliation(
    *,
    by: str,
    since: datetime,
    until: datetime,
    theirs: int,
    ours: int,
    differences: Sequence[Difference],
    at: datetime,
) -> None:
    """Keep what a comparison found."""
    Reconciliation.objects.create(
        gateway=by,
        since=since,
        until=until,
        theirs=theirs,
        ours=ours,
        differences=[
            {
                "kind": found.kind,
                "moved": found.moved,
                "order": found.order,
                "currency": found.currency,
                "theirs": str(found.theirs),
                "ours": str(found.ours),
                "reference": found.reference,
                "at": found.at.isoformat(),
            }
            for found in differences
        ],
        ran_at=at,
    )
