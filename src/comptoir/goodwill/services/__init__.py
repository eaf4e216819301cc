"""The verbs of good will."""

from comptoir.goodwill.services.giving import CannotGive, make_gesture

__all__ = ["CannotGive", "make_gesture"]
