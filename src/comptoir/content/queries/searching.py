"""Searching the help: the answers of a store version as they are rendered, ranked by the words they share with a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from snowballstemmer import stemmer

from comptoir.content.queries.answers import HelpAnswer, help_answers
from comptoir.core.policy import HousePolicy, Market
from comptoir.infra import pages

_STEMS = {"en": "english", "fr": "french", "de": "german"}
_SHORTEST = 3
_IN_QUESTION = 4  # what a word is worth there; in the text it is worth 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    found: HelpAnswer
    question: frozenset[str]
    text: frozenset[str]


def find_answers(
    *,
    q: str,
    policy: HousePolicy,
    market: Market,
    language: str,
    on: date,
    shelves: Sequence[str] = (),
    most: int = 12,
) -> tuple[HelpAnswer, ...]:
    """The answers that share at least half of the words of a question, the closest first; accents and case are nothing."""
    wanted = _words(q, language)
    if not wanted:
        return ()
    answers = pages.kept(
        ("words of answers", policy.version, market.country, language, on),
        lambda: tuple(
            _answer(found, language)
            for found in help_answers(policy=policy, market=market, language=language, on=on, shelves=shelves)
        ),
    )
    ranked = sorted(
        (
            (-points, place, answer.found)
            for place, answer in enumerate(answers)
            if (points := _points(wanted, answer))
        ),
        key=lambda row: row[:2],
    )
    return tuple(found for _, _, found in ranked[:most])


def _answer(found: HelpAnswer, language: str) -> _Answer:
    return _Answer(
        found=found,
        question=_words(f"{found.question} {found.topic.name}", language),
        text=_words(found.plain, language),
    )


def _points(wanted: frozenset[str], answer: _Answer) -> int:
    """How well an answer fits; nothing where it has fewer than half of the words."""
    in_question = sum(_has(answer.question, word) for word in wanted)
    in_either = sum(_has(answer.question | answer.text, word) for word in wanted)
    if 2 * in_either < len(wanted):
        return 0
    return _IN_QUESTION * in_question + in_either


def _has(words: frozenset[str], word: str) -> bool:
    return any(known.startswith(word) for known in words)


def _words(text: str, language: str) -> frozenset[str]:
    """The words that count, without accents: their stems; of a script without spaces, each two signs that follow."""
    apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    runs = re.findall(r"\w+", plain)
    pairs = {pair for run in runs if not run.isascii() for pair in map("".join, pairwise(run))}
    words = [run for run in runs if run.isascii() and len(run) >= _SHORTEST]
    if language in _STEMS:
        words = stemmer(_STEMS[language]).stemWords(words)
    return frozenset([*pairs, *words])
