"""Line sheets are narrowed by what can be bought now; all of it is in the address."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comptoir.catalogue import services as catalogue
from comptoir.catalogue.services import ProductInput
from comptoir.infra import queue
from comptoir.stock import services as stock
from tests import builders
from tests.storefront.pages import text_of, words

KNITS = "/en-fr/c/knitwear/"
_BLUE = "#1f3bb3"


def dressed(plain: ProductInput) -> ProductInput:
    """The knit in two colours, with its fit and its fibre; the shirt with its fit."""
    if plain.style == builders.SHIRT:
        return replace(plain, fit="regular")
    if plain.style != builders.KNIT:
        return plain
    red = plain.colours[0]
    sizes = tuple(size for size in red.sizes if size.size != "S")
    blue = replace(
        red, code="0600", name={"en": "Work blue", "fr": "Bleu de travail"}, hex=_BLUE, sizes=sizes
    )
    soft = [
        {"part": {"en": "Body"}, "fibres": [{"fibre": {"en": "Cashmere", "fr": "cachemire"}, "percent": 100}]}
    ]
    return replace(plain, fit="boxy", composition=soft, colours=(replace(red, hex="#c9402f"), blue))


@pytest.fixture(autouse=True)
def open_house(db: None, payment_standin: str, carrier_standin: str) -> None:
    """The house with its knit and shirt dressed; the lists know what is in stock."""
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house(dressed=dressed)
    stock.receive_delivery(
        lines=[
            stock.Received(sku=f"{builders.KNIT}-0600-{size}", location="PAR", quantity=2)
            for size in ("M", "L")
        ],
        cause="blue",
        at=builders.MONDAY,
    )
    queue.run_waiting()


@pytest.fixture
def shopper() -> Client:
    """A browser without a script."""
    return Client()


def counts(shopper: Client, path: str) -> dict[str, int]:
    """The filters that a page offers, with their counts."""
    html = shopper.get(path).content.decode()
    found = re.findall(r'<label class="filter[^"]*"\s+for="by-([^"]+)">(.*?)</label>', html, re.DOTALL)
    said = {unescape(code): re.search(r"(\d+) styles?", words(label).strip()) for code, label in found}
    return {code: int(match[1]) for code, match in said.items() if match}


def shown(shopper: Client, path: str) -> list[str]:
    """The styles on a sheet."""
    return re.findall(r"<span>(ME-[0-9A-Z-]+)</span>", shopper.get(path).content.decode())


def test_a_sheet_offers_what_is_in_stock_with_how_many_styles_each_choice_leaves(shopper: Client) -> None:
    offered = counts(shopper, "/en-fr/collections/fw26/")
    assert (offered["size-M"], offered["size-41"], offered["fit-boxy"], offered["material-cashmere"]) == (
        2,
        1,
        1,
        1,
    )
    assert (offered["colour-red"], offered["colour-blue"]) == (4, 1)
    assert (offered["price-100-200"], offered["price-200-500"]) == (2, 2)
    # The atelier dress is a limited edition: shown, not sold.
    assert "price-1000-2000" not in offered


def test_values_of_one_kind_widen_and_kinds_narrow(shopper: Client) -> None:
    whole = "/en-fr/collections/fw26/"
    assert len(shown(shopper, whole)) == 5
    assert set(shown(shopper, whole + "?size=M&size=41")) == {builders.KNIT, builders.SHIRT, builders.LOAFER}
    assert shown(shopper, whole + "?size=M&price=200-500") == [builders.KNIT]
    assert shown(shopper, whole + "?size=41&colour=blue") == []


def test_size_and_colour_are_asked_of_the_same_piece(shopper: Client) -> None:
    """Small is left in red only."""
    assert shown(shopper, KNITS + "?size=S") == [builders.KNIT]
    assert shown(shopper, KNITS + "?size=S&colour=blue") == []
    assert counts(shopper, KNITS + "?colour=blue") == {
        "size-M": 1, "size-L": 1, "colour-red": 1, "colour-blue": 1,
    }  # fmt: skip


def test_what_sells_out_leaves_its_filter(shopper: Client) -> None:
    builders.a_placed_order(lines=((builders.RARE, 1),))
    queue.run_waiting()
    assert "size-S" not in counts(shopper, KNITS)
    assert shown(shopper, KNITS + "?size=S") == []
    assert shown(shopper, KNITS) == [builders.KNIT]


def test_chips_take_one_filter_away_each(shopper: Client) -> None:
    html = shopper.get(KNITS + "?size=M&colour=blue&sort=newest").content.decode()
    chips = [unescape(link) for link in re.findall(r'<a class="chip"\s+href="([^"]+)"\s+id="chip', html)]
    assert chips == [f"{KNITS}?colour=blue&sort=newest", f"{KNITS}?size=M&sort=newest"]
    assert f'href="{KNITS}?sort=newest"' in html


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("price-up", builders.SHIRT, builders.GOWN), ("price-down", builders.GOWN, builders.SHIRT)],
)
def test_sheets_are_sorted_by_price(shopper: Client, sort: str, first: str, last: str) -> None:
    found = shown(shopper, f"/en-fr/collections/fw26/?sort={sort}")
    assert (found[0], found[-1]) == (first, last)


def test_the_newest_come_first(shopper: Client) -> None:
    later = builders._product(builders._STYLES[1], builders.MONDAY)
    catalogue.load_products(products=[later])
    assert shown(shopper, "/en-fr/collections/fw26/?sort=newest")[0] == builders.SHIRT


def test_a_sheet_that_is_empty_says_what_to_leave_out(shopper: Client) -> None:
    said = text_of(shopper, KNITS + "?size=S&colour=blue")
    assert "Nothing in stock is all of this at once." in said
    assert "Without S: 1 style" in said
    assert "Without Blue: 1 style" in said


def test_bands_of_prices_are_in_the_currency_of_the_market(shopper: Client) -> None:
    assert "price-20000-50000" in counts(shopper, "/en-jp/collections/fw26/")
    said = re.sub(r"[^0-9to, ]", "", text_of(shopper, "/en-jp/collections/fw26/"))
    assert "20,000 to 50,000" in said


def test_search_engines_know_the_whole_sheet(shopper: Client) -> None:
    whole = shopper.get(KNITS).content.decode()
    narrowed = shopper.get(KNITS + "?size=M").content.decode()
    canonical = re.search(r'<link rel="canonical" href="([^"]+)">', whole)
    assert canonical
    assert canonical[0] in narrowed
    assert "noindex" not in whole
    assert '<meta name="robots" content="noindex">' in narrowed


@pytest.mark.parametrize(
    "asked", ["size=%00", "price=a-b", "price=-", "colour=<script>", "sort=x", "page=0", "size=" + "x" * 99]
)
def test_nonsense_in_the_address_breaks_nothing(shopper: Client, asked: str) -> None:
    answer = shopper.get(f"{KNITS}?{asked}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_an_address_in_another_language_keeps_what_it_asks_for(shopper: Client) -> None:
    answer = shopper.get("/en-fr/collections/26w/?size=M")
    assert answer.status_code == 404
    answer = shopper.get(
        "/fr-fr/version/", {"country": "FR", "language": "en", "from": "/fr-fr/c/shoes/?size=41"}
    )
    assert answer.headers["Location"] == "/en-fr/c/shoes/?size=41"


def test_a_category_takes_at_most_fifteen_statements(
    shopper: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        shopper.get(KNITS + "?size=S&colour=blue&sort=newest")


def test_a_sheet_narrowed_to_a_colour_leads_to_that_colour(shopper: Client) -> None:
    whole, narrowed = (shopper.get(KNITS + query).content.decode() for query in ("", "?colour=blue"))
    to_a_colour = re.compile(r'<h2><a href="/en-fr/p/[A-Z0-9-]+-[0-9]{4}/">')
    assert to_a_colour.search(whole) is None
    assert to_a_colour.search(narrowed)
