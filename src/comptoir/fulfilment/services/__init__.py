"""The verbs of fulfilment, by noun."""

from comptoir.fulfilment.carriers.base import (
    BadSignature,
    CarrierRefused,
    CarrierUnreachable,
    DropoffPoint,
    Place,
    ScanStatus,
)
from comptoir.fulfilment.services.handing_in import (
    PickupAnswer,
    PickupWish,
    book_pickup,
    call_off_pickup,
    cancel_pickup,
    find_dropoff_points,
    points_page,
)
from comptoir.fulfilment.services.labels import give_back_label, settle_label, want_label
from comptoir.fulfilment.services.lots import CannotReadLot, read_lot
from comptoir.fulfilment.services.packing import (
    CannotPack,
    CannotUnpack,
    UnknownParcel,
    ask_postage,
    pack_parcel,
    unpack_parcel,
)
from comptoir.fulfilment.services.papers import customs_papers, parcel_paper
from comptoir.fulfilment.services.releasing import release_due_order
from comptoir.fulfilment.services.scans import (
    CannotRecord,
    apply_scans,
    close_if_done,
    confirm_subscription,
    poll_label,
    receive_carrier_event,
    record_event,
    subscribe_to_scans,
)
from comptoir.fulfilment.services.shipping import CannotShip, ShipResult, settle_parcel, ship_parcel
from comptoir.fulfilment.services.shortages import CannotBeShort, call_off_pieces, report_shortage
from comptoir.fulfilment.services.stopping import NoStopOpen, answer_stop, call_back_order
from comptoir.fulfilment.services.telling import mail_document, tell, tell_refund, tell_trouble
from comptoir.fulfilment.services.withdrawing import take_out_pieces

__all__ = [
    "BadSignature",
    "CannotBeShort",
    "CannotPack",
    "CannotReadLot",
    "CannotRecord",
    "CannotShip",
    "CannotUnpack",
    "CarrierRefused",
    "CarrierUnreachable",
    "DropoffPoint",
    "NoStopOpen",
    "PickupAnswer",
    "PickupWish",
    "Place",
    "ScanStatus",
    "ShipResult",
    "UnknownParcel",
    "answer_stop",
    "apply_scans",
    "close_if_done",
    "ask_postage",
    "book_pickup",
    "call_back_order",
    "call_off_pickup",
    "call_off_pieces",
    "cancel_pickup",
    "confirm_subscription",
    "customs_papers",
    "parcel_paper",
    "find_dropoff_points",
    "give_back_label",
    "mail_document",
    "pack_parcel",
    "points_page",
    "poll_label",
    "read_lot",
    "receive_carrier_event",
    "record_event",
    "release_due_order",
    "report_shortage",
    "settle_label",
    "settle_parcel",
    "ship_parcel",
    "subscribe_to_scans",
    "take_out_pieces",
    "tell",
    "tell_refund",
    "tell_trouble",
    "unpack_parcel",
    "want_label",
]
