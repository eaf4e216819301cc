"""Search: words in their forms and synonyms, parts of references, and words that are misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from comptoir.catalogue.queries.rows import fetch
from comptoir.catalogue.queries.synonyms import synonyms_of

# The text search configuration of each language; Japanese has none, and is found by parts of its text.
CONFIGURATIONS = {"en": "english", "fr": "french", "de": "german", "ja": "simple"}
_MOST = 500
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o"})
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

_MATCHES = """
WITH wanted AS (
    SELECT to_tsquery(%(config)s::regconfig, %(all)s) AS every, to_tsquery(%(config)s::regconfig, %(any)s) AS some
)
SELECT product.style,
    (numnode(wanted.every) = 0 OR text.vector @@ wanted.every) AND text.plain LIKE ALL(%(parts)s) AS whole
FROM catalogue_searchtext AS text
JOIN catalogue_product AS product ON product.id = text.product_id
CROSS JOIN wanted
WHERE text.language = %(language)s AND (text.vector @@ wanted.some OR text.plain LIKE ANY(%(parts)s))
ORDER BY whole DESC, ts_rank('{0,0.2,0.4,1}', text.vector, wanted.some) DESC, product.position, product.style
LIMIT %(most)s
"""
_CORRECTIONS = """
SELECT wanted.word, near.word AS correction
FROM unnest(%(words)s::text[]) AS wanted(word)
CROSS JOIN LATERAL (
    SELECT known.word FROM catalogue_searchword AS known
    WHERE known.language = %(language)s AND known.word %% wanted.word
    ORDER BY similarity(known.word, wanted.word) DESC, known.word LIMIT 1
) AS near
"""


class Match(StrEnum):
    """How well the words were met."""

    WHOLE = "whole"  # every word
    CORRECTED = "corrected"  # every word, some of them spelt otherwise
    SOME = "some"  # one word at least
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Styles, the best first, and how they were found; `words` are those searched for, corrected where that helped."""

    styles: tuple[str, ...]
    match: Match
    words: tuple[str, ...]


_NEAR = """
SELECT known.word FROM catalogue_searchword AS known
CROSS JOIN unnest(%(words)s::text[]) AS wanted(word)
WHERE known.language = %(language)s AND known.word <> wanted.word AND similarity(known.word, wanted.word) > 0.2
GROUP BY known.word ORDER BY max(similarity(known.word, wanted.word)) DESC, known.word LIMIT 4
"""


def search_products(*, q: str, language: str, unfinished: bool = False) -> Found:
    """Styles that fit what was typed; in `unfinished` words the last may be only its beginning. One to four statements."""
    words = words_of(text=q)
    run_together = "".join(words).replace("-", "")
    if len(words) > 1 and _is_part(run_together):
        # A reference that was typed with spaces, whole or in part.
        known = _whole(_matches((run_together,), language=language, unfinished=False))
        if known:
            return Found(styles=known, match=Match.WHOLE, words=words)
    rows = _matches(words, language=language, unfinished=unfinished)
    if _whole(rows):
        return Found(styles=_whole(rows), match=Match.WHOLE, words=words)
    corrected = _corrected(words, language=language)
    if corrected != words:
        better = _matches(corrected, language=language, unfinished=False)
        if _whole(better):
            return Found(styles=_whole(better), match=Match.CORRECTED, words=corrected)
        rows = rows or better
    match = Match.SOME if rows else Match.NONE
    return Found(styles=tuple(style for style, _ in rows), match=match, words=words)


def near_words(*, q: str, language: str) -> tuple[str, ...]:
    """Words of the catalogue that look like those typed, for a search that found nothing."""
    words = [word for word in words_of(text=q) if not _is_part(word)]
    rows = fetch(statement=_NEAR, parameters={"words": words, "language": language}) if words else []
    return tuple(row["word"] for row in rows)


def words_of(*, text: str) -> tuple[str, ...]:
    """The words of a text, in lower case and without accents, hyphens inside kept."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    # The marks of Latin letters only: those of Japanese make other letters.
    plain = unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", letters))
    return tuple(dict.fromkeys(_WORD.findall(plain)))


def _matches(words: Sequence[str], *, language: str, unfinished: bool) -> list[tuple[str, bool]]:
    if not words:
        return []
    parts = [f"%{word}%" for word in words if _is_part(word)]
    groups = [
        " | ".join(f"'{each}'" for each in sorted(synonyms_of(word=word, language=language)))
        for word in words
        if not _is_part(word)
    ]
    if unfinished and groups:
        groups[-1] += f" | '{words[-1]}':*"
    rows = fetch(
        statement=_MATCHES,
        parameters={
            "config": CONFIGURATIONS.get(language, "simple"),
            "language": language,
            "all": " & ".join(f"({group})" for group in groups),
            "any": " | ".join(groups),
            "parts": parts,
            "most": _MOST,
        },
    )
    return [(row["style"], row["whole"]) for row in rows]


def _is_part(word: str) -> bool:
    """Whether it is looked for as a part of the text: references and SKUs, and scripts that have no spaces."""
    return any(sign.isdigit() or ord(sign) > 0x2E7F for sign in word)


def _whole(rows: Sequence[tuple[str, bool]]) -> tuple[str, ...]:
    return tuple(style for style, whole in rows if whole)


def _corrected(words: Sequence[str], *, language: str) -> tuple[str, ...]:
    doubtful = [word for word in words if not _is_part(word)]
    if not doubtful:
        return tuple(words)
    rows = fetch(statement=_CORRECTIONS, parameters={"words": doubtful, "language": language})
    near = {row["word"]: row["correction"] for row in rows}
    return tuple(near.get(word, word) for word in words)
