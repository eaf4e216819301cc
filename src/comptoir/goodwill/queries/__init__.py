"""Reads of gestures and of the envelopes that they come from."""

from comptoir.goodwill.queries.envelopes import (
    EnvelopeRow,
    envelope_of,
    envelopes,
    lock_envelope,
    lock_proposal,
)
from comptoir.goodwill.queries.gestures import (
    GesturePreview,
    GestureView,
    ProposalView,
    Target,
    gesture_cause,
    gesture_plan,
    gesture_refusals,
    gesture_targets,
    gestures_of,
    is_made,
    preview_gesture,
    proposal_by_id,
    proposals_waiting,
    wants_second,
)

__all__ = [
    "EnvelopeRow",
    "GesturePreview",
    "GestureView",
    "ProposalView",
    "Target",
    "envelope_of",
    "envelopes",
    "gesture_cause",
    "gesture_plan",
    "gesture_refusals",
    "gesture_targets",
    "gestures_of",
    "is_made",
    "lock_envelope",
    "lock_proposal",
    "preview_gesture",
    "proposal_by_id",
    "proposals_waiting",
    "wants_second",
]
