"""The language that is being spoken: one gettext catalogue, chosen per request, mail or document."""

from __future__ import annotations

import functools
import gettext as _gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.conf import settings

from comptoir.core.decisions import Allowed, NeedsPerson, Refused
from comptoir.infra import formats
from comptoir.infra.formats import Reading
from comptoir.infra.sentences import SENTENCES, STATES

LANGUAGES = ("en", "fr", "de", "ja")
SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Voice:
    """A language as it is spoken in a country: `en` in GB writes dates otherwise than `en` in US."""

    language: str
    locale: Locale


@functools.cache
def voice(language: str, country: str = "") -> Voice:
    """The voice of a store version; where the language has no form for the country, its European one."""
    spoken = language if language in LANGUAGES else SOURCE
    usual = "en_GB" if spoken == "en" else spoken
    for name in (f"{spoken}_{country}" if country else usual, usual):
        try:
            return Voice(spoken, Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return Voice(spoken, Locale.parse(SOURCE))


@functools.cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("comptoir", settings.LOCALE, languages=[language], fallback=True)


_current: ContextVar[Voice | None] = ContextVar("voice", default=None)


def current() -> Voice:
    """The voice in use; English where nobody set one."""
    return _current.get() or voice(SOURCE)


@contextmanager
def speaking(language: str, country: str = "", reader: Reading | None = None) -> Iterator[Voice]:
    """Speak this language inside the block, for this reader where one is named."""
    chosen = voice(language, country)
    token = _current.set(chosen)
    try:
        with formats.writing(chosen.locale, reader):
            yield chosen
    finally:
        _current.reset(token)


def gettext(message: str) -> str:
    """The message in the current language."""
    return _catalogue(current().language).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message in the current language, in the plural form of the count."""
    return _catalogue(current().language).ngettext(one, many, count)


def explain(decision: Allowed | Refused | NeedsPerson) -> str:
    """The sentence that tells people why, in the current language, with the values that were used."""
    if isinstance(decision, Allowed):
        return ""
    values = dict(decision.values)
    if decision.until is not None:
        values.setdefault("until", decision.until)
    if isinstance(decision, Refused) and decision.field:
        values.setdefault("field", decision.field)
    if "country" in values:
        values["country"] = formats.country(str(values["country"]))
    if "state" in values:
        values["state"] = gettext(STATES[str(values["state"])])
    return one_stop(
        gettext(SENTENCES[decision.reason]) % {name: formats.value(v) for name, v in values.items()}
    )


def one_stop(text: str) -> str:
    """A sentence whose last word is a day may have the full stop of an abbreviated month and its own: one is enough."""
    return text.replace("..", ".") if ".." in text else text


def pick(texts: Mapping[str, str], language: str | None = None) -> str:
    """A translated field in a language, English where it is missing, else whatever there is."""
    wanted = language or current().language
    return texts.get(wanted) or texts.get(SOURCE) or next(iter(texts.values()), "")
