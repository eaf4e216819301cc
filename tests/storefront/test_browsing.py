"""Store versions, line sheets, products and search."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from comptoir.infra import media
from tests import builders
from tests.storefront.pages import text_of

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.parametrize(
    ("accepted", "version"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "/fr-ch/"),
        ("en-US,en;q=0.9", "/en-us/"),
        ("fr", "/fr-fr/"),
        ("ja", "/ja-jp/"),
        ("xx;q=nonsense", "/en-fr/"),
        ("", "/en-fr/"),
    ],
)
@pytest.mark.rule("PAY-03")
def test_the_bare_address_leads_to_the_store_that_the_browser_asks_for(
    shopper: Client, accepted: str, version: str
) -> None:
    answer = shopper.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, version)
    assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.rule("PAY-03")
def test_switching_the_store_keeps_the_page_and_changes_the_currency(shopper: Client) -> None:
    here = f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"
    assert "290 €" in text_of(shopper, here)
    answer = shopper.get("/en-fr/version/", {"country": "GB", "language": "fr", "from": here}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/fr-gb/p/{builders.KNIT}/boxy-crewneck/"
    assert "261 £GB" in text_of(shopper, answer.redirect_chain[-1][0])


@pytest.mark.parametrize("here", ["https://example.org/", "//example.org/", "javascript:1", ""])
def test_switching_the_store_never_leaves_it(shopper: Client, here: str) -> None:
    answer = shopper.get("/en-fr/version/", {"country": "GB", "language": "en", "from": here})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en-gb/")


@pytest.mark.rule("DEL-01")
def test_a_closed_market_says_why_and_where_the_stores_are(shopper: Client) -> None:
    said = text_of(shopper, "/en-ru/", status=404)
    assert "There is no store for this country." in said
    assert "Export restrictions apply to this destination." in said
    assert "Choose a country" in said


def test_an_unknown_page_is_answered_in_the_language_of_its_store(shopper: Client) -> None:
    answer = shopper.get("/fr-fr/nulle-part/")
    assert answer.status_code == 404
    assert '<html lang="fr">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "fr"


def test_a_slug_of_another_language_leads_to_this_one(shopper: Client) -> None:
    answer = shopper.get(f"/en-fr/p/{builders.KNIT}/another-name/")
    assert answer.headers["Location"] == f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"


def test_a_reference_typed_into_the_search_opens_its_product(shopper: Client) -> None:
    answer = shopper.get("/en-fr/search/", {"q": builders.KNIT_M.lower()})
    assert answer.headers["Location"] == f"/en-fr/p/{builders.KNIT}-0410/"


def test_a_search_without_a_result_shows_the_shelves_and_the_phone(shopper: Client) -> None:
    said = text_of(shopper, "/en-fr/search/?q=qqqqq")
    assert "No style is called that." in said
    assert "+33 1 99 00 12 34" in said
    assert "All categories" in shopper.get("/en-fr/search/?q=qqqqq").content.decode()


@pytest.mark.rule("DEL-07")
@pytest.mark.rule("DEL-16")
@pytest.mark.rule("RET-01")
@pytest.mark.rule("PAY-05")
def test_a_product_page_tells_delivery_by_date_returns_and_when_a_card_is_charged(shopper: Client) -> None:
    said = text_of(shopper, f"/en-gb/p/{builders.KNIT}-0410/")
    assert "Standard by Thu 3 Dec" in said
    assert "Express by Mon 30 Nov" in said
    assert "Free, within 14 days of receipt." in said
    assert "charged when your order ships" in said


@pytest.mark.rule("PRD-02")
def test_a_limited_edition_is_shown_and_not_sold(shopper: Client) -> None:
    page = shopper.get(f"/en-fr/p/{builders.GOWN}-0100/").content.decode()
    assert "it is shown here and not sold online" in page
    assert "Add to basket" not in page


@pytest.mark.rule("RET-05")
def test_a_personalised_piece_says_that_it_cannot_come_back(shopper: Client) -> None:
    assert "A personalised piece cannot be returned." in text_of(shopper, f"/en-fr/p/{builders.CLUTCH}-0100/")


def test_the_last_piece_of_a_size_is_told_without_more_ado(shopper: Client) -> None:
    assert "Last piece in S." in text_of(shopper, f"/en-fr/p/{builders.KNIT}-0410/")


def test_a_page_for_everybody_names_its_address_in_every_store(shopper: Client) -> None:
    page = shopper.get(f"/en-fr/p/{builders.KNIT}/boxy-crewneck/").content.decode()
    assert (
        f'rel="canonical" href="http://127.0.0.1:8000/en-fr/p/{builders.KNIT}/boxy-crewneck/"'
        in page.replace("\n", " ")
    )
    assert 'hreflang="fr-CH"' in page
    assert 'hreflang="x-default"' in page


def test_a_picture_is_kept_for_good_and_runs_nothing(shopper: Client) -> None:
    digest = media.store(b"<svg xmlns='http://www.w3.org/2000/svg'/>", private=False)
    answer = shopper.get(f"/media/{digest}")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_part_of_a_page_is_not_sniffed_and_leaves_the_rules_to_the_page(shopper: Client) -> None:
    answer = shopper.get(static("store.css"))
    assert answer.headers["Content-Type"].startswith("text/css")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"Content-Security-Policy", "Permissions-Policy"}.isdisjoint(answer.headers)
    answer.close()


@pytest.mark.parametrize("name", ["0" * 64, "nothing", "..%2F..%2Fsecrets.json"])
def test_a_name_that_is_no_picture_is_not_found(shopper: Client, name: str) -> None:
    assert shopper.get(f"/media/{name}").status_code == 404


def test_a_private_file_is_no_picture(shopper: Client) -> None:
    digest = media.store(b"%PDF-1.7 of somebody", private=True)
    assert shopper.get(f"/media/{digest}").status_code == 404


@pytest.mark.parametrize("path", ["/en-fr/", "/en-fr/help/", "/en-fr/help/returns/"])
def test_pages_for_everybody_carry_no_cookie_and_no_inline_script(shopper: Client, path: str) -> None:
    answer = shopper.get(path)
    page = answer.content.decode()
    assert not answer.cookies
    assert "<script>" not in page
    assert "style=" not in page
    assert "onclick" not in page


def test_a_piece_is_passed_on_in_its_colour(shopper: Client) -> None:
    html = shopper.get(f"/en-fr/p/{builders.KNIT}-0410/").content.decode()
    address = f"{settings.SITE_URL}/en-fr/p/{builders.KNIT}-0410/"
    assert f'data-share="{address}"' in html
    assert 'href="mailto:?subject=Boxy%20crewneck%2C%20Poppy&amp;body=http' in html


def test_the_search_in_the_head_is_a_form_on_every_page(shopper: Client) -> None:
    for path in ("", "c/knitwear/", "help/", "basket/", f"p/{builders.KNIT}-0410/"):
        html = shopper.get(f"/en-fr/{path}").content.decode()
        head = html[html.index('<details class="find"') : html.index("</header>")]
        assert '<form action="/en-fr/search/"' in head
        assert 'data-suggests="/en-fr/search/suggest/"' in head
        assert 'name="q"' in head
