"""The verbs of an order, by noun."""

from comptoir.orders.services.cancelling import (
    CannotCancel,
    caller_of,
    cancel_locked,
    cancel_order,
    undo_order,
)
from comptoir.orders.services.joining import join_orders
from comptoir.orders.services.linking import WrongLinkCode, ask_for_link, mail_link, open_by_code
from comptoir.orders.services.moving import (
    abandon_order,
    cancel_pieces,
    close_order,
    confirm_order,
    mark_cancelled,
    place_order,
    release_order,
)
from comptoir.orders.services.placing import PieceDetails, create_order, new_number
from comptoir.orders.services.reducing import reduce_price
from comptoir.orders.services.resending import resend_pieces
from comptoir.orders.services.reviewing import (
    ACCEPTED_BECAUSE,
    REFUSED_BECAUSE,
    Accepted,
    RefusedBecause,
    close_review,
    end_hold,
    hold_order,
    take_review,
)

__all__ = [
    "ACCEPTED_BECAUSE",
    "Accepted",
    "CannotCancel",
    "PieceDetails",
    "REFUSED_BECAUSE",
    "RefusedBecause",
    "WrongLinkCode",
    "abandon_order",
    "ask_for_link",
    "caller_of",
    "cancel_locked",
    "cancel_order",
    "cancel_pieces",
    "close_order",
    "close_review",
    "confirm_order",
    "create_order",
    "end_hold",
    "hold_order",
    "join_orders",
    "mail_link",
    "mark_cancelled",
    "new_number",
    "open_by_code",
    "place_order",
    "reduce_price",
    "release_order",
    "resend_pieces",
    "take_review",
    "undo_order",
]
