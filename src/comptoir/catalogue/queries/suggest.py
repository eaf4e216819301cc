"""What the search box offers while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.cards import Card, cards_of
from comptoir.catalogue.queries.categories import CategoryNode, categories
from comptoir.catalogue.queries.search import search_products, words_of

_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Categories and products that fit what has been typed so far."""

    categories: tuple[CategoryNode, ...]
    cards: tuple[Card, ...]


def suggestions(*, q: str, country: str, language: str, at: datetime, most: int = 6) -> Suggestions:
    """What may be meant by unfinished words; nothing for fewer than two letters."""
    words = words_of(text=q)
    if sum(map(len, words)) < _LEAST_LETTERS:
        return Suggestions(categories=(), cards=())
    found = search_products(q=q, language=language, unfinished=True)
    return Suggestions(
        categories=tuple(
            node
            for node in categories(language=language)
            if all(any(own.startswith(word) for own in words_of(text=node.name)) for word in words)
        )[:most],
        cards=cards_of(styles=found.styles[:most], country=country, language=language, at=at),
    )
