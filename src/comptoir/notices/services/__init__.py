"""Verbs of mail and of the newsletter."""

from comptoir.notices.services.bounces import take_returned
from comptoir.notices.services.newsletter import (
    TooManyAsks,
    ask_newsletter,
    confirm_newsletter,
    leave_newsletter,
)
from comptoir.notices.services.sending import (
    deliver_message,
    forget_old,
    forget_unsent,
    preview,
    send,
    send_again,
)

__all__ = [
    "TooManyAsks",
    "ask_newsletter",
    "confirm_newsletter",
    "deliver_message",
    "forget_old",
    "forget_unsent",
    "leave_newsletter",
    "preview",
    "send",
    "send_again",
    "take_returned",
]
