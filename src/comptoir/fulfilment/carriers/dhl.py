"""DHL as one carrier. Which service goes by which of its APIs is data: `CARRIER_APIS`."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from comptoir.fulfilment.carriers import express, parcel, points, tracking
from comptoir.fulfilment.carriers.base import (
    BoughtLabel,
    DropoffPoint,
    LabelRequest,
    PickupRequest,
    Place,
    Push,
    Rate,
    Spot,
    Tracked,
)

# What a label costs that is never handed over, where the API cannot take it back.
_UNUSED = "not used: nothing is charged for it, destroy the print"
_TAKES = {"mydhl": "express:drop-off-prelabeled", "parcel": "parcel:drop-off"}


def _by_parcel(service: str) -> bool:
    return bool(settings.CARRIER_APIS[service] == "parcel")


def _is_parcel(tracking_number: str) -> bool:
    """Express has numbers of ten digits, whatever goes by it today."""
    return len(tracking_number) > 10


class Dhl:
    """The adapter of `fulfilment.carriers.base.Carrier` to DHL."""

    name = "dhl"

    def buy_label(self, wanted: LabelRequest) -> BoughtLabel:
        """One shipment."""
        return parcel.buy_label(wanted) if _by_parcel(wanted.service) else express.buy_label(wanted)

    def void_label(self, *, tracking_number: str, comes_back: bool) -> str:
        """Parcel takes shipments back, and no returns; Express takes nothing back and charges what it scans."""
        if comes_back or not _is_parcel(tracking_number):
            return _UNUSED
        parcel.void_label(tracking_number=tracking_number)
        return ""

    def ask_rates(self, wanted: LabelRequest) -> tuple[Rate, ...]:
        """Express has prices to ask for; those of Parcel are in the contract."""
        return () if _by_parcel(wanted.service) else express.ask_rates(wanted)

    def book_pickup(self, wanted: PickupRequest) -> str:
        """One courier."""
        if _is_parcel(wanted.tracking_number):
            return parcel.book_pickup(wanted)
        return express.book_pickup(wanted)

    def cancel_pickup(self, *, tracking_number: str, confirmation: str, requestor: str) -> None:
        """No courier after all."""
        if _is_parcel(tracking_number):
            parcel.cancel_pickup(confirmation=confirmation)
        else:
            express.cancel_pickup(confirmation=confirmation, requestor=requestor)

    def find_points(self, *, service: str, near: Place | Spot, most: int) -> tuple[DropoffPoint, ...]:
        """Points that take parcels of the service in, with their label on."""
        return points.find_points(takes=_TAKES[settings.CARRIER_APIS[service]], near=near, most=most)

    def points_page(self, *, country: str, place: str) -> str:
        """DHL's service point locator."""
        return points.points_page(country=country, place=place)

    def track(self, *, tracking_number: str) -> Tracked:
        """Express by its own checkpoints, Parcel by Unified Tracking."""
        if _is_parcel(tracking_number):
            return tracking.track(service="parcel-de", tracking_number=tracking_number)
        return express.track(tracking_number=tracking_number)

    def subscribe(self, *, url: str) -> None:
        """One subscription for each account."""
        if "mydhl" in settings.CARRIER_APIS.values():
            tracking.subscribe(url=url, service="express", account=settings.CARRIER_ACCOUNT)
        if "parcel" in settings.CARRIER_APIS.values():
            tracking.subscribe(url=url, service="parcel-de", account=settings.CARRIER_PARCEL_ACCOUNT[:10])

    def confirm_subscription(self, *, subscription: str, secret: str) -> None:
        """Under the id that the push named."""
        tracking.confirm_subscription(subscription=subscription, secret=secret)

    def read_push(self, *, body: bytes, headers: Mapping[str, str]) -> Push:
        """A push of Unified Tracking."""
        return tracking.read_push(body=body, headers=headers)
