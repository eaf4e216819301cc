"""Texts in the four languages of the demo house."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "fr", "de", "ja")

Text = Mapping[str, str]
"""One text by language."""


def text_of(columns: tuple[str, ...]) -> Text:
    """A text from its four columns: English, French, German, Japanese."""
    return dict(zip(LANGUAGES, columns, strict=True))


def capital(words: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return words[:1].upper() + words[1:]
