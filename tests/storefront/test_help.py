"""The help centre: answers, search, the answers of one's own order, and legal pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from comptoir.content import queries as content
from comptoir.storefront.sharing import parameters_of
from comptoir.storefront.views import help_centre
from tests import builders
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")
SLUGS = [topic.slug for topic in content.help_topics(language="en")]
LEGAL = [page.slug for page in content.legal_pages(language="en")]


@pytest.mark.parametrize("store", ["en-fr", "fr-fr", "en-us", "fr-ch", "en-jp"])
def test_every_topic_is_listed_and_ends_with_its_form_filled_in(shopper: Client, store: str) -> None:
    listed = shopper.get(f"/{store}/help/").content.decode()
    for topic in content.help_topics(language="en"):
        assert f'href="/{store}/{topic.path}"' in listed
        html = shopper.get(f"/{store}/{topic.path}").content.decode()
        form = html[html.index(f'action="/{store}/contact/"') :]
        assert f'<option value="{topic.contact}" selected>' in form


@pytest.mark.parametrize(
    ("store", "q", "first"),
    [
        ("en-fr", "refund", "returns/refund/"),
        ("en-fr", "PO boxes", "delivery/po-box/"),
        ("en-fr", "How can I pay?", "payment/methods/"),
        ("en-fr", "gift", "orders/gift-wrapping/"),
        ("fr-fr", "ECHANGER une pièce", "returns/exchanges/"),
        ("en-gb", "authentic", "products/authenticity/"),
        ("fr-fr", "remboursement", "returns/refund/"),
        ("de-de", "Erstattung", "returns/refund/"),
        ("ja-jp", "返金", "returns/refund/"),
    ],
)
def test_the_search_leads_to_the_answer(shopper: Client, store: str, q: str, first: str) -> None:
    html = shopper.get(f"/{store}/help/", {"q": q}).content.decode()
    found = html[html.index('id="help-found"') :]
    assert found.partition('href="')[2].partition('"')[0] == f"/{store}/help/{first}"


def test_accents_and_case_are_nothing_to_the_search(shopper: Client) -> None:
    plain, accented = (
        shopper.get("/fr-fr/help/", {"q": q}).content.decode().partition('class="help-found"')[2]
        for q in ("echange", "ÉCHANGE")
    )
    assert plain.count('class="found"') > 0
    assert plain.count('class="found"') == accented.count('class="found"')


def test_a_search_without_an_answer_leads_to_the_form_filled_in(shopper: Client) -> None:
    html = shopper.get("/en-fr/help/", {"q": "zzzz & qqqq"}).content.decode()
    assert "No answer has these words." in html
    assert 'href="/en-fr/contact/?topic=other&amp;about=zzzz%20%26%20qqqq"' in html


def test_what_was_searched_is_never_markup(shopper: Client) -> None:
    html = shopper.get("/en-fr/help/", {"q": "<script>x"}).content.decode()
    assert "<script>x" not in html


def test_an_unknown_topic_is_not_found(shopper: Client) -> None:
    assert shopper.get("/en-fr/help/nothing/").status_code == 404
    assert shopper.get("/en-fr/legal/nothing/").status_code == 404


@pytest.mark.parametrize("store", ["en-fr", "fr-fr", "en-us", "ja-jp"])
def test_every_question_has_a_page_of_its_own_that_its_topic_leads_to(shopper: Client, store: str) -> None:
    topic = shopper.get(f"/{store}/help/delivery/").content.decode()
    questions = re.findall(r'<section class="answer prose"\s+id="([^"]+)"', topic)
    assert len(questions) == 13
    for slug in questions:
        path = f"/{store}/help/delivery/{slug}/"
        assert f'href="{path}"' in topic
        html = shopper.get(path).content.decode()
        (question,) = re.findall(r'<h1 class="title">(.*?)</h1>', html)
        assert question in topic
        assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in html
        assert "noindex" not in html
        assert 'id="ask"' in html


def test_the_page_of_a_question_tells_search_engines_what_it_tells_people(shopper: Client) -> None:
    html = shopper.get("/en-us/help/returns/cost/").content.decode()
    (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    page, trail = json.loads(told)["@graph"]
    (question,) = page["mainEntity"]
    assert page["@type"] == "FAQPage"
    assert question["name"] == "What does a return cost?"
    assert question["acceptedAnswer"]["text"] == "Nothing. What you paid for delivery is not given back."
    assert question["acceptedAnswer"]["text"] in words(html)
    assert [step["name"] for step in trail["itemListElement"]] == ["Help", "Returns", question["name"]]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("delivery/damaged", "claim"),
        ("delivery/late", "delivery"),
        ("products/authenticity", "seller"),
        ("products/find-a-piece", "product"),
        ("stores/store-stock", "store"),
        ("account/deletion", "data"),
    ],
)
def test_a_question_ends_with_the_form_that_fits_it(shopper: Client, question: str, about: str) -> None:
    html = shopper.get(f"/en-fr/help/{question}/").content.decode()
    form = html[html.index('action="/en-fr/contact/"') :]
    assert f'<option value="{about}" selected>' in form


@pytest.mark.parametrize("path", ["returns/nothing/", "nothing/refund/", "delivery/refund/"])
def test_an_unknown_question_is_not_found_and_offers_the_search_and_the_topics(
    shopper: Client, path: str
) -> None:
    answer = shopper.get(f"/en-fr/help/{path}")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "The help has no answer at this address." in html
    assert 'id="help-q"' in html
    assert 'href="/en-fr/help/returns/"' in html
    assert "noindex" in html
    assert 'rel="canonical"' not in html


def test_what_only_another_law_gives_leads_to_its_topic(shopper: Client) -> None:
    assert shopper.get("/en-fr/help/returns/withdrawal/").status_code == 200
    answer = shopper.get("/en-us/help/returns/withdrawal/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en-us/help/returns/")


def test_questions_are_in_the_sitemap_and_kept_ahead_of_django(shopper: Client) -> None:
    found = shopper.get("/en-fr/sitemap.xml").content.decode()
    assert f"<loc>{settings.SITE_URL}/en-fr/help/delivery/po-box/</loc>" in found
    assert parameters_of(help_centre.answer) == frozenset()


@pytest.mark.rule("RET-01")
@pytest.mark.rule("ACC-02")
def test_with_an_order_link_answers_speak_of_that_order(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    base = f"/en-fr/orders/{placed.token}/help/"
    assert f'href="{base}' in shopper.get(f"/en-fr/orders/{placed.token}/").content.decode()
    assert "Answers about your order" in text_of(shopper, base)
    said = text_of(shopper, f"{base}returns/")
    assert "You can return these until 9 December 2026: Boxy crewneck (M), Boxy-fit shirt (M)." in said
    assert "You can withdraw from this contract until 9 December 2026." in said
    assert "Your order should arrive" not in text_of(shopper, f"{base}delivery/")
    assert "was delivered on 25 November 2026." in text_of(shopper, f"{base}delivery/")
    assert "has been charged for your order." in text_of(shopper, f"{base}payment/")


@pytest.mark.rule("ORD-03")
def test_a_fresh_order_says_until_when_to_call_and_that_nothing_is_charged(shopper: Client) -> None:
    placed = builders.a_placed_order()
    base = f"/en-fr/orders/{placed.token}/help/"
    assert "until 09:30." in text_of(shopper, f"{base}orders/")
    assert "Nothing has been charged for your order yet." in text_of(shopper, f"{base}payment/")
    assert "Your order should arrive between" in text_of(shopper, f"{base}delivery/")
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    assert (
        "until 09:30."
        not in text_of(shopper, f"{base}orders/")
        .partition("Can I change")[0]
        .partition("You can still call")[2]
    )


def test_the_form_of_an_order_knows_who_writes_and_the_page_is_kept_by_nobody(shopper: Client) -> None:
    placed = builders.a_placed_order()
    answer = shopper.get(f"/en-fr/orders/{placed.token}/help/returns/")
    html = answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in html
    assert 'value="jeanne@example.org"' in html
    assert 'value="Jeanne Exemple"' in html
    assert "jeanne" not in shopper.get("/en-fr/help/returns/").content.decode()


@pytest.mark.parametrize("rest", ["", "returns/"])
def test_a_link_that_opens_nothing_gives_no_answers(shopper: Client, rest: str) -> None:
    assert "This link does not open an order." in text_of(
        shopper, f"/en-fr/orders/not-a-token/help/{rest}", status=404
    )


@pytest.mark.parametrize("store", ["en-fr", "fr-fr", "en-us", "en-jp"])
@pytest.mark.parametrize("slug", LEGAL)
def test_every_legal_page_is_at_the_foot_and_can_be_read(shopper: Client, store: str, slug: str) -> None:
    assert f'href="/{store}/legal/{slug}/"' in shopper.get(f"/{store}/").content.decode()
    html = shopper.get(f"/{store}/legal/{slug}/").content.decode()
    assert "Maison Exemple" in words(html)
    assert "%(" not in html


def test_legal_pages_say_the_law_of_the_country_and_no_more(shopper: Client) -> None:
    assert "within 14 days of receiving the last piece" in text_of(shopper, "/en-fr/legal/terms/")
    assert "withdraw from the contract without giving a reason" not in text_of(shopper, "/en-us/legal/terms/")
    assert "RCS Paris 000 000 000" in text_of(shopper, "/en-fr/legal/imprint/")
    assert "For 90 days." in text_of(shopper, "/en-fr/legal/cookies/")


@pytest.mark.rule("CLM-01", "CLM-04", "STO-07", "PRD-07", "RET-13")
@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("delivery", "claims/"),
        ("delivery", "claims/wrong-piece/"),
        ("products", "claims/"),
        ("products", "contact/?topic=seller"),
        ("stores", "contact/?topic=store"),
        ("returns", "contact/?topic=return"),
    ],
)
def test_an_answer_leads_to_the_form_that_it_means(shopper: Client, page: str, path: str) -> None:
    assert f'href="/en-fr/{path}"' in shopper.get(f"/en-fr/help/{page}/").content.decode()
    form = shopper.get(f"/en-fr/{path}").content.decode()
    if topic := path.partition("topic=")[2]:
        assert re.search(rf'value="{topic}"[^>]*(selected|checked)', form)
