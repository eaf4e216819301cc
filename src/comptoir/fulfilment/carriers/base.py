"""What the house asks of a carrier, in its own words; each adapter translates, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class CarrierUnreachable(Exception):
    """No answer, or one that makes no sense: the outcome is not known. Ask again with the same reference."""


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
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
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
    line2: str = ""
    postal_code: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece as customs want it declared; `value` in minor units, net of discounts (A-47)."""

    description: str
    value: int
    currency: str
    hs_code: str
    origin: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRequest:
    """A label that is wanted. The same reference buys it once."""

    reference: str
    order_number: str
    service: str
    comes_back: bool  # a return: the customer sends, the house receives and pays
    sender: Place
    receiver: Place
    items: tuple[Item, ...]
    customs: bool
    duties_prepaid: bool
    ship_at: datetime  # in the sender's zone


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLabel:
    """A label that was bought: its PDF, and the carrier's answer without the files."""

    tracking_number: str
    tracking_url: str
    pdf: bytes
    answer: Mapping[str, object]


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
class DropoffPoint:
    """Where a parcel can be handed in."""

    name: str
    address: str
    distance_m: int


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


class Carrier(Protocol):
    """A carrier. Every call may raise CarrierUnreachable; buying, voiding and booking also CarrierRefused."""

    name: str

    def buy_label(self, wanted: LabelRequest) -> BoughtLabel:
        """Buy a label. The same reference buys it once and gets the same answer again."""
        ...

    def void_label(self, *, tracking_number: str, reference: str) -> None:
        """Give a label back that was not used; one that is void already stays so."""
        ...

    def book_pickup(self, wanted: PickupRequest) -> str:
        """Call a courier; returns the carrier's confirmation."""
        ...

    def find_points(
        self, *, country: str, postal_code: str, city: str, street: str, most: int
    ) -> tuple[DropoffPoint, ...]:
        """The points nearest to an address where a parcel can be handed in, nearest first."""
        ...

    def points_page(self, *, country: str, place: str) -> str:
        """The carrier's own page of those points for people, near a postal code or town."""
        ...

    def read_events(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Scan, ...]:
        """Check and read what the carrier pushed; BadSignature when it is not theirs."""
        ...
