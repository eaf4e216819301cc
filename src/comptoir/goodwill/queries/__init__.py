"""Reads of gestures and of the envelopes that they come from."""

from comptoir.goodwill.queries.envelopes import EnvelopeRow, envelope_of, envelopes, lock_envelope
from comptoir.goodwill.queries.gestures import (
    GesturePreview,
    GestureView,
    Target,
    gesture_cause,
    gesture_plan,
    gesture_refusals,
    gesture_targets,
    gestures_of,
    is_made,
    preview_gesture,
)

__all__ = [
    "EnvelopeRow",
    "GesturePreview",
    "GestureView",
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
    "preview_gesture",
]
