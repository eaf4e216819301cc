"""Verbs of mail and of the newsletter."""

from comptoir.notices.services.newsletter import (
    TooManyAsks,
    ask_newsletter,
    confirm_newsletter,
    leave_newsletter,
)
from comptoir.notices.services.sending import deliver_message, forget_old, send

__all__ = [
    "TooManyAsks",
    "ask_newsletter",
    "confirm_newsletter",
    "deliver_message",
    "forget_old",
    "leave_newsletter",
    "send",
]
