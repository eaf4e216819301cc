"""Lists, product pages and baskets read the catalogue in a fixed number of statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from comptoir.catalogue import queries, services
from comptoir.catalogue.models import Collection, Listing, Product
from comptoir.catalogue.queries import Card, Filters, ProductPage, Selection, Sort
from comptoir.catalogue.queries.colours import family_of
from comptoir.catalogue.queries.filters import bands_of
from comptoir.catalogue.services import UnknownCode
from tests.apps.catalogue.shelf import AT, BAG, CARDIGAN, COAT, JERSEY, LONG_AGO, PRODUCTS, SWEATER

NAVY_M = "ME-26W-KN014-0410-M"


def page(
    *,
    country: str = "FR",
    language: str = "en",
    category: str = "",
    size: str = "",
    colour: str = "",
    number: int = 1,
    per_page: int = 24,
) -> ProductPage:
    return queries.list_products(
        country=country,
        language=language,
        at=AT,
        category=category,
        size=size,
        colour=colour,
        page=number,
        per_page=per_page,
    )


def styles(cards: tuple[Card, ...]) -> list[str]:
    return [card.style for card in cards]


def test_a_category_lists_what_is_below_it_in_order() -> None:
    assert styles(page(category="rtw").cards) == [SWEATER.style, CARDIGAN.style, JERSEY.style, COAT.style]
    assert styles(page(category="bags").cards) == [BAG.style]
    assert page(category="nothing").cards == ()


def test_a_card_is_in_the_language_and_currency_of_the_store_version() -> None:
    card = page(country="JP", language="fr", category="knitwear").cards[0]
    assert (card.name, card.slug, card.material) == ("Pull à col rond", "pull-col-rond", "Laine mérinos")
    assert (card.price, card.currency, card.tax_included, card.was_price) == (45000, "JPY", True, None)
    navy, ecru = card.colours
    assert (navy.reference, navy.name, navy.hex, navy.picture) == (
        "ME-26W-KN014-0410",
        "Bleu marine",
        "#1b2340",
        "a" * 64,
    )
    assert navy.sizes == (("ME-26W-KN014-0410-S", "S"), ("ME-26W-KN014-0410-M", "M"))
    assert ecru.picture == ""


def test_a_language_without_a_text_reads_the_english_one() -> None:
    assert page(language="de").cards[0].name == "Crew-neck sweater"


def test_a_list_takes_two_statements_however_long_it_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        assert len(page().cards) == len(PRODUCTS)


def test_pages_count_everything_also_beyond_the_last() -> None:
    second = page(number=2, per_page=2)
    assert (second.count, second.pages, len(second.cards)) == (5, 3, 2)
    beyond = page(number=9, per_page=2)
    assert (beyond.count, beyond.pages, beyond.cards) == (5, 3, ())


def test_where_there_is_no_price_nothing_is_listed() -> None:
    assert page(country="BR").count == 0


def test_lists_can_be_narrowed_to_a_size_and_a_colour() -> None:
    assert styles(page(size="U").cards) == [BAG.style]
    ecru = [SWEATER.style, CARDIGAN.style, COAT.style]
    assert styles(page(colour="0100").cards) == ecru
    assert styles(page(colour="ecru", language="fr").cards) == ecru
    assert styles(page(colour="ME-26S-BG001-0410").cards) == [BAG.style]
    assert page(size="U", colour="0100").count == 0


def test_what_is_not_online_yet_or_any_more_is_not_shown() -> None:
    Product.objects.filter(style=SWEATER.style).update(online_from=AT + timedelta(seconds=1))
    Product.objects.filter(style=CARDIGAN.style).update(online_until=AT)
    Collection.objects.filter(code="26S").update(online_until=AT)
    assert styles(page().cards) == [JERSEY.style, COAT.style]
    assert queries.product_detail(style=SWEATER.style, country="FR", language="en", at=AT) is None
    shown = queries.sellables(skus=[NAVY_M], country="FR", language="en", at=AT)[NAVY_M]
    assert shown.visible is False


def test_a_product_page_takes_four_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        detail = queries.product_detail(style=SWEATER.style, country="GB", language="fr", at=AT)
    assert detail is not None
    assert (detail.name, detail.price, detail.currency) == ("Pull à col rond", 27000, "GBP")
    assert [step.name for step in detail.path] == ["Prêt-à-porter", "Maille"]
    assert (detail.collection, detail.season) == ("26W", "fall_winter")
    assert detail.slugs == SWEATER.slug
    assert detail.composition == SWEATER.composition
    assert detail.size_chart["garment"]["M"] == {"A": 51}
    navy = detail.colours[0]
    assert [(size.sku, size.weight_g) for size in navy.sizes] == [
        ("ME-26W-KN014-0410-S", 310),
        (NAVY_M, 330),
    ]
    front = navy.picture("front")
    assert front is not None
    assert (front.digest, front.width) == ("a" * 64, 400)
    assert navy.picture("photo") is None
    assert styles(detail.related) == [CARDIGAN.style, JERSEY.style, COAT.style]


@pytest.mark.rule("PRD-02")
def test_a_limited_edition_is_shown() -> None:
    detail = queries.product_detail(style=COAT.style, country="FR", language="en", at=AT)
    assert detail is not None
    assert detail.limited is True


def test_a_product_without_a_price_in_the_country_says_so() -> None:
    detail = queries.product_detail(style=SWEATER.style, country="BR", language="en", at=AT)
    assert detail is not None
    assert (detail.price, detail.currency) == (None, None)


def test_a_basket_is_read_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bag = "ME-26S-BG001-0410-U"
    with django_assert_num_queries(1):
        found = queries.sellables(skus=[NAVY_M, bag, "NOTHING"], country="FR", language="fr", at=AT)
    assert set(found) == {NAVY_M, bag}
    knit = found[NAVY_M]
    assert (knit.name, knit.colour, knit.size, knit.reference) == (
        "Pull à col rond",
        "Bleu marine",
        "M",
        "ME-26W-KN014-0410",
    )
    assert (knit.category, knit.unit_price, knit.currency, knit.tax_included) == (
        ("rtw", "knitwear"),
        29000,
        "EUR",
        True,
    )
    assert (knit.weight_g, knit.hs_code, knit.origin, knit.tax_class) == (330, "6110113000", "FR", "standard")
    assert (knit.picture, knit.visible, found[bag].needs_box) == ("a" * 64, True, True)


def test_a_sku_without_a_price_in_the_country_is_not_sold_there() -> None:
    found = queries.sellables(skus=[NAVY_M], country="BR", language="en", at=AT)[NAVY_M]
    assert (found.unit_price, found.currency, found.tax_included) == (None, None, None)


@pytest.mark.parametrize(
    ("typed", "reference", "sku"),
    [
        ("me-26w-kn014", "ME-26W-KN014-0410", None),
        ("ME-26W-KN014-0100 ", "ME-26W-KN014-0100", None),
        ("ME-26W-KN014-0100-s", "ME-26W-KN014-0100", "ME-26W-KN014-0100-S"),
    ],
)
def test_styles_references_and_skus_lead_to_their_product(
    typed: str, reference: str, sku: str | None
) -> None:
    found = queries.find_reference(reference=typed, language="fr")
    assert found is not None
    assert (found.style, found.slug, found.reference, found.sku) == (
        SWEATER.style,
        "pull-col-rond",
        reference,
        sku,
    )


def test_a_reference_that_nobody_knows_leads_nowhere() -> None:
    assert queries.find_reference(reference="ME-99X-XX000", language="en") is None


def test_the_tree_comes_parents_first() -> None:
    nodes = queries.categories(language="fr")
    assert [(node.code, node.parent, node.path) for node in nodes] == [
        ("rtw", None, ("rtw",)),
        ("knitwear", "rtw", ("rtw", "knitwear")),
        ("coats", "rtw", ("rtw", "coats")),
        ("bags", None, ("bags",)),
    ]
    assert nodes[1].name == "Maille"


def test_loading_again_changes_nothing_and_changed_input_is_followed() -> None:
    services.load_products(products=PRODUCTS)
    assert page().count == len(PRODUCTS)
    services.load_products(products=[replace(SWEATER, name={"en": "Round-neck sweater"}, position=9)])
    assert styles(page(category="knitwear").cards) == [CARDIGAN.style, JERSEY.style, SWEATER.style]
    assert page(category="knitwear").cards[-1].name == "Round-neck sweater"


def test_a_product_of_an_unknown_category_is_not_loaded() -> None:
    with pytest.raises(UnknownCode, match="hats"):
        services.load_products(products=[replace(SWEATER, style="ME-26W-HA001", category="hats")])
    assert Product.objects.count() == len(PRODUCTS)


def test_collections_are_listed_while_they_are_online() -> None:
    assert [season.code for season in queries.collections(language="en", at=AT)] == ["26S", "26W"]
    assert queries.collections(language="en", at=LONG_AGO - timedelta(seconds=1)) == ()


def selection(**chosen: tuple[str, ...]) -> Selection:
    return Selection(country="FR", currency="EUR", language="en", at=AT, filters=Filters(**chosen))


@pytest.fixture
def in_stock() -> None:
    """Navy in both sizes and ecru in small of the sweater, and the bag."""
    skus = [NAVY_M, "ME-26W-KN014-0410-S", "ME-26W-KN014-0100-S", "ME-26S-BG001-0410-U", "NOBODY-KNOWS"]
    with transaction.atomic():
        services.show_stock(in_stock=skus, sold_out=[])


@pytest.mark.usefixtures("in_stock")
def test_filters_and_their_counts_take_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        offered = queries.facets(selection=selection()).choices
    assert [(c.value, c.count) for c in offered["size"]] == [("S", 1), ("M", 1), ("U", 1)]
    assert [(c.value, c.count) for c in offered["colour"]] == [("white", 1), ("blue", 2)]
    assert [(c.value, c.name, c.count) for c in offered["material"]] == [("wool", "Wool", 2)]
    assert [(c.value, c.count) for c in offered["price"]] == [("200-500", 2)]


@pytest.mark.usefixtures("in_stock")
def test_a_kind_counts_with_the_other_kinds_and_not_with_itself() -> None:
    offered = queries.facets(selection=selection(size=("M",), price=("200-500",)))
    assert [(c.value, c.count, c.chosen) for c in offered.choices["size"]] == [
        ("S", 1, False),
        ("M", 1, True),
        ("U", 1, False),
    ]
    # Ecru is left in small only.
    assert [(c.value, c.count) for c in offered.choices["colour"]] == [("blue", 1)]
    assert offered.without == {"size": 2, "price": 1}


@pytest.mark.usefixtures("in_stock")
def test_a_filter_leaves_only_what_can_be_bought() -> None:
    assert styles(queries.list_selection(selection=selection(size=("M", "U"))).cards) == [
        SWEATER.style,
        BAG.style,
    ]
    assert queries.list_selection(selection=selection(size=("M",), colour=("white",))).count == 0
    with transaction.atomic():
        services.show_stock(in_stock=[], sold_out=[NAVY_M])
    assert queries.list_selection(selection=selection(size=("M",))).count == 0
    assert page(category="bags").cards[0].sold_out is False
    assert page(category="coats").cards[0].sold_out is True


def test_the_newest_come_first_where_that_is_asked() -> None:
    Product.objects.filter(style=COAT.style).update(online_from=AT)
    assert styles(queries.list_selection(selection=selection(), sort=Sort.NEWEST).cards)[0] == COAT.style


@pytest.mark.parametrize(
    ("colour", "family"),
    [
        ("#1b2340", "blue"),
        ("#efe9da", "white"),
        ("#20211f", "black"),
        ("#b79a6b", "beige"),
        ("#5b1f24", "red"),
    ],
)
def test_every_colour_has_a_family(colour: str, family: str) -> None:
    assert family_of(colour=colour) == family


def test_bands_of_prices_meet_at_round_amounts_of_the_currency() -> None:
    assert queries.band_name(0, currency="EUR") == "0-1"
    assert queries.band_name(9, currency="EUR") == queries.band_name(9, currency="JPY") == "500-1000"
    assert bands_of(["500-1000", "0-7"], currency="EUR") == [9]


def test_a_house_from_a_version_without_lists_gets_them() -> None:
    assert not queries.has_unlisted()
    Listing.objects.all().delete()
    assert queries.has_unlisted()
    services.refresh_search()
    assert not queries.has_unlisted()
