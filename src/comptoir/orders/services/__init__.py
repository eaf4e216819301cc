"""The verbs of an order, by noun."""

from comptoir.orders.services.cancelling import CannotCancel, cancel_order, undo_order
from comptoir.orders.services.linking import ask_for_link, mail_link
from comptoir.orders.services.moving import (
    abandon_order,
    cancel_pieces,
    close_order,
    confirm_order,
    end_hold,
    mark_cancelled,
    release_order,
)
from comptoir.orders.services.placing import PieceDetails, create_order, new_number

__all__ = [
    "CannotCancel",
    "PieceDetails",
    "abandon_order",
    "ask_for_link",
    "cancel_order",
    "cancel_pieces",
    "close_order",
    "confirm_order",
    "create_order",
    "end_hold",
    "mail_link",
    "mark_cancelled",
    "new_number",
    "release_order",
    "undo_order",
]
