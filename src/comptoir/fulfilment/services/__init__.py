"""The verbs of fulfilment, by noun."""

from comptoir.fulfilment.carriers.base import BadSignature, DropoffPoint, Place, ScanStatus
from comptoir.fulfilment.services.handing_in import (
    PickupAnswer,
    PickupWish,
    book_pickup,
    find_dropoff_points,
    points_page,
)
from comptoir.fulfilment.services.labels import give_back_label, settle_label, want_label
from comptoir.fulfilment.services.packing import (
    CannotPack,
    CannotUnpack,
    UnknownParcel,
    pack_parcel,
    unpack_parcel,
)
from comptoir.fulfilment.services.releasing import release_due_order
from comptoir.fulfilment.services.scans import (
    CannotRecord,
    UnknownShipment,
    apply_scans,
    receive_carrier_event,
    record_event,
)
from comptoir.fulfilment.services.shipping import CannotShip, ShipResult, settle_parcel, ship_parcel
from comptoir.fulfilment.services.shortages import CannotBeShort, call_off_pieces, report_shortage
from comptoir.fulfilment.services.telling import tell_refund, tell_trouble
from comptoir.fulfilment.services.withdrawing import take_out_pieces

__all__ = [
    "BadSignature",
    "CannotBeShort",
    "CannotPack",
    "CannotRecord",
    "CannotShip",
    "CannotUnpack",
    "DropoffPoint",
    "PickupAnswer",
    "PickupWish",
    "Place",
    "ScanStatus",
    "ShipResult",
    "UnknownParcel",
    "UnknownShipment",
    "apply_scans",
    "book_pickup",
    "call_off_pieces",
    "find_dropoff_points",
    "give_back_label",
    "pack_parcel",
    "points_page",
    "receive_carrier_event",
    "record_event",
    "release_due_order",
    "report_shortage",
    "settle_label",
    "settle_parcel",
    "ship_parcel",
    "take_out_pieces",
    "tell_refund",
    "tell_trouble",
    "unpack_parcel",
    "want_label",
]
