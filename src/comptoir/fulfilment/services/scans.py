"""What the carrier or the warehouse says of a parcel: stored as it came, each once, in whatever order it comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.core.actors import Actor, ActorKind
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import PARCEL, Event, OrderState, ParcelState, advance
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries
from comptoir.fulfilment.carriers.base import CarrierRefused, CarrierUnreachable, Scan, ScanStatus, Tracked
from comptoir.fulfilment.models import CarrierEvent, Label, Parcel
from comptoir.fulfilment.services.labels import FIRST_POLL, carrier, note_parcel
from comptoir.fulfilment.services.packing import lock_parcel, moved_on, parcel_or_refuse
from comptoir.fulfilment.services.telling import tell_delivered, tell_moved
from comptoir.infra import queue
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders
from comptoir.orders import services as orders_services

CARRIER = Actor(kind=ActorKind.CARRIER, id="carrier")

# What ends a journey, the strongest word first: a parcel that was delivered is neither lost nor on its way back.
_ENDS = (
    (ScanStatus.DELIVERED, Event.DELIVER, "delivered_at"),
    (ScanStatus.RETURNED, Event.SEND_BACK, "returned_at"),
    (ScanStatus.LOST, Event.LOSE, "lost_at"),
)
_OVER = {ScanStatus.DELIVERED, ScanStatus.RETURNED}
_NEXT_POLL = timedelta(hours=6)
_LONGEST_POLLED = timedelta(days=120)


class CannotRecord(NotPossible):
    """The warehouse's word does not fit the parcel, and why."""


@owns_transaction
def receive_carrier_event(*, body: bytes, headers: Mapping[str, str], at: datetime) -> int:
    """Store what the carrier pushed and let a job act on it; returns how many events were new.

    BadSignature where it does not come from the carrier. What it says of shipments that are not ours is passed over.
    """
    push = carrier().read_push(body=body, headers=headers)
    if push.subscription:
        queue.defer("fulfilment.confirm_subscription", subscription=push.subscription, secret=push.secret)
    known = (
        (queries.label_by_tracking(tracking_number=told.tracking_number), told) for told in push.shipments
    )
    return sum(_take_in(label, told, at) for label, told in known if label)


@spans_transactions
def poll_label(*, label_id: int, at: datetime) -> None:
    """Ask the carrier for the scans of a label, as it may have failed to push them."""
    label = Label.objects.get(pk=label_id)
    try:
        told = carrier().track(tracking_number=label.tracking_number)
    except (CarrierUnreachable, CarrierRefused):
        told = Tracked(tracking_number=label.tracking_number, scans=())
    with one_transaction():
        _take_in(label, told, at)


@spans_transactions
def subscribe_to_scans(*, url: str) -> None:
    """Ask the carrier to push scans to a URL of ours. CarrierUnreachable, CarrierRefused."""
    carrier().subscribe(url=url)


@spans_transactions
def confirm_subscription(*, subscription: str, secret: str) -> None:
    """Tell the carrier that a subscription is ours. CarrierUnreachable, CarrierRefused."""
    carrier().confirm_subscription(subscription=subscription, secret=secret)


@owns_transaction
def record_event(
    *,
    parcel_id: UUID,
    status: str,
    event_at: datetime | None,
    actor: Actor,
    at: datetime,
    until: date | None = None,
) -> queries.ParcelView:
    """What became of a parcel, at a moment not later than now; until when it waits at a point. Refusals: CannotRecord."""
    if status not in set(ScanStatus):
        why = (("why", _("choose one of %(words)s") % {"words": ", ".join(ScanStatus)}),)
        raise CannotRecord(Refused(rule=None, reason=Reason.FIELD_WRONG, values=why, field="status"))
    parcel = lock_parcel(parcel_id=parcel_id)
    _refuse(parcel, ScanStatus(status), event_at or at, at)
    when = (event_at or at).astimezone(ZoneInfo(parcel.order.zone))
    scan = Scan(
        event_id=f"desk:{parcel.public_id}:{status}:{when.isoformat()}",
        tracking_number=parcel.label.tracking_number,
        status=ScanStatus(status),
        at=when,
        local_at=when.isoformat(timespec="seconds"),
        text="",
        payload={"by": actor.kind, "id": actor.id},
        until=until,
    )
    _store(parcel.label, scan, at)
    _apply(parcel, actor, at)
    return parcel_or_refuse(parcel_id=parcel_id)


def _refuse(parcel: Parcel, status: ScanStatus, event_at: datetime, at: datetime) -> None:
    if parcel.state not in queries.LEFT:
        raise CannotRecord(Refused(rule=None, reason=Reason.PARCEL_NOT_SHIPPED))
    if event_at > at:
        why = (("why", _("it lies in the future")),)
        raise CannotRecord(Refused(rule=None, reason=Reason.FIELD_WRONG, values=why, field="at"))
    if parcel.state not in {ParcelState.SHIPPED, status}:
        raise CannotRecord(moved_on(parcel=parcel))


@owns_transaction
def apply_scans(*, label_id: int, at: datetime) -> None:
    """Move a parcel by what the carrier has said so far; what is late, repeated or out of order changes nothing."""
    parcel = Parcel.objects.filter(label_id=label_id).first()
    if parcel is None:
        return  # a return's label: returns asks for its scans
    _apply(lock_parcel(parcel_id=parcel.public_id), CARRIER, at)


def _take_in(label: Label, told: Tracked, at: datetime) -> int:
    new = sum(_store(label, scan, at) for scan in told.scans)
    over = any(scan.status in _OVER for scan in told.scans) or at - label.requested_at > _LONGEST_POLLED
    label.poll_at = None if over else at + (_NEXT_POLL if told.scans else FIRST_POLL)
    label.redirect_url = told.redirect_url or label.redirect_url
    label.save(update_fields=["poll_at", "redirect_url"])
    if new:
        queue.defer("fulfilment.apply_scans", label_id=label.pk)
    return new


def _store(label: Label, scan: Scan, at: datetime) -> bool:
    """Keep the event; whether it is new. Another day or place is the customer's choice, and ours to remember."""
    row = CarrierEvent(
        label=label,
        event_id=scan.event_id,
        status=scan.status,
        at=scan.at,
        local_at=scan.local_at,
        text=scan.text[:200],
        payload=dict(scan.payload),
        place=scan.place,
        until=scan.until,
        received_at=at,
    )
    if CarrierEvent.objects.filter(event_id=scan.event_id).exists():
        return False
    CarrierEvent.objects.bulk_create([row], ignore_conflicts=True)
    parcel = Parcel.objects.select_related("order").filter(label=label).first()
    if scan.status is ScanStatus.REDIRECTED and parcel:
        note_parcel(
            parcel=parcel,
            verb="parcel_redirected",
            actor=CARRIER,
            rule="DEL-14",
            reason=scan.text,
            data={"at": scan.local_at},
            at=at,
        )
    return True


def _apply(parcel: Parcel, actor: Actor, at: datetime) -> None:
    if parcel.state != ParcelState.SHIPPED:
        return
    scans = queries.scans_of(label_id=parcel.label_id)
    for status, event, field in _ENDS:
        first = next((scan for scan in scans if scan.status == status), None)
        if first is None:
            continue
        parcel.state = advance(PARCEL, ParcelState.SHIPPED, event)
        setattr(parcel, field, first.at)
        parcel.save(update_fields=["state", field])
        Label.objects.filter(pk=parcel.label_id).update(poll_at=None)
        note_parcel(
            parcel=parcel, verb=f"parcel_{parcel.state}", actor=actor, data={"at": first.local_at}, at=at
        )
        if status is ScanStatus.DELIVERED:
            tell_delivered(parcel=parcel, at=at)
        close_if_done(order_number=parcel.order.number, actor=actor, at=at)
        return
    tell_moved(parcel=parcel, at=at)


@joins_transaction
def close_if_done(*, order_number: str, actor: Actor, at: datetime) -> None:
    """Close an order of which every piece has arrived, is lost or was cancelled. The order must be locked."""
    order = orders.order_by_number(number=order_number)
    if order is None or order.state != OrderState.RELEASED:
        return
    if queries.all_arrived(facts=queries.order_facts(order=order)):
        orders_services.close_order(order=order, actor=actor, at=at)
