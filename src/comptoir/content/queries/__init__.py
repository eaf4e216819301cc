"""Reads of the house's words: the home page, looks, help and legal pages with the figures of the policy in force."""

from comptoir.content.queries.answers import HelpAnswer, help_answers
from comptoir.content.queries.blocks import BlockRow, HomeBlock, block_rows, home_blocks
from comptoir.content.queries.looks import (
    Captions,
    LookPlate,
    LookRow,
    LookSpot,
    ShowFilm,
    film_of,
    films,
    look_numbers,
    look_rows,
    looks_of,
)
from comptoir.content.queries.pages import (
    HelpFacts,
    HelpPage,
    HelpTopic,
    LegalPage,
    help_page,
    help_topics,
    legal_page,
    legal_pages,
)
from comptoir.content.queries.searching import find_answers

__all__ = [
    "BlockRow",
    "Captions",
    "HelpAnswer",
    "HelpFacts",
    "HelpPage",
    "HelpTopic",
    "HomeBlock",
    "LegalPage",
    "LookPlate",
    "LookRow",
    "LookSpot",
    "ShowFilm",
    "block_rows",
    "film_of",
    "films",
    "find_answers",
    "help_answers",
    "help_page",
    "help_topics",
    "home_blocks",
    "legal_page",
    "legal_pages",
    "look_numbers",
    "look_rows",
    "looks_of",
]
