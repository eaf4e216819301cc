"""Maison Exemple's catalogue: how much of it there is, and that what it says is whole and true."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from demo.catalogue import FIXTURE_STYLES, Catalogue, build_catalogue
from demo.facts import Product
from demo.flats import spans
from demo.languages import LANGUAGES, Text
from demo.names import bare_names, name_of
from demo.stock import LOCATIONS, RACE_QUANTITY, RACE_SKU, initial_stock

LINE_SHEET = {
    "ME-26W-KN014": ("Boxy crewneck", "Merino wool", 290, ("#c9402f", "#1d2b4f", "#e9e4d8", "#20211f")),
    "ME-26W-OU003": ("Double-breasted coat", "Virgin wool", 790, ("#b79a6b", "#20211f")),
    "ME-26W-TR021": ("Pleated trousers", "Wool gabardine", 320, ("#3d4450", "#b79a6b", "#20211f")),
    "ME-26W-SH008": ("Boxy-fit shirt", "Cotton poplin", 220, ("#cfdcec", "#ffffff", "#efc9cf")),
    "ME-26W-KN022": ("Striped sailor knit", "Cotton", 260, ("#f3efe6", "#24355e")),
    "ME-26W-BA005": ("Flap bag", "Grained calf leather", 590, ("#5b1f24", "#20211f", "#c7b299")),
    "ME-26W-SO002": ("Penny loafer", "Polished leather", 420, ("#3a1f17", "#101010")),
    "ME-26W-DR004": ("Pleated dress", "Crêpe", 490, ("#2f5d4c", "#20211f", "#e8c7c1")),
    "ME-26W-KN017": ("V-neck cardigan knit", "Mohair", 340, ("#d8a9b6", "#8b8f3c")),
    "ME-26W-AC011": ("Brushed scarf", "Alpaca", 160, ("#7b8b5a", "#1d2b4f")),
    "ME-26W-AC019": ("Six-panel cap", "Cotton twill", 95, ("#24355e", "#c9402f", "#e9e4d8")),
    "ME-26W-SH011": ("Overshirt", "Brushed flannel", 310, ("#6b5a45", "#3d4450")),
}
ADULT = {"letters", "letters_w", "fr_women", "fr_men_jacket", "fr_men_trousers", "fr_unisex_trousers"}


@pytest.fixture
def styles(house: Catalogue) -> dict[str, Product]:
    return {product.style: product for product in house.products}


def texts_of(product: Product) -> dict[str, Text]:
    texts = {
        "name": product.name,
        "slug": product.slug,
        "material": product.material,
        "description": product.description,
        "care": product.care_text,
        "fit": product.fit_note,
        "warnings": product.safety.warnings,
    }
    texts |= {f"colour {colour.code}": colour.name for colour in product.colours}
    for part in product.composition:
        texts |= {part.code: part.name} | {fibre.code: fibre.name for fibre in part.fibres}
    return texts


@pytest.mark.rule("PRD-01")
def test_two_collections_with_at_least_240_products_and_1500_skus_in_every_category(house: Catalogue) -> None:
    assert [collection.code for collection in house.collections] == ["26S", "26W"]
    assert len(house.products) >= 240
    assert sum(len(product.skus) for product in house.products) >= 1500
    parents = {category.parent for category in house.categories}
    leaves = {category.code for category in house.categories if category.code not in parents}
    assert {product.category for product in house.products} == leaves
    assert {product.collection for product in house.products} == {"26S", "26W"}


def test_the_line_sheet_of_the_look_is_in_it(styles: dict[str, Product]) -> None:
    for style, (name, material, euros, colours) in LINE_SHEET.items():
        product = styles[style]
        assert (product.name["en"], product.material["en"], product.price) == (name, material, euros * 100)
        assert tuple(colour.hex for colour in product.colours) == colours


def test_references_and_skus_are_unique_and_say_what_they_are(house: Catalogue) -> None:
    skus = [(product, sku) for product in house.products for sku in product.skus]
    assert len({sku.sku for _, sku in skus}) == len(skus)
    for product, sku in skus:
        assert sku.sku == f"{product.style}-{sku.colour}-{sku.size}"
        assert re.fullmatch(r"ME-26[SW]-[A-Z]{2}\d{3}-\d{4}-[A-Z0-9]+", sku.sku)
        assert sku.weight_g > 0
    shown = {sku.sku for _, sku in skus}
    assert {"ME-26W-KN014-0410-M", "ME-26W-TR021-0300-40", "ME-26W-SO002-0201-42"} <= shown


@pytest.mark.rule("A-32")
def test_each_part_of_a_composition_sums_to_a_hundred_heaviest_first(house: Catalogue) -> None:
    for product in house.products:
        assert product.composition
        for part in product.composition:
            percents = [fibre.percent for fibre in part.fibres]
            assert sum(percents) == 100, product.style
            assert percents == sorted(percents, reverse=True), product.style


def test_leather_and_down_are_declared_as_animal_parts(styles: dict[str, Product]) -> None:
    assert styles["ME-26W-SO002"].animal_parts
    assert styles["ME-26W-OU009"].animal_parts
    assert not styles["ME-26W-KN014"].animal_parts


@pytest.mark.rule("I18N-02")
def test_every_text_is_there_in_four_languages_without_a_placeholder(house: Catalogue) -> None:
    for product in house.products:
        for what, text in texts_of(product).items():
            assert set(text) == set(LANGUAGES)
            for language, words in text.items():
                assert words.strip() == words != "", (product.style, what, language)
                assert not re.search(r"[{}|=<>_]|%\(|\bNone\b", words), (product.style, what, language)
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", product.name["ja"]), product.style
        assert len({product.description[language] for language in LANGUAGES}) == 4


def test_slugs_are_plain_ascii(house: Catalogue) -> None:
    for named in (*house.products, *house.categories):
        assert named.slug["ja"] == named.slug["en"]
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in named.slug.values())


def test_french_adjectives_agree_in_gender_and_number() -> None:
    assert name_of("dress", ["pleated"])["fr"] == "Robe plissée"
    assert name_of("coat", ["double_breasted"])["fr"] == "Manteau croisé"
    assert name_of("sandal", ["flat"])["fr"] == "Sandales plates"
    assert name_of("tote", ["large"])["fr"] == "Grand cabas"
    assert name_of("trousers", ["wide", "pleated_front"])["fr"] == "Pantalon large à pinces"
    assert name_of("mittens", ["knitted"])["fr"] == "Moufles en maille"


def test_german_adjectives_take_the_ending_their_place_asks_for() -> None:
    assert name_of("crewneck", ["boxy"])["de"] == "Kastiger Rundhalspullover"
    assert bare_names("crewneck", ["boxy"])["de"] == "kastige Rundhalspullover"
    assert name_of("dress", ["pleated"])["de"] == "Plissiertes Kleid"
    assert name_of("trousers", ["pleated_front"])["de"] == "Hose mit Bundfalten"


def test_descriptions_read_as_sentences(styles: dict[str, Product]) -> None:
    told = styles["ME-26W-KN014"].description
    assert told["en"].startswith("A boxy crewneck knitted in Italy from merino wool. Ribbed round neck.")
    assert told["fr"].startswith("Ce pull col rond ample est tricoté en Italie, en laine mérinos.")
    assert told["de"].startswith("Dieser kastige Rundhalspullover wird in Italien aus Merinowolle gestrickt.")
    assert told["ja"].startswith("イタリアで編んだ、メリノウールのボクシークルーネックニットです。")
    assert told["en"].endswith("Laid flat in size M: chest 56\u00a0cm, length 66\u00a0cm.")
    overshirt = styles["ME-26W-SH011"].description["fr"]
    assert overshirt.startswith("Cette surchemise est coupée et cousue au Portugal")


@pytest.mark.rule("PRD-06")
def test_nothing_is_washed_above_thirty_degrees_and_knits_go_in_a_net(styles: dict[str, Product]) -> None:
    washed = {code for product in styles.values() for code in product.care if code.startswith("wash")}
    assert washed == {"wash_30", "wash_30_gentle", "wash_hand"}
    assert "in a net" in styles["ME-26W-KN014"].care_text["en"]
    assert "wash_30" not in styles["ME-26W-SO002"].care


@pytest.mark.rule("PRD-02")
def test_one_piece_is_personalised_and_one_is_a_limited_edition(house: Catalogue) -> None:
    assert [product.style for product in house.products if product.personalised] == ["ME-26W-SL001"]
    assert [product.style for product in house.products if product.limited] == ["ME-26W-OU020"]


def test_flags_follow_the_category(house: Catalogue) -> None:
    for product in house.products:
        assert product.underwear == (product.category == "underwear")
        assert product.swimwear == (product.category == "swimwear")
        assert product.needs_box == (product.category in ("shoes", "bags", "jewellery"))
        assert product.tax_class == "standard"
        assert re.fullmatch(r"\d{6}", product.hs_code)
        assert re.fullmatch(r"[A-Z]{2}", product.origin)


@pytest.mark.rule("A-30")
def test_every_product_names_who_answers_for_it(house: Catalogue) -> None:
    for product in house.products:
        assert product.safety.manufacturer == "Maison Exemple"
        assert product.safety.address.endswith("Paris, France")
        assert product.safety.email.endswith("@example.org")


def test_charts_begin_with_the_drawing_and_grow_with_the_size(house: Catalogue) -> None:
    for product in house.products:
        chart = product.chart
        assert tuple(row.size for row in chart.rows) == product.sizes
        drawn = next(row for row in chart.rows if row.size == chart.drawn)
        assert {point for point, _ in drawn.garment} == set(spans(product.flat.kind, product.flat.params))
        for smaller, larger in zip(chart.rows, chart.rows[1:], strict=False):
            pairs = zip(smaller.garment, larger.garment, strict=True)
            grown = [(point, high - low) for (point, low), (_, high) in pairs]
            assert all(more >= 0 for _, more in grown), product.style
            if chart.system in ADULT:
                assert all(more > 0 for _, more in grown), product.style
            assert all(b > a for (_, a, _), (_, b, _) in zip(smaller.body, larger.body, strict=True))


def test_the_crewneck_measures_what_its_drawing_says(styles: dict[str, Product]) -> None:
    row = next(row for row in styles["ME-26W-KN014"].chart.rows if row.size == "M")
    assert dict(row.garment)["chest"] == 560
    assert dict(row.garment)["length"] == 660


def test_sizes_have_their_names_elsewhere(styles: dict[str, Product]) -> None:
    dress = {row.size: dict(row.labels) for row in styles["ME-26W-DR004"].chart.rows}
    assert dress["38"] == {"UK": "10", "US": "6", "IT": "42", "DE": "36", "JP": "9"}
    loafer = {row.size: dict(row.garment)["foot"] for row in styles["ME-26W-SO002"].chart.rows}
    assert loafer["42"] == 265


def test_the_same_seed_builds_the_same_catalogue_and_another_one_another_sale(house: Catalogue) -> None:
    assert build_catalogue(26) == house
    other = build_catalogue(27)
    assert [product.style for product in other.products] == [product.style for product in house.products]
    assert sale_styles(other) != sale_styles(house)


def test_a_handful_is_on_sale_below_its_price_and_never_what_tests_rely_on(house: Catalogue) -> None:
    assert len(sale_styles(house)) == 17
    for product in house.products:
        if product.sale:
            assert product.sale.starts_at < product.sale.ends_at
            assert set(product.sale.prices) == set(product.prices)
            assert all(
                product.sale.prices[currency] < product.prices[currency] for currency in product.prices
            )
            assert product.style not in {*LINE_SHEET, *FIXTURE_STYLES}


def test_summer_is_partly_online_and_winter_wholly(house: Catalogue) -> None:
    ends = Counter((product.collection, product.online_until.isoformat()) for product in house.products)
    assert ends["26S", "2026-09-30T22:00:00+00:00"] > 40
    assert ends["26S", "2027-01-31T23:00:00+00:00"] > 40
    assert len([key for key in ends if key[0] == "26W"]) == 1


def test_opening_stock_carries_a_year_of_orders_and_ends_of_sizes(house: Catalogue) -> None:
    stock = initial_stock(house, 26)
    totals: Counter[str] = Counter()
    for sku, location, quantity in stock:
        assert location in LOCATIONS
        assert quantity >= 0
        totals[sku] += quantity
    assert set(totals) == {sku.sku for product in house.products for sku in product.skus}
    assert totals.total() > 20_000
    scarce = Counter(min(total, 3) for total in totals.values())
    assert min(scarce[0], scarce[1], scarce[2]) > 40
    assert stock == initial_stock(house, 26)


def test_ten_pieces_in_one_place_are_kept_for_races(house: Catalogue) -> None:
    kept = [row for row in initial_stock(house, 26) if row[0] == RACE_SKU]
    assert kept == [(RACE_SKU, "PAR", RACE_QUANTITY), (RACE_SKU, "LIL", 0)]
    assert RACE_QUANTITY == 10


def test_limited_editions_have_no_stock_to_sell(house: Catalogue) -> None:
    limited = {sku.sku for product in house.products if product.limited for sku in product.skus}
    assert all(quantity == 0 for sku, _, quantity in initial_stock(house, 26) if sku in limited)


def sale_styles(house: Catalogue) -> set[str]:
    return {product.style for product in house.products if product.sale}
