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
from comptoir.cases.queries.money import (
    AuthorisationView,
    DisputeView,
    Evidence,
    authorisations,
    disputes,
    evidence,
)
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
from comptoir.cases.queries.reconciling import (
    causes_over,
    count_cases,
    differed_before,
    has_open_case,
    reconciled_until,
    settled_differences,
)

__all__ = [
    "INVARIANTS",
    "MOST_AN_HOUR",
    "AuthorisationView",
    "Broken",
    "Can",
    "CancellationPreview",
    "CaseView",
    "ContactView",
    "DisputeView",
    "Evidence",
    "Invariant",
    "OrderView",
    "PaymentView",
    "PieceView",
    "Topic",
    "authorisations",
    "can_for",
    "case_view",
    "causes_over",
    "check_invariant",
    "count_cases",
    "count_rows",
    "differed_before",
    "disputes",
    "evidence",
    "has_open_case",
    "has_written_enough",
    "open_cases",
    "order_for",
    "order_view",
    "preview_cancellation",
    "reconciled_until",
    "settled_differences",
    "timeline",
    "topic_words",
]
