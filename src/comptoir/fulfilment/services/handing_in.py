"""Where and how a customer hands a parcel in: drop-off points, and a courier who calls (RET-08, RET-09)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.conf import settings

from comptoir.core.addresses import Address
from comptoir.fulfilment.carriers.base import (
    CarrierRefused,
    CarrierUnreachable,
    CarrierUnsure,
    DropoffPoint,
    PickupRequest,
)
from comptoir.fulfilment.models import Label
from comptoir.fulfilment.services.labels import carrier, located, note_label, place_of
from comptoir.infra import queue
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.orders import queries as orders

_POINTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupWish:
    """An address, a day, and the hours between which the courier may call: local to the address, as HH:MM."""

    address: Address
    day: date
    begins: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupAnswer:
    """What the carrier says of a wish: a confirmation, or why not; neither while it does not answer."""

    confirmation: str = ""
    failure: str = ""


@spans_transactions
def find_dropoff_points(
    *, order_number: str, postal_code: str = "", city: str = ""
) -> tuple[DropoffPoint, ...]:
    """The points nearest to the delivery address, or to a place typed in the same country; none where nobody answers."""
    order = orders.order_by_number(number=order_number)
    party = orders.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None:
        return ()
    near = place_of(party=party)
    if postal_code or city:
        near = replace(near, line1="", line2="", region="", postal_code=postal_code, city=city)
    try:
        return carrier().find_points(service=order.delivery_service, near=near, most=_POINTS)
    except CarrierUnreachable:
        return ()


def points_page(*, order_number: str) -> str:
    """The carrier's own page of drop-off points, opened at the delivery address where it is known."""
    order = orders.order_by_number(number=order_number)
    party = orders.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None:
        return carrier().points_page(country=order.country if order else "", place="")
    return carrier().points_page(country=party.country, place=party.postal_code or party.city)


@spans_transactions
def book_pickup(*, label: Label, wish: PickupWish) -> PickupAnswer:
    """Call a courier for the parcel of a label that was bought. After an unclear answer none is called again."""
    order = orders.order_by_number(number=label.order_number)
    party = orders.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None:
        return PickupAnswer(failure="the address was erased")
    pieces = orders.pieces_by_ids(public_ids=[UUID(piece) for piece in label.contents])
    request = PickupRequest(
        reference=str(uuid5(label.public_id, "pickup")),
        tracking_number=label.tracking_number,
        place=located(address=wish.address, email=party.email),
        day=wish.day,
        ready_from=wish.begins,
        closes_at=wish.ends,
        zone=order.zone,
        weight_g=sum(piece.weight_g for piece in pieces),
    )
    try:
        return PickupAnswer(confirmation=carrier().book_pickup(request))
    except CarrierRefused as refusal:
        return PickupAnswer(failure=refusal.why[:200])
    except CarrierUnsure:
        return PickupAnswer(failure=_("no clear answer came, so a courier may or may not call"))
    except CarrierUnreachable:
        return PickupAnswer()


@joins_transaction
def call_off_pickup(*, label: Label, confirmation: str) -> None:
    """No courier need call: a job tells the carrier."""
    queue.defer("fulfilment.cancel_pickup", label_id=label.pk, confirmation=confirmation)


@spans_transactions
def cancel_pickup(*, label_id: int, confirmation: str, at: datetime) -> None:
    """Tell the carrier that no courier need call. CarrierUnreachable: ask again."""
    label = Label.objects.get(pk=label_id)
    failure = ""
    try:
        carrier().cancel_pickup(
            tracking_number=label.tracking_number,
            confirmation=confirmation,
            requestor=settings.MAIL_FROM.partition(" <")[0],
        )
    except CarrierRefused as refusal:
        failure = refusal.why
    with one_transaction():
        note_label(label, verb="pickup_called_off", reason=failure, at=at)
