"""What the provider tells us: events, stored as they came, once, and taken as a hint to look (C-11); its report (C-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from comptoir.core.reconciliation import Difference, Moved
from comptoir.infra.db import joins_transaction, spans_transactions
from comptoir.payments import queries
from comptoir.payments.gateways.base import Told
from comptoir.payments.models import Payment, ProviderEvent, Reconciliation
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
                    "_dispute_ref": told.dispute_ref,
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


@spans_transactions
def read_report(*, since: datetime, until: datetime) -> tuple[Moved, ...]:
    """What the provider says moved in a period; ProviderUnreachable when it does not answer."""
    movements = gateway().movements(since=since, until=until)
    orders = queries.orders_of_payments(
        gateway=gateway().name, references={movement.provider_ref for movement in movements}
    )
    return tuple(
        Moved(
            reference=movement.reference,
            kind=movement.kind,
            order=orders.get(movement.provider_ref, ""),
            amount=movement.amount,
            currency=movement.currency,
            at=movement.at,
        )
        for movement in movements
    )


@joins_transaction
def note_reconciliation(
    *,
    since: datetime,
    until: datetime,
    theirs: int,
    ours: int,
    differences: Sequence[Difference],
    at: datetime,
) -> None:
    """Keep what a comparison found."""
    Reconciliation.objects.create(
        gateway=gateway().name,
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
