"""Merchandisers at the desk: products begun, edited, published; two of them at one product."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.infra import queue
from comptoir.journal import queries as journal
from tests import builders
from tests.builders import KNIT, SHIRT
from tests.desk.selling import Form, a_picture, form_of, page, plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")
STYLE = "ME-27S-KN900"


def section(client: Client, style: str, name: str, **typed: str) -> str:
    """Save a section with these fields typed over what the form holds; the page that comes."""
    path = f"/desk/products/{style}/{name}/"
    answer = client.post(path, {**form_of(client, path), **typed}, follow=True)
    assert answer.status_code in {200, 409, 422}
    return answer.content.decode()


def begin(client: Client, style: str = STYLE, **typed: str) -> str:
    form = {
        "style": style,
        "name": "Rib cardigan",
        "collection": "26W",
        "category": "knitwear",
        "cut": "women",
    }
    answer = client.post("/desk/products/new/", {**form, **typed}, follow=True)
    return answer.content.decode()


def sheet(style: str) -> catalogue.ProductSheet:
    found = catalogue.product_sheet(style=style)
    assert found is not None
    return found


def verbs_of(style: str) -> list[str]:
    return [entry.verb for entry in journal.entries_about(kind="product", subject_id=style)]


def test_a_product_is_found_by_style_sku_name_and_state(desk: Client) -> None:
    assert "5 products" in page(desk, "/desk/products/")
    for q in (SHIRT, f"{SHIRT}-0200-M", "chemise ample", "boxy-fit"):
        found = page(desk, f"/desk/products/?q={q}")
        assert "1 product " in found
        assert SHIRT in found
    assert "1 product " in page(desk, "/desk/products/?category=knitwear")
    assert "0 products" in page(desk, "/desk/products/?shown=draft")
    begin(desk)
    assert STYLE in page(desk, "/desk/products/?shown=draft")


def test_only_merchandisers_write_and_everybody_at_the_desk_reads() -> None:
    advisor = signed_in(Role.ADVISOR)
    assert "Boxy crewneck" in page(advisor, f"/desk/products/{KNIT}/")
    for path in ("new/", f"{KNIT}/facts/", f"{KNIT}/texts/", f"{KNIT}/colours/", "exchange/"):
        assert advisor.get(f"/desk/products/{path}").status_code == 403
    assert advisor.post(f"/desk/products/{KNIT}/retirement/").status_code == 403
    assert sheet(KNIT).online_until is None
    assert Client().get("/desk/products/").status_code == 302


def test_a_new_product_is_a_draft_that_the_shop_does_not_show(desk: Client) -> None:
    html = begin(desk)
    assert said(html).startswith("Draft begun.")
    assert sheet(STYLE).online_from is None
    assert verbs_of(STYLE) == ["product_created"]
    queue.run_waiting()
    assert Client().get(f"/en-gb/p/{STYLE}/rib-cardigan/").status_code == 404
    assert STYLE not in Client().get("/en-gb/search/?q=rib+cardigan").content.decode()


def test_a_style_is_begun_once_and_its_faults_stand_beside_the_fields(desk: Client) -> None:
    html = begin(desk, style="knit 1", name="", collection="99X")
    for words in ("capital letters", "“Name” is missing", "choose one from the list"):
        assert words in html
    assert "is there already" in begin(desk, style=KNIT)
    assert sheet(KNIT).texts.texts["name"]["en"] == "Boxy crewneck"


def test_a_product_started_from_another_takes_its_label_over(desk: Client) -> None:
    begin(desk, like=KNIT)
    facts = sheet(STYLE).facts
    assert (facts.composition, facts.hs_code, facts.origin) == ("Body: 100 % Wool", "611011", "IT")
    assert sheet(STYLE).colours == ()


def test_facts_are_saved_with_a_line_in_the_journal_that_says_what_changed(desk: Client) -> None:
    html = section(
        desk,
        KNIT,
        "facts",
        composition="Shell: 90 % Wool, 10 % Cashmere\r\nLining: 100 % Wool",
        hs_code="6110 1130",
        swimwear="yes",
    )
    assert said(html) == "Saved."
    facts = sheet(KNIT).facts
    assert facts.composition == "Shell: 90 % Wool, 10 % Cashmere\nLining: 100 % Wool"
    assert (facts.hs_code, facts.swimwear, facts.limited) == ("61101130", True, False)
    (entry,) = journal.entries_about(kind="product", subject_id=KNIT)
    assert entry.actor_role == "merchandiser"
    assert entry.data["changes"] == {
        "composition": ["Body: 100 % Wool", "Shell: 90 % Wool, 10 % Cashmere\nLining: 100 % Wool"],
        "hs_code": ["611011", "61101130"],
        "swimwear": [False, True],
    }


def test_saving_what_is_there_writes_nothing(desk: Client) -> None:
    for name in ("facts", "texts", "colours"):
        before = sheet(KNIT)
        assert said(section(desk, KNIT, name)) == "Saved."
        assert sheet(KNIT) == before
    assert verbs_of(KNIT) == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("composition", "Shell: 90 % Wool", "make 90 percent"),
        ("composition", "wool mostly", "cannot be read"),
        ("hs_code", "61101", "six, eight or ten digits"),
        ("origin", "QX", "two letters of a country"),
        ("maker_email", "nobody", "write an e-mail address"),
        ("category", "hats", "choose one from the list"),
    ],
)
def test_what_is_not_right_is_told_beside_its_field_and_nothing_is_saved(
    desk: Client, field: str, typed: str, words: str
) -> None:
    before = sheet(KNIT)
    html = section(desk, KNIT, "facts", **{field: typed})
    assert words in plain(html)
    assert 'aria-invalid="true"' in html
    assert sheet(KNIT) == before
    assert verbs_of(KNIT) == []


def test_of_two_who_edit_one_product_the_second_is_told_and_nothing_is_lost(desk: Client) -> None:
    path = f"/desk/products/{KNIT}/facts/"
    opened_by_both = form_of(desk, path)
    desk.post(path, {**opened_by_both, "hs_code": "61102000"})
    answer = desk.post(path, {**opened_by_both, "origin": "PT"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Somebody changed this meanwhile" in plain(html)
    assert "61102000" in plain(html)
    assert (sheet(KNIT).facts.hs_code, sheet(KNIT).facts.origin) == ("61102000", "IT")
    # What was typed is still in the form, and is saved when it is sent again.
    again = Form(html, path).fields
    assert again["origin"] == "PT"
    desk.post(path, {**again, "hs_code": "61102000"})
    assert (sheet(KNIT).facts.hs_code, sheet(KNIT).facts.origin) == ("61102000", "PT")


@pytest.mark.rule("I18N-02")
def test_texts_are_edited_in_every_language_and_gaps_are_seen(desk: Client) -> None:
    assert "missing" in page(desk, f"/desk/products/{KNIT}/texts/")
    html = section(
        desk, KNIT, "texts", **{"name.fr": "Pull ample", "name.de": "Pullover", "words.0.fr": "Corps"}
    )
    assert said(html) == "Saved."
    found = sheet(KNIT).texts
    assert found.texts["name"] == {"de": "Pullover", "en": "Boxy crewneck", "fr": "Pull ample"}
    assert found.words["Body"] == {"en": "Body", "fr": "Corps"}
    queue.run_waiting()
    assert Client().get(f"/fr-fr/p/{KNIT}/pull-ample/").status_code == 200
    assert "Name, English" in section(desk, KNIT, "texts", **{"name.en": " "})
    assert sheet(KNIT).texts == found


def test_colours_and_sizes_are_added_and_those_of_a_published_product_stay(desk: Client) -> None:
    typed = {
        "code.1": "0999",
        "hex.1": "#112233",
        **{f"name.1.{language}": "Ink" for language in ("en", "fr", "de", "ja")},
        "sizes.1": "S 300, M 310",
        "place.1": "1",
        "place.0": "2",
    }
    assert said(section(desk, KNIT, "colours", **typed)) == "Saved."
    first, second = sheet(KNIT).colours
    assert (first.code, second.code) == ("0999", "0410")
    assert [size.size for size in first.sizes] == ["S", "M"]
    before = sheet(KNIT)
    html = section(desk, KNIT, "colours", **{"code.0": ""})
    assert "ME-26W-KN014-0999-S" in plain(html)
    assert "stays" in plain(html)
    assert sheet(KNIT) == before


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("sizes.0", "S, M", "as “S 310, M 330”"),
        ("sizes.0", "S 0", "1 to 50,000 grams"),
        ("hex.0", "red", "# and six digits"),
        ("code.0", "04-1", "capital letters or digits"),
    ],
)
def test_a_colour_that_cannot_be_kept_is_told_beside_its_field(
    desk: Client, field: str, typed: str, words: str
) -> None:
    before = sheet(KNIT)
    assert words in plain(section(desk, KNIT, "colours", **{field: typed}))
    assert sheet(KNIT) == before


def test_a_draft_says_what_is_missing_and_is_not_published_before(desk: Client) -> None:
    begin(desk, like=KNIT)
    text = page(desk, f"/desk/products/{STYLE}/")
    for words in (
        "things keep it from the shop",
        "“Description” is missing in English. (I18N-02)",
        "It has no price in any market. (PAY-03)",
        "“Colours and sizes” is missing.",
    ):
        assert words in text
    answer = desk.post(f"/desk/products/{STYLE}/publication/", {"online_from": ""}, follow=True)
    assert "It has no price in any market." in said(answer.content.decode())
    assert sheet(STYLE).online_from is None


@pytest.mark.rule("ACC-10")
def test_a_product_is_retired_at_once_and_no_edit_takes_what_publishing_asked_for(desk: Client) -> None:
    html = section(desk, KNIT, "facts", composition="")
    assert "“Composition” is missing" in plain(html)
    assert sheet(KNIT).facts.composition == "Body: 100 % Wool"
    answer = desk.post(f"/desk/products/{KNIT}/retirement/", follow=True)
    assert said(answer.content.decode()).startswith("Taken out of the shop.")
    assert verbs_of(KNIT) == ["product_retired"]
    builders.at_clock(builders.MONDAY + timedelta(hours=1))
    assert Client().get(f"/en-gb/p/{KNIT}/boxy-crewneck/").status_code in {404, 410}


@pytest.mark.rule("PAY-03", "I18N-02")
def test_a_draft_with_nothing_missing_goes_into_the_shop_and_out_of_it(desk: Client) -> None:
    begin(desk, like=KNIT)
    languages = ("en", "fr", "de", "ja")
    fields = ("name", "material", "description", "care_text", "words.0", "words.1")
    section(
        desk, STYLE, "texts", **{f"{name}.{each}": f"Rib {each}" for name in fields for each in languages}
    )
    section(
        desk,
        STYLE,
        "colours",
        **{"code.0": "0100", "hex.0": "#111111", "sizes.0": "S 300, M 310"},
        **{f"name.0.{language}": "Black" for language in languages},
    )
    desk.post(f"/desk/products/{STYLE}/prices/GB/price/", {"amount": "180"})
    assert "1 thing keeps it from the shop “ME-27S-KN900-0100" not in page(desk, f"/desk/products/{STYLE}/")
    photo = SimpleUploadedFile("photo.jpg", a_picture())
    path = f"/desk/products/{STYLE}/photographs/new/"
    desk.post(path, {"file": photo, "reference": f"{STYLE}-0100"})
    chart = f"/desk/products/{STYLE}/size-chart/"
    points = {"points.0.en": "Chest", "points.0.fr": "Poitrine", "drawn": "M"}
    desk.post(chart, form_of(desk, chart) | points)
    desk.post(chart, form_of(desk, chart) | {"garment.0.0": "52", "garment.1.0": "56"})
    assert "Nothing is missing" in page(desk, f"/desk/products/{STYLE}/")
    later = {"online_from": "2026-11-23T10:00"}
    answer = desk.post(f"/desk/products/{STYLE}/publication/", later, follow=True)
    assert said(answer.content.decode()) == "Published."
    assert "To come" in page(desk, f"/desk/products/{STYLE}/")
    shop = f"/en-gb/p/{STYLE}/rib-en/"
    assert Client().get(shop).status_code == 404
    builders.at_clock(builders.MONDAY + timedelta(hours=1, minutes=1))
    queue.run_waiting()
    assert "£180" in plain(Client().get(shop).content.decode())
    assert Client().get(f"/en-fr/p/{STYLE}/rib-en/").status_code == 200
    answer = desk.post(
        f"/desk/products/{STYLE}/publication/", {"online_until": "2026-11-01T10:00"}, follow=True
    )
    assert "after the start and not past" in said(answer.content.decode())
    desk.post(f"/desk/products/{STYLE}/retirement/")
    builders.at_clock(builders.MONDAY + timedelta(hours=2))
    assert Client().get(shop).status_code in {404, 410}
    assert verbs_of(STYLE)[-2:] == ["product_published", "product_retired"]
