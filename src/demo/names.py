"""Names of pieces in four languages, with gender, number and the place of each adjective."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from demo.languages import Text, capital
from demo.tables import read_words

_NOUNS = read_words("nouns")
_ADJECTIVES = read_words("adjectives")
_STRONG = {"m": "er", "f": "e", "n": "es", "p": "e"}
_WEAK = {"m": "e", "f": "e", "n": "e", "p": "en"}


def english_plural(noun: str) -> bool:
    """Whether the English noun is a plural: trousers."""
    return _NOUNS[noun][0].startswith("p ")


def french_gender(noun: str) -> str:
    """The French gender and number: m, f, mp or fp."""
    return _NOUNS[noun][1].split(" ", 1)[0]


def german_gender(noun: str) -> str:
    """The German gender, or p for a plural."""
    return _NOUNS[noun][2].split(" ", 1)[0]


def name_of(noun: str, adjectives: Sequence[str]) -> Text:
    """The name as a title: "Boxy crewneck"."""
    bare = bare_names(noun, adjectives)
    return {
        **{language: capital(words) for language, words in bare.items()},
        "de": _german(noun, adjectives, _STRONG),
    }


def bare_names(noun: str, adjectives: Sequence[str]) -> Text:
    """The name inside a sentence; the German one as it follows "dieser"."""
    japanese = "".join(_ADJECTIVES[adjective][3] for adjective in adjectives) + _NOUNS[noun][3]
    english = " ".join(
        [*(_ADJECTIVES[adjective][0] for adjective in adjectives), _NOUNS[noun][0].removeprefix("p ")]
    )
    return {
        "en": english,
        "fr": _french(noun, adjectives),
        "de": _german(noun, adjectives, _WEAK),
        "ja": japanese,
    }


def slugs_of(name: Text) -> Text:
    """The name in addresses: ASCII, lower case, hyphens; Japanese uses the English one."""
    english = _slug(name["en"])
    return {"en": english, "fr": _slug(name["fr"]), "de": _slug(_umlauts(name["de"])), "ja": english}


def _french(noun: str, adjectives: Sequence[str]) -> str:
    gender, words = _NOUNS[noun][1].split(" ", 1)
    before: list[str] = []
    after: list[str] = []
    for adjective in adjectives:
        form = _ADJECTIVES[adjective][1]
        (before if form.startswith("<") else after).append(_french_form(form.lstrip("<"), gender))
    return " ".join([*before, words, *after])


def _french_form(form: str, gender: str) -> str:
    if form.startswith("="):
        return form[1:]
    masculine, feminine = form.split("/")
    word = feminine if gender.startswith("f") else masculine
    return word + "s" if gender.endswith("p") and word[-1] not in "sx" else word


def _german(noun: str, adjectives: Sequence[str], endings: dict[str, str]) -> str:
    gender, words = _NOUNS[noun][2].split(" ", 1)
    before: list[str] = []
    after: list[str] = []
    for adjective in adjectives:
        form = _ADJECTIVES[adjective][2]
        if form.startswith("+"):
            after.append(form[1:])
        else:
            before.append(form.removesuffix("-") + endings[gender])
    title = " ".join([*before, words, *after])
    return capital(title) if endings is _STRONG else title


def _umlauts(words: str) -> str:
    for letter, pair in {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}.items():
        words = words.replace(letter, pair)
    return words


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.replace("’", " ")).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
