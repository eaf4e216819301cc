"""Small words that every page of the desk can say."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale

from comptoir.core.actors import Role
from comptoir.desk.events import reason_words
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _


def minutes_left(until: datetime, now: datetime) -> str:
    """How long is left to a deadline, the deadline's own second included."""
    seconds = max(0, int((until - now).total_seconds()) + 1)
    return _("%(time)s left") % {"time": f"{seconds // 60}:{seconds % 60:02d}"}


def language_name(code: str) -> str:
    """A language, in the language of who reads."""
    return (Locale.parse(code).get_language_name(formats.locale().language) or code).capitalize()


def role_name(code: str) -> str:
    """A role at the desk."""
    words = {
        Role.ADVISOR: _("advisor"),
        Role.WAREHOUSE: _("warehouse"),
        Role.MERCHANDISER: _("merchandiser"),
        Role.AUDITOR: _("auditor"),
        Role.ADMIN: _("admin"),
    }
    return words[Role(code)]


def iso_day(day: str) -> str:
    """A day kept as text in the facts of an order."""
    return formats.day(date.fromisoformat(day))


HELPERS = {
    "minutes_left": minutes_left,
    "language_name": language_name,
    "role_name": role_name,
    "reason_words": reason_words,
    "iso_day": iso_day,
}
