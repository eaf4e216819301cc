"""What the pages about personal data say, and the request behind a message that asks for an account to be deleted."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from comptoir.cases.queries import Topic
from comptoir.cases.services import Message
from comptoir.core.privacy import Datum, RequestKind, Use
from comptoir.infra.i18n import gettext as _
from comptoir.privacy import services
from comptoir.privacy.services import NotAsked


def kind_words() -> dict[RequestKind, str]:
    """What may be asked."""
    return {
        RequestKind.ACCESS: _("Send me everything you hold about me"),
        RequestKind.ERASURE: _("Delete my account and my data"),
        RequestKind.RECTIFICATION: _("Correct something about me"),
        RequestKind.OBJECTION: _("Object to something you do with my data"),
    }


def datum_words() -> dict[Datum, str]:
    """Which data may be put right."""
    return {
        Datum.NAME: _("My name"),
        Datum.ADDRESS: _("An address"),
        Datum.EMAIL: _("My e-mail address"),
        Datum.PHONE: _("My telephone number"),
        Datum.COMPANY: _("My company or its VAT number"),
        Datum.OTHER: _("Other data"),
    }


def use_words() -> dict[Use, str]:
    """What an objection may be to."""
    return {
        Use.LETTERS: _("Your letters and stock alerts"),
        Use.FRAUD: _("The marks by which you see fraud"),
        Use.NOTES: _("The notes of your advisors"),
        Use.OTHER: _("Another use"),
    }


def wrong_words() -> dict[str, str]:
    """What is said of a field that a request needs and that was left empty."""
    return {
        "datum": _("Choose what is to be put right."),
        "wrong": _("Say what is wrong."),
        "right": _("Say what is right."),
        "use": _("Choose what you object to."),
        "wish": _("Say what you object to."),
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
