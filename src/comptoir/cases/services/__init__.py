"""The verbs of cases, by noun."""

from comptoir.cases.services.opening import (
    Message,
    NotTaken,
    open_case,
    resolve_case,
    retry_effect,
    take_message,
)
from comptoir.cases.services.promises import NothingToSay, watch_promises, write_about
from comptoir.cases.services.reconciling import reconcile, reconcile_daily
from comptoir.cases.services.watching import open_cases_for_trouble

__all__ = [
    "Message",
    "NotTaken",
    "NothingToSay",
    "open_case",
    "open_cases_for_trouble",
    "reconcile",
    "reconcile_daily",
    "resolve_case",
    "retry_effect",
    "take_message",
    "watch_promises",
    "write_about",
]
