"""What the search box offers while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.cards import Card, cards_of
from comptoir.catalogue.queries.categories import categories, collections
from comptoir.catalogue.queries.search import search_products, words_of
from comptoir.catalogue.queries.synonyms import synonyms_of

_LEAST_LETTERS = 2
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A category or a collection, with the path of its page."""

    code: str
    name: str
    path: str
    collection: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Places and products that fit what has been typed so far."""

    places: tuple[Place, ...]
    cards: tuple[Card, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.places) + len(self.cards)


def suggestions(*, q: str, country: str, language: str, at: datetime, most: int = 6) -> Suggestions:
    """What may be meant by unfinished words; nothing for fewer than two letters. At most seven statements."""
    words = words_of(text=q)
    if sum(map(len, words)) < _LEAST_LETTERS:
        return Suggestions(places=(), cards=())
    found = search_products(q=q, language=language, unfinished=True)
    return Suggestions(
        places=tuple(place for place in _places(language, at) if _fits(place.name, words, language))[
            :_MOST_PLACES
        ],
        cards=cards_of(styles=found.styles[:most], country=country, language=language, at=at),
    )


def _places(language: str, at: datetime) -> list[Place]:
    shelves = [
        Place(code=node.code, name=node.name, path=f"c/{node.slug}/", collection=False)
        for node in categories(language=language)
    ]
    return shelves + [
        Place(code=season.code, name=season.name, path=f"collections/{season.slug}/", collection=True)
        for season in collections(language=language, at=at)
    ]


def _fits(name: str, words: tuple[str, ...], language: str) -> bool:
    """Whether each word begins a word of the name, or means one."""
    own = words_of(text=name)
    return all(
        any(
            each.startswith(meant)
            for each in own
            for meant in {word, *synonyms_of(word=word, language=language)}
        )
        for word in words
    )
