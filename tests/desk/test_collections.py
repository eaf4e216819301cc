"""Collections at the desk: their names, and the time for which the shop shows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.catalogue import queries as catalogue
from comptoir.journal import queries as journal
from tests import builders
from tests.builders import KNIT
from tests.desk.selling import form_of, plain

pytestmark = pytest.mark.usefixtures("house")
NEW = "/desk/collections/new/"


def codes() -> list[str]:
    return [row.code for row in catalogue.collection_rows()]


@pytest.mark.rule("PRD-01")
def test_a_collection_is_begun_and_comes_online_at_its_time(desk: Client) -> None:
    typed = {
        "code": "27s",
        "season": "spring_summer",
        "name.en": "Spring/Summer 2027",
        "name.fr": "Printemps-été 2027",
        "online_from": "2026-12-01T09:00",
    }
    assert desk.post(NEW, {**form_of(desk, NEW, ""), **typed}).status_code == 302
    assert codes() == ["27S", "26W"]
    names = {season.code for season in catalogue.collections(language="fr", at=builders.MONDAY)}
    assert names == {"26W"}
    later = catalogue.collections(language="fr", at=builders.MONDAY + timedelta(days=10))
    assert [(season.code, season.slug) for season in later] == [
        ("27S", "printemps-ete-2027"),
        ("26W", "fw26"),
    ]
    (entry,) = journal.entries_about(kind="collection", subject_id="27S")
    assert (entry.verb, entry.data["before"]) == ("collection_saved", {})


@pytest.mark.rule("ACC-10")
def test_a_collection_that_ends_takes_its_pieces_out_of_the_shop(desk: Client) -> None:
    path = "/desk/collections/26W/"
    desk.post(path, {**form_of(desk, path, ""), "online_until": "2026-11-23T09:30"})
    assert Client().get(f"/en-gb/p/{KNIT}/boxy-crewneck/").status_code == 200
    builders.at_clock(builders.MONDAY + timedelta(hours=1))
    assert Client().get(f"/en-gb/p/{KNIT}/boxy-crewneck/").status_code in {404, 410}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "27-S"}, "one to eight capital letters"),
        ({"code": "26W"}, "is there already"),
        ({"season": "monsoon"}, "choose one from the list"),
        ({"name.en": ""}, "“Name, English” is missing"),
        ({"online_until": "2026-01-01T09:00"}, "an end after the start"),
    ],
)
def test_a_collection_that_is_not_right_is_told_beside_its_field(
    desk: Client, typed: dict[str, str], words: str
) -> None:
    form = {"code": "27S", "season": "fall_winter", "name.en": "Next"}
    answer = desk.post(NEW, {**form_of(desk, NEW, ""), **form, **typed})
    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert codes() == ["26W"]


def test_of_two_who_edit_one_collection_the_second_is_told(desk: Client) -> None:
    path = "/desk/collections/26W/"
    opened_by_both = form_of(desk, path, "")
    desk.post(path, {**opened_by_both, "name.en": "Winter"})
    answer = desk.post(path, {**opened_by_both, "name.en": "Autumn"})
    assert "Somebody changed this meanwhile" in plain(answer.content.decode())
    assert catalogue.collection_rows()[0].name["en"] == "Winter"
