"""Size charts at the desk (PRD-05): written, shared, and wanted before a product of several sizes is in the shop."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from tests.builders import CLUTCH, KNIT, MONDAY, SHIRT
from tests.desk.selling import form_of, page, plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")
CHARTS = "/desk/size-charts/"
MEASURES = {
    "points.0.en": "Chest",
    "points.0.fr": "Poitrine",
    "tape.0.en": "From armhole to armhole",
    "drawn": "M",
}
CELLS = {
    "garment.0.0": "52",
    "garment.1.0": "56,5",
    "garment.2.0": "60",
    "body.0.0": "86-94",
    "body.1.0": "94–102",
    "body.2.0": "102 – 110",
    "labels.1.UK": "38",
}


def path_of(style: str = KNIT) -> str:
    return f"/desk/products/{style}/size-chart/"


def save(client: Client, style: str = KNIT, **typed: str) -> str:
    path = path_of(style)
    answer = client.post(path, {**form_of(client, path), **typed}, follow=True)
    assert answer.status_code in {200, 409, 422}
    return answer.content.decode()


def measured(client: Client, style: str = KNIT) -> None:
    """The style has a chart."""
    save(client, style, **MEASURES)
    assert said(save(client, style, **CELLS)).startswith("Saved.")


def chart(style: str = KNIT) -> catalogue.SheetChart:
    sheet = catalogue.product_sheet(style=style)
    assert sheet is not None
    return catalogue.chart_of(sheet)


def gaps(style: str = KNIT) -> list[str | None]:
    """What of the measures keeps a product from the shop."""
    sheet = catalogue.product_sheet(style=style)
    assert sheet is not None
    policy = markets.current_policy(at=MONDAY)
    found = catalogue.gaps_of(sheets=[sheet], policy=policy, at=MONDAY)[style]
    return [gap.field for gap in found if gap.rule == "PRD-05"]


@pytest.mark.rule("PRD-05")
def test_a_chart_is_written_point_by_point_and_the_shop_shows_it(desk: Client) -> None:
    measured(desk)
    found = chart()
    assert [(point.key, point.name["fr"]) for point in found.points] == [("chest", "Poitrine")]
    assert found.garment == {"S": {"chest": "52"}, "M": {"chest": "56.5"}, "L": {"chest": "60"}}
    assert found.body["L"] == {"chest": "102–110"}
    assert found.labels == {"M": {"UK": "38"}}
    shown = plain(Client().get(f"/en-gb/p/{KNIT}/boxy-crewneck/").content.decode())
    assert "The garment, measured flat" in shown
    assert "From armhole to armhole" in shown
    assert "56.5" in shown
    entries = journal.entries_about(kind="product", subject_id=KNIT)
    assert [entry.verb for entry in entries] == ["size_chart_changed", "size_chart_changed"]
    assert "Staff (merchandiser)" in page(desk, path_of())
    before = chart()
    save(desk)
    assert (chart(), len(journal.entries_about(kind="product", subject_id=KNIT))) == (before, 2)


@pytest.mark.rule("PRD-05")
def test_measures_are_wanted_before_publishing_and_one_size_needs_none(desk: Client) -> None:
    assert gaps() == ["size_chart"]
    overview = desk.get(f"/desk/products/{KNIT}/").content.decode()
    assert f'href="{path_of()}"' in overview
    assert "“Size chart” is missing. (PRD-05)" in plain(overview)
    assert gaps(CLUTCH) == []
    assert "comes in one size: the shop needs no chart" in page(desk, path_of(CLUTCH))
    html = page(desk, CHARTS)
    assert "4 products lack measures" in html
    assert "Initialled clutch" not in html
    measured(desk)
    assert gaps() == []
    assert "3 products lack measures" in page(desk, CHARTS)


@pytest.mark.rule("PRD-05")
def test_a_new_size_comes_before_its_measures_and_measures_of_a_published_product_stay(desk: Client) -> None:
    measured(desk)
    path = f"/desk/products/{KNIT}/colours/"
    typed = {**form_of(desk, path), "sizes.0": "S 400, M 400, L 400, XL 420"}
    assert said(desk.post(path, typed, follow=True).content.decode()) == "Saved."
    assert gaps() == ["size_chart.XL"]
    assert "“Size chart, XL” is missing" in page(desk, f"/desk/products/{KNIT}/")
    before = chart()
    assert "give chest for XL too" in save(desk, **{"garment.0.0": "53"})
    without = {f"{table}.{row}.0": "" for table in ("garment", "body") for row in range(4)}
    assert "“Size chart” is missing" in plain(save(desk, **without))
    assert chart() == before
    grown = {"garment.3.0": "64", "body.3.0": "110–118"}
    assert said(save(desk, **grown)).startswith("Saved.")
    assert gaps() == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"garment.0.0": "wide"}, "“wide” for S is no length"),
        ({"garment.0.0": "52.55"}, "no length in centimetres"),
        ({"garment.0.0": "0"}, "no length in centimetres"),
        ({"garment.0.0": "50–52"}, "no length in centimetres"),
        ({"garment.0.0": "401"}, "no length in centimetres"),
        ({"body.0.0": "94–86"}, "no length or range"),
        ({"body.0.0": "86–90–94"}, "no length or range"),
        ({"garment.2.0": ""}, "give chest for L too, or for no size"),
        ({"points.0.en": ""}, "“Points of measure, English” is missing"),
        ({"points.1.en": "chest"}, "“chest” is there already"),
        ({"drawn": "XXL"}, "choose one of its sizes"),
        ({"labels.0.UK": "thirty-eight-and-a-half"}, "at most 12 characters"),
    ],
)
def test_what_is_not_right_about_a_chart_is_told_and_nothing_is_saved(
    desk: Client, typed: dict[str, str], words: str
) -> None:
    measured(desk)
    before = chart()
    assert words in plain(save(desk, **typed))
    assert chart() == before


def test_a_larger_size_that_measures_less_is_pointed_out(desk: Client) -> None:
    measured(desk)
    assert "Look again" not in page(desk, path_of())
    html = plain(save(desk, **{"garment.2.0": "55"}))
    assert "Chest: M has 56.5, L has 55." in html
    assert chart().garment["L"] == {"chest": "55"}


def test_a_chart_is_taken_over_from_another_style_and_shared(desk: Client) -> None:
    measured(desk)
    filled = form_of(desk, f"{path_of(SHIRT)}?like={KNIT}", path_of(SHIRT))
    assert (filled["points.0.en"], filled["garment.1.0"]) == ("Chest", "56.5")
    assert chart(SHIRT).points == ()
    desk.post(path_of(SHIRT), filled)
    assert chart(SHIRT) == chart(KNIT)
    assert "2 KNIT".replace("KNIT", SHIRT) in page(desk, CHARTS)
    assert "1 other product has this very chart" in page(desk, path_of())
    save(desk, **{"garment.0.0": "51"})
    assert chart(SHIRT).garment["S"] == {"chest": "52"}
    save(desk, **{"garment.0.0": "52"})
    save(desk, **{"garment.0.0": "50"}, alike="yes")
    assert chart(SHIRT).garment["S"] == {"chest": "50"}
    assert chart(SHIRT) == chart(KNIT)
    assert journal.entries_about(kind="product", subject_id=SHIRT)[-1].verb == "size_chart_changed"


def test_a_point_that_the_house_knows_brings_its_translations(desk: Client) -> None:
    measured(desk)
    save(desk, SHIRT, **{"points.0.en": "CHEST", "drawn": "M"})
    (point,) = chart(SHIRT).points
    assert (point.key, point.name["fr"], point.tape["en"]) == ("chest", "Poitrine", "From armhole to armhole")


def test_of_two_who_edit_one_chart_the_second_is_told_what_differs(desk: Client) -> None:
    measured(desk)
    opened_by_both = form_of(desk, path_of())
    desk.post(path_of(), {**opened_by_both, "garment.0.0": "50"})
    answer = desk.post(path_of(), {**opened_by_both, "garment.0.0": "51"})
    assert answer.status_code == 409
    html = plain(answer.content.decode())
    assert "Somebody changed this meanwhile" in html
    assert "The garment, measured flat, S chest 50 chest 51" in html
    assert chart().garment["S"] == {"chest": "50"}


def test_charts_are_read_by_the_whole_desk_and_written_by_merchandisers(desk: Client) -> None:
    measured(desk)
    advisor = signed_in(Role.ADVISOR)
    assert "1 chart" in page(advisor, CHARTS)
    assert advisor.get(path_of()).status_code == 403
    assert advisor.post(path_of(), {}).status_code == 403
    assert desk.get("/desk/products/ME-00/size-chart/").status_code == 404
