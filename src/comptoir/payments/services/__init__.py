"""The verbs of payments, by noun."""

from comptoir.payments.services.effects import (
    drop_effect,
    perform_effect,
    release_rest,
    request_capture,
    request_refund,
    retry_effect,
    return_payment,
)
from comptoir.payments.services.ledger import LedgerSide, post_entry, seal_ledger
from comptoir.payments.services.opening import (
    apply_report,
    close_payment,
    lapse_payment,
    look_at_payment,
    open_payment,
    start_payment,
)
from comptoir.payments.services.telling import handle_event, read_event, receive_event

__all__ = [
    "LedgerSide",
    "apply_report",
    "close_payment",
    "drop_effect",
    "handle_event",
    "lapse_payment",
    "look_at_payment",
    "open_payment",
    "perform_effect",
    "post_entry",
    "read_event",
    "receive_event",
    "release_rest",
    "request_capture",
    "request_refund",
    "retry_effect",
    "return_payment",
    "seal_ledger",
    "start_payment",
]
