"""What the house asks of a carrier, in its own words; each adapter translates, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class CarrierUnreachable(Exception):
    """No answer, or one that makes no sense: ask again with the same reference."""


class CarrierUnsure(CarrierUnreachable):
    """The question may have been heard: what became of it is not known."""


class CarrierRefused(Exception):
    """The carrier will not do it; its words say why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class BadSignature(Exception):
    """A message that does not come from the carrier."""


class ScanStatus(StrEnum):
    """What a scan says of a parcel."""

    IN_TRANSIT = "in_transit"
    AT_CUSTOMS = "at_customs"  # held there
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"  # the courier came, and nobody took it
    AT_POINT = "at_point"  # it waits to be collected
    REDIRECTED = "redirected"  # another day, place or locker, agreed with the carrier (DEL-10, DEL-14)
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    DAMAGED = "damaged"  # and still on its way
    REFUSED = "refused"  # at the door
    COMING_BACK = "coming_back"  # on its way back to the sender
    RETURNED = "returned"  # brought back to the sender
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who sends or receives, and where."""

    name: str
    line1: str
    city: str
    country: str
    phone: str
    email: str
    company: str = ""
    vat_number: str = ""
    line2: str = ""
    postal_code: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece as customs want it declared; `value` in minor units, net of discounts (A-47).

    `replaces`: sent free of charge in place of one that was sold, whose value it has.
    """

    description: str
    value: int
    currency: str
    hs_code: str
    origin: str
    weight_g: int
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A customs document as a PDF: `invoice` is the commercial invoice, `declaration` a CN22 or CN23."""

    kind: str
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRequest:
    """A label that is wanted. `again`: it was asked for before, and what became of that is not known."""

    reference: str
    order_number: str
    service: str
    comes_back: bool  # a return: the customer sends, the house receives and pays
    sender: Place
    receiver: Place
    items: tuple[Item, ...]
    weight_g: int  # of the whole parcel, its packaging included where it was weighed
    customs: bool
    duties_prepaid: bool
    ship_at: datetime  # in the sender's zone
    eori: str = ""  # the house's, for customs
    again: bool = False
    papers: tuple[Paper, ...] = ()  # customs documents that the house has drawn; none: the carrier draws them


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLabel:
    """A label that was bought: its PDF, the customs documents apart, the answer without files and people.

    `papers` are what goes with it through customs: what the carrier took of ours, or drew itself.
    `redirect_url` is where the customer may choose another day or place. `unused` are shipments that an earlier
    question made and whose label nobody has.
    """

    tracking_number: str
    tracking_url: str
    pdf: bytes
    answer: Mapping[str, object]
    papers: tuple[Paper, ...] = ()
    redirect_url: str = ""
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What the carrier asks of the house for a product, in minor units, and the day it would arrive."""

    product: str
    amount: int
    currency: str
    arrives: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupRequest:
    """A courier to call at an address for one parcel; the hours are local, as HH:MM."""

    reference: str
    tracking_number: str
    place: Place
    day: date
    ready_from: str
    closes_at: str
    zone: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DropoffPoint:
    """Where a parcel can be handed in: a `servicepoint`, `postoffice` or `locker`; hours as `Monday 09:00-19:00`."""

    name: str
    address: str
    distance_m: int
    kind: str = ""
    hours: tuple[str, ...] = ()
    spot: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One event of a shipment. `local_at` is the time as the scanner's wall clock had it, with its offset."""

    event_id: str
    tracking_number: str
    status: ScanStatus
    at: datetime
    local_at: str
    text: str
    payload: Mapping[str, object]
    place: str = ""  # the town
    until: date | None = None  # the last day at a pick-up point


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What the carrier tells of a shipment: its scans, and where the customer may choose another day or place."""

    tracking_number: str
    scans: tuple[Scan, ...]
    redirect_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What the carrier sent by itself: shipments, or a subscription that is to be confirmed with its secret."""

    shipments: tuple[Tracked, ...] = ()
    subscription: str = ""
    secret: str = ""


class Carrier(Protocol):
    """A carrier. Every call may raise CarrierUnreachable, and CarrierRefused where it is refused."""

    name: str

    def buy_label(self, wanted: LabelRequest) -> BoughtLabel:
        """Buy a label; asked `again`, look for it under its reference first."""

    def void_label(self, *, tracking_number: str, comes_back: bool) -> str:
        """Give a label back that was not used; what is left to people where the carrier cannot, blank where it did."""

    def ask_rates(self, wanted: LabelRequest) -> tuple[Rate, ...]:
        """What a label would cost the house; nothing where the service has no price list to ask."""

    def book_pickup(self, wanted: PickupRequest) -> str:
        """Call a courier; returns the carrier's confirmation. CarrierUnsure: one may come all the same."""

    def cancel_pickup(self, *, tracking_number: str, confirmation: str, requestor: str) -> None:
        """Call a courier off; one that is called off stays so."""

    def find_points(self, *, service: str, near: Place | Spot, most: int) -> tuple[DropoffPoint, ...]:
        """The points nearest to an address or spot where a labelled parcel can be handed in, nearest first."""

    def points_page(self, *, country: str, place: str) -> str:
        """The carrier's own page of those points for people, near a postal code or town."""

    def track(self, *, tracking_number: str) -> Tracked:
        """All that was scanned of a shipment so far."""

    def subscribe(self, *, url: str) -> None:
        """Ask for scans to be pushed to a URL; the carrier answers with a push that is to be confirmed."""

    def confirm_subscription(self, *, subscription: str, secret: str) -> None:
        """Say that a subscription is ours."""

    def read_push(self, *, body: bytes, headers: Mapping[str, str]) -> Push:
        """Check and read what the carrier pushed; BadSignature when it is not theirs."""
