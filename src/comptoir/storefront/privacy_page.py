"""What the pages about personal data say, and the request behind a message that asks for an account to be deleted."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from comptoir.cases.queries import Topic
from comptoir.cases.services import Message
from comptoir.core.privacy import RequestKind
from comptoir.infra.i18n import gettext as _
from comptoir.privacy import services
from comptoir.privacy.services import NotAsked


def kind_words() -> dict[RequestKind, str]:
    """What may be asked."""
    return {
        RequestKind.ACCESS: _("Send me everything you hold about me"),
        RequestKind.ERASURE: _("Delete my account and my data"),
        RequestKind.RECTIFICATION: _("Correct something about me"),
        RequestKind.OBJECTION: _("Stop your letters and alerts"),
    }


def ask_with(message: Message, *, number: str, at: datetime) -> None:
    """An account is deleted on request through the contact form (ACC-08): the proof is mailed with the receipt."""
    if message.topic is not Topic.DELETION:
        return
    with suppress(NotAsked):  # the message has come all the same, and a person reads it
        services.ask(
            kind=RequestKind.ERASURE,
            email=message.email,
            language=message.language,
            country=message.country,
            source="contact",
            wish=message.text,
            case_number=number,
            sender=message.sender,
            at=at,
        )
