"""The search page: suggestions, references as people type them, and no dead ends."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.storefront.pages import text_of

pytestmark = pytest.mark.usefixtures("house")


def test_suggestions_are_options_of_a_listbox_with_their_addresses(shopper: Client) -> None:
    html = shopper.get("/en-fr/search/suggest/?q=crew").content.decode()
    assert 'role="listbox"' in html
    assert html.count('role="option"') == 2
    assert f'data-to="/en-fr/p/{builders.KNIT}/boxy-crewneck/"' in html
    assert 'data-to="/en-fr/search/?q=crew"' in html
    assert 'data-say="1 suggestion"' in html


def test_categories_and_collections_are_suggested(shopper: Client) -> None:
    assert 'data-to="/fr-fr/c/knitwear/"' in shopper.get("/fr-fr/search/suggest/?q=mail").content.decode()
    assert (
        'data-to="/en-fr/collections/fw26/"'
        in shopper.get("/en-fr/search/suggest/?q=winter").content.decode()
    )


@pytest.mark.parametrize("q", ["", "k", "zzzzqq"])
def test_where_nothing_is_meant_nothing_is_suggested(shopper: Client, q: str) -> None:
    assert 'role="option"' not in shopper.get("/en-fr/search/suggest/", {"q": q}).content.decode()


@pytest.mark.parametrize("typed", ["me 26w kn014 0410 m", "ME-26W-KN014-0410", " me-26w-kn014 "])
def test_a_reference_opens_its_product_however_it_is_spaced(shopper: Client, typed: str) -> None:
    answer = shopper.get("/en-fr/search/", {"q": typed})
    assert answer.headers["Location"] == f"/en-fr/p/{builders.KNIT}-0410/"


def test_part_of_a_reference_finds_its_style(shopper: Client) -> None:
    assert builders.KNIT in text_of(shopper, "/en-fr/search/?q=26w+kn0")


def test_a_misspelt_word_says_what_was_searched_for(shopper: Client) -> None:
    said = text_of(shopper, "/en-fr/search/?q=crewnekc")
    assert "Shown for “crewneck”." in said
    assert builders.KNIT in said


@pytest.mark.rule("PRD-03")
def test_what_cannot_be_found_leads_to_an_advisor_with_the_words_filled_in(shopper: Client) -> None:
    html = shopper.get("/en-fr/search/?q=qqqq+zzzz").content.decode()
    assert 'href="/en-fr/contact/?topic=product&amp;about=qqqq+zzzz"' in html
    assert "All categories" in html


def test_results_can_be_narrowed_and_keep_their_words(shopper: Client) -> None:
    html = shopper.get("/en-fr/search/?q=boxy&sort=price-up").content.decode()
    assert html.index(builders.SHIRT) < html.index(builders.KNIT)
    assert '<input type="hidden" name="q" value="boxy">' in html
    assert "noindex" in html


@pytest.mark.parametrize("q", ["%00", "1%00", "%27", "%25", "a%26b", "%3Cscript%3E"])
def test_signs_break_nothing(shopper: Client, q: str) -> None:
    answer = shopper.get(f"/en-fr/search/?q={q}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content
    assert shopper.get(f"/en-fr/search/suggest/?q={q}").status_code == 200


def test_a_search_takes_at_most_eight_statements(
    shopper: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        shopper.get("/en-fr/search/?q=boxy&size=M")
