"""Reads of the customer-service record: orders whole, cases, and the house's invariants."""

from comptoir.cases.queries.contacts import (
    MOST_AN_HOUR,
    ContactView,
    Topic,
    has_written_enough,
    topic_words,
)
from comptoir.cases.queries.inbox import CaseView, case_view, open_cases
from comptoir.cases.queries.integrity import INVARIANTS, Broken, Invariant, check_invariant, count_rows
from comptoir.cases.queries.orders import (
    Can,
    CancellationPreview,
    OrderView,
    PaymentView,
    PieceView,
    can_for,
    order_for,
    order_view,
    preview_cancellation,
    timeline,
)

__all__ = [
    "INVARIANTS",
    "MOST_AN_HOUR",
    "Broken",
    "Can",
    "CancellationPreview",
    "CaseView",
    "ContactView",
    "Invariant",
    "OrderView",
    "PaymentView",
    "PieceView",
    "Topic",
    "can_for",
    "case_view",
    "check_invariant",
    "count_rows",
    "has_written_enough",
    "open_cases",
    "order_for",
    "order_view",
    "preview_cancellation",
    "timeline",
    "topic_words",
]
