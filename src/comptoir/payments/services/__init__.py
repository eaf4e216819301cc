"""The verbs of payments, by noun."""

from comptoir.payments.services.disputes import (
    CannotAnswer,
    answer_dispute,
    find_disputes,
    settle_dispute,
    take_dispute,
)
from comptoir.payments.services.effects import (
    RefundFrozen,
    drop_effect,
    perform_effect,
    release_payment,
    release_rest,
    request_capture,
    request_refund,
    retry_effect,
    return_payment,
)
from comptoir.payments.services.ledger import LedgerSide, close_days, post_entry, seal_ledger
from comptoir.payments.services.opening import (
    apply_report,
    close_payment,
    gateway,
    lapse_payment,
    look_at_payment,
    open_payment,
    start_payment,
)
from comptoir.payments.services.renewing import begin_renewal, end_renewal, finish_renewal, try_renewal
from comptoir.payments.services.telling import (
    handle_event,
    note_reconciliation,
    read_event,
    read_report,
    receive_event,
)

__all__ = [
    "CannotAnswer",
    "LedgerSide",
    "RefundFrozen",
    "answer_dispute",
    "apply_report",
    "begin_renewal",
    "close_days",
    "close_payment",
    "drop_effect",
    "end_renewal",
    "find_disputes",
    "finish_renewal",
    "gateway",
    "handle_event",
    "lapse_payment",
    "look_at_payment",
    "note_reconciliation",
    "open_payment",
    "perform_effect",
    "post_entry",
    "read_event",
    "read_report",
    "receive_event",
    "release_payment",
    "release_rest",
    "request_capture",
    "request_refund",
    "retry_effect",
    "return_payment",
    "seal_ledger",
    "settle_dispute",
    "start_payment",
    "take_dispute",
    "try_renewal",
]
