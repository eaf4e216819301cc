"""The verbs of good will."""

from comptoir.goodwill.services.giving import CannotGive, agree_to_gesture, decline_gesture, make_gesture

__all__ = ["CannotGive", "agree_to_gesture", "decline_gesture", "make_gesture"]
