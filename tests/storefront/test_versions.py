"""Store versions: who is asked, in which words, and what a change does to a basket before it is made."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings

from comptoir.storefront.choosing import place_of, spoken_of
from tests import builders
from tests.storefront.pages import fill_basket, text_of, words

pytestmark = pytest.mark.usefixtures("house")


def advice(client: Client, store: str, accepted: str, **headers: str) -> str | None:
    """The question that a visitor is asked beside a page, or none."""
    sent = {"Accept-Language": accepted, **headers}
    answer = client.get(f"/{store}/version/advice/?from=/{store}/help/%3Fq=x", headers=sent)
    assert answer.headers["Cache-Control"] == "private, no-store"
    if answer.status_code == 204:
        return None
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("accepted", "told", "place"),
    [
        ("en-US,en;q=0.9", "", "US"),
        ("fr;q=0.9, de-CH;q=0.5", "", "CH"),
        ("en", "", ""),
        ("en-XX", "", ""),
        ("es-419,es;q=0.9", "", ""),
        ("zh-Hant-HK", "", "HK"),
        ("en-US", "gb", "GB"),
        ("en-US", "T1", "US"),
        ("", "", ""),
    ],
)
def test_a_place_is_what_the_proxy_says_or_else_the_browser(accepted: str, told: str, place: str) -> None:
    assert place_of(accepted, told=told) == place


def test_the_language_is_the_first_that_we_speak() -> None:
    assert spoken_of("sv, fr;q=0.4, en;q=0.7", languages=("en", "fr")) == "en"
    assert spoken_of("sv", languages=("en", "fr")) == ""


@pytest.mark.rule("I18N-01")
def test_a_visitor_from_elsewhere_is_asked_in_their_language_with_both_names(shopper: Client) -> None:
    asked = advice(shopper, "fr-fr", "en-US,en;q=0.9")
    assert asked
    said = words(asked)
    assert "You seem to be here: United States. This store: France, EUR." in said
    assert "Go to United States, USD" in said
    assert "Continue with France, EUR" in said
    assert "Choose another" in said
    assert 'lang="en"' in asked
    assert 'href="/fr-fr/version/?country=US&amp;language=en&amp;from=/fr-fr/help/%3Fq%3Dx"' in asked


@pytest.mark.rule("I18N-01")
@pytest.mark.parametrize(
    ("store", "accepted"),
    [("en-fr", "fr-FR"), ("en-gb", "en-GB,fr-FR;q=0.3"), ("en-fr", "en"), ("en-fr", "")],
)
def test_a_visitor_who_is_at_home_or_nowhere_is_asked_nothing(
    shopper: Client, store: str, accepted: str
) -> None:
    assert advice(shopper, store, accepted) is None


@pytest.mark.rule("I18N-01", "DEL-01")
def test_a_visitor_from_where_nothing_is_sent_is_told_so(shopper: Client) -> None:
    asked = advice(shopper, "en-fr", "en-RU")
    assert asked
    assert "We do not deliver here: Russia. This store: France, EUR." in words(asked)
    assert "Go to" not in words(asked)


@pytest.mark.rule("I18N-01")
def test_the_proxys_word_counts_only_where_it_is_trusted(shopper: Client) -> None:
    assert advice(shopper, "en-fr", "fr-FR", **{"CF-IPCountry": "GB"}) is None
    with override_settings(PLACE_HEADER="CF-IPCountry"):
        asked = advice(shopper, "en-fr", "fr-FR", **{"CF-IPCountry": "GB"})
    assert asked
    assert "Continuer" in asked or "Continue with" in asked
    assert "GBP" in asked


@pytest.mark.rule("I18N-01")
def test_nobody_is_sent_elsewhere_and_the_page_is_the_same_for_all(shopper: Client) -> None:
    path = f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"
    here, there = (shopper.get(path, headers={"Accept-Language": lang}) for lang in ("en-US", "fr-FR"))
    assert here.status_code == there.status_code == 200
    assert here.content == there.content
    assert 'data-advice="/en-fr/version/advice/"' in here.content.decode()


def test_a_private_page_asks_nothing(shopper: Client) -> None:
    placed = builders.a_placed_order()
    assert "data-advice" not in shopper.get(f"/en-fr/orders/{placed.token}/").content.decode()
    assert "data-advice" not in shopper.get("/en-fr/basket/").content.decode()


def test_a_change_without_a_basket_keeps_the_page_and_its_query(shopper: Client) -> None:
    answer = shopper.get("/en-fr/version/?country=GB&language=en&from=/en-fr/help/%3Fq=refund")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en-gb/help/?q=refund")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.rule("PAY-13")
@pytest.mark.rule("I18N-01")
def test_a_change_shows_what_it_does_to_the_basket_before_it_does_it(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M, builders.KNIT_M, builders.SHIRT_M)
    path = "/en-fr/version/?country=GB&language=en&from=/en-fr/help/"
    answer = shopper.get(path)
    html = answer.content.decode()
    said = words(html)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "For United Kingdom your basket is priced in GBP. Nothing has changed yet." in said
    assert re.search(r"Boxy crewneck .*? France 580 € United Kingdom 522 £ ", said)
    assert re.search(r"Boxy-fit shirt .*? France 150 € United Kingdom 135 £ ", said)
    assert "Total 657,00 £" in said
    assert "In the store for France: 730,00 €." in said
    assert 'href="/en-gb/help/">Change to United Kingdom, GBP' in html
    assert 'href="/en-fr/help/">Stay with France, EUR' in html
    assert "580 €" in text_of(shopper, "/en-fr/basket/")


@pytest.mark.rule("PAY-13")
def test_what_cannot_be_sent_there_is_named_and_stays_in_the_basket(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    said = text_of(shopper, "/en-fr/version/?country=BE&language=en&from=/en-fr/")
    assert "One line cannot be sent to Belgium. It stays in your basket, to be removed there." in said
    assert "Cannot be sent there" in said
    assert "Nothing in your basket can be sent there." in said
    assert shopper.get("/en-fr/me/").json()["basket"] == 1


def test_another_language_changes_nothing_in_the_basket_and_is_not_asked_about(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    answer = shopper.get("/en-fr/version/?country=FR&language=fr&from=/en-fr/basket/")
    assert answer.headers["Location"] == "/fr-fr/basket/"


def test_the_question_about_the_basket_is_in_the_language_that_was_chosen(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    html = shopper.get("/en-fr/version/?country=GB&language=fr&from=/en-fr/").content.decode()
    assert '<html lang="fr">' in html
    assert "Royaume-Uni" in html


@pytest.mark.parametrize("query", ["country=RU", "country=XX", "language=xx", "country=GB&language=es"])
def test_a_version_that_is_none_is_not_found(shopper: Client, query: str) -> None:
    assert shopper.get(f"/en-fr/version/?{query}").status_code == 404
