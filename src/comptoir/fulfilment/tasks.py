"""Queue entry points of fulfilment, and its sweeps."""

from __future__ import annotations

from comptoir.core.actors import HOUSE
from comptoir.fulfilment import queries, services
from comptoir.infra import clock
from comptoir.infra.queue import sweep, task


@task("fulfilment.settle_label")
def settle_label(*, label_id: int) -> None:
    """Ask the carrier for what is open of a label."""
    services.settle_label(label_id=label_id, at=clock.now())


@task("fulfilment.apply_scans")
def apply_scans(*, label_id: int) -> None:
    """Move a parcel by what the carrier has said."""
    services.apply_scans(label_id=label_id, at=clock.now())


@task("fulfilment.cancel_pickup")
def cancel_pickup(*, label_id: int, confirmation: str) -> None:
    """Tell the carrier that no courier need call."""
    services.cancel_pickup(label_id=label_id, confirmation=confirmation, at=clock.now())


@task("fulfilment.confirm_subscription")
def confirm_subscription(*, subscription: str, secret: str) -> None:
    """Tell the carrier that a subscription to its scans is ours."""
    services.confirm_subscription(subscription=subscription, secret=secret)


@sweep("fulfilment.poll_labels", cron="* * * * * */20", next_due=lambda: None)
def poll_labels() -> None:
    """Labels of which the carrier has pushed nothing for long are asked about."""
    at = clock.now()
    for label_id in queries.labels_to_poll(at=at):
        services.poll_label(label_id=label_id, at=at)


@sweep("fulfilment.release_due_orders", cron="* * * * * */20", next_due=queries.next_release_due)
def release_due_orders() -> None:
    """Orders whose cancellation time is over go to the warehouse (ORD-03)."""
    at = clock.now()
    for number in queries.release_due(at=at):
        services.release_due_order(order_number=number, at=at)


@sweep("fulfilment.settle_charging", cron="* * * * * */20", next_due=lambda: None)
def settle_charging() -> None:
    """Parcels whose charge was answered after the call that asked for it leave, or go back to packed."""
    at = clock.now()
    for parcel_id in queries.charging_parcels():
        services.settle_parcel(parcel_id=parcel_id, actor=HOUSE, at=at)


@sweep("fulfilment.retry_labels", cron="* * * * * */20", next_due=queries.next_label_due)
def retry_labels() -> None:
    """Labels that the carrier still owes, or that it still has to void, are asked for again under their reference."""
    at = clock.now()
    for label_id in queries.open_labels(at=at):
        services.settle_label(label_id=label_id, at=at)


@sweep("fulfilment.tell_refunds", cron="* * * * * */20", next_due=lambda: None)
def tell_refunds() -> None:
    """Refunds that the provider has carried out are told to the customer (RET-11)."""
    at = clock.now()
    for effect in queries.untold_refunds()[:200]:
        services.tell_refund(effect_id=effect.pk, at=at)
