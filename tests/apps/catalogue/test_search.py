"""Search meets words in their forms and synonyms, forgives spelling, and never ends in nothing to try."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from comptoir.catalogue import queries, services
from comptoir.catalogue.queries import Match
from tests.apps.catalogue.shelf import AT, BAG, CARDIGAN, COAT, JERSEY, SWEATER


def found(q: str, *, language: str = "en") -> list[str]:
    page = queries.list_products(country="FR", language=language, at=AT, q=q)
    return [card.style for card in page.cards]


@pytest.mark.parametrize(
    ("q", "language", "expected"),
    [
        ("sweater", "en", SWEATER.style),
        ("Sweaters", "en", SWEATER.style),
        ("jumper", "en", SWEATER.style),
        ("pull", "en", SWEATER.style),
        ("jumper", "fr", SWEATER.style),
        ("chandail", "fr", SWEATER.style),
        ("pull col rond", "fr", SWEATER.style),
        ("PULLS A COLS RONDS", "fr", SWEATER.style),
        ("manteaux", "fr", COAT.style),
        ("handbag", "en", BAG.style),
        ("sac", "fr", BAG.style),
        ("cuir", "fr", BAG.style),
        ("seau", "en", BAG.style),
        ("bucket", "fr", BAG.style),
    ],
)
def test_words_are_met_in_their_forms_accents_and_synonyms(q: str, language: str, expected: str) -> None:
    assert expected in found(q, language=language)


@pytest.mark.parametrize(
    ("q", "language", "expected"),
    [
        ("cardgian", "en", CARDIGAN.style),
        ("sweter", "en", SWEATER.style),
        ("jumpr", "en", SWEATER.style),
        ("mantau", "fr", COAT.style),
        ("buket bag", "en", BAG.style),
    ],
)
def test_misspelt_words_are_corrected(q: str, language: str, expected: str) -> None:
    page = queries.list_products(country="FR", language=language, at=AT, q=q)
    assert page.cards[0].style == expected
    assert page.found is not None
    assert page.found.match is Match.CORRECTED


@pytest.mark.parametrize(
    "q",
    [
        "ME-26W-KN014",
        "me-26w-kn014-0410",
        "ME-26W-KN014-0410-M",
        "kn014",
        "sweater kn014",
        "me 26w kn014",
        "ME26WKN014",
        "26w kn014 0410",
    ],
)
def test_references_and_parts_of_them_are_found(q: str) -> None:
    assert found(q) == [SWEATER.style]


def test_every_word_must_be_met_before_some_are_enough() -> None:
    assert found("navy sweater")[0] == SWEATER.style
    page = queries.list_products(country="FR", language="en", at=AT, q="sweater spaceship")
    assert page.found is not None
    assert page.found.match is Match.SOME
    assert SWEATER.style in [card.style for card in page.cards]


def test_nothing_found_says_so() -> None:
    page = queries.list_products(country="FR", language="en", at=AT, q="xqzv")
    assert page.found is not None
    assert (page.found.match, page.cards, page.count) == (Match.NONE, (), 0)
    assert queries.near_words(q="xqzv", language="en") == ()
    assert queries.near_words(q="cardxxan", language="en")[0] == "cardigan"


@pytest.mark.parametrize("q", ["the", "'", "a & b | !", "%", "\\", "<->", "—", "0" * 80])
def test_signs_and_stop_words_break_nothing(q: str) -> None:
    queries.list_products(country="FR", language="en", at=AT, q=q)


def test_japanese_is_found_by_parts_of_its_text() -> None:
    named = replace(SWEATER, name={"en": "Crew-neck sweater", "ja": "クルーネックセーター"})
    services.load_products(products=[named])
    services.refresh_search(styles=[SWEATER.style])
    assert found("セーター", language="ja") == [SWEATER.style]


def test_a_search_takes_at_most_five_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(5):
        assert found("cardgian")
    with django_assert_max_num_queries(3):
        assert found("cardigan")


def test_what_is_not_sold_in_the_country_is_not_found_there() -> None:
    page = queries.list_products(country="BR", language="en", at=AT, q="sweater")
    assert page.cards == ()


def test_unfinished_words_suggest_products_and_categories() -> None:
    offered = queries.suggestions(q="knit", country="FR", language="en", at=AT)
    assert [place.code for place in offered.places] == ["knitwear"]
    assert {SWEATER.style, CARDIGAN.style, JERSEY.style} <= {card.style for card in offered.cards}
    pulls = queries.suggestions(q="maille", country="FR", language="fr", at=AT)
    assert [place.path for place in pulls.places] == ["c/maille/"]
    season = queries.suggestions(q="26w", country="FR", language="en", at=AT).places
    assert [(place.name, place.collection) for place in season] == [("26W", True)]
    assert queries.suggestions(q="cardi", country="FR", language="en", at=AT).cards[0].style == CARDIGAN.style
    assert queries.suggestions(q="k", country="FR", language="en", at=AT).cards == ()


def test_new_words_are_found_after_a_refresh() -> None:
    renamed = replace(CARDIGAN, name={"en": "Balaclava"})
    services.load_products(products=[renamed])
    assert found("balaclava") == []
    services.refresh_search(styles=[CARDIGAN.style])
    assert found("balaclava") == [CARDIGAN.style]
