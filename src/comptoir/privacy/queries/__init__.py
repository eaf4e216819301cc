"""Reads of privacy: the map of personal data, what is held about somebody, the register of requests."""

from comptoir.privacy.queries.exporting import export_of
from comptoir.privacy.queries.holding import Held, Person, person_behind
from comptoir.privacy.queries.map import EXCLUDED, MAP
from comptoir.privacy.queries.register import (
    Activity,
    BreachView,
    Recipient,
    activities,
    breach_by_id,
    breaches,
)
from comptoir.privacy.queries.requests import (
    ASKED_WITHIN,
    Preview,
    RequestView,
    emails_held,
    erasures_under_way,
    has_asked_enough,
    is_restricted,
    kept_of,
    preview_of,
    request_by_id,
    request_by_link,
    requests,
    tombstones,
    waits_of,
)
from comptoir.privacy.queries.words import basis_words, column_words, table_words

__all__ = [
    "Activity",
    "BreachView",
    "Recipient",
    "activities",
    "basis_words",
    "breach_by_id",
    "breaches",
    "column_words",
    "EXCLUDED",
    "MAP",
    "Held",
    "Person",
    "Preview",
    "RequestView",
    "emails_held",
    "erasures_under_way",
    "export_of",
    "ASKED_WITHIN",
    "has_asked_enough",
    "is_restricted",
    "kept_of",
    "person_behind",
    "preview_of",
    "request_by_id",
    "request_by_link",
    "requests",
    "table_words",
    "tombstones",
    "waits_of",
]
