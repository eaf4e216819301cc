"""The home page, arranged at the desk."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from comptoir.content import services as content
from comptoir.content.services import LookInput, PieceInput
from comptoir.core.actors import HOUSE
from comptoir.infra import media
from comptoir.journal import queries as journal
from tests.builders import GOWN, KNIT, MONDAY, SHIRT
from tests.desk.selling import form_of, page, plain

pytestmark = pytest.mark.usefixtures("house")


def test_the_home_page_is_written_looked_at_ordered_and_shown(desk: Client) -> None:
    path = "/desk/home/new/text/"
    typed = {"title.en": "A winter in Lille", "title.fr": "Un hiver à Lille", "text.en": "Snow."}
    looked = desk.post(path, {**form_of(desk, path, ""), **typed, "preview": "yes"}).content.decode()
    assert "nothing is saved yet" in plain(looked)
    assert "0 blocks" in page(desk, "/desk/home/")
    assert desk.post(path, {**form_of(desk, path, ""), **typed}).status_code == 302
    path = "/desk/home/new/sheet/"
    desk.post(path, {**form_of(desk, path, ""), "title.en": "Knits", "styles": f"{KNIT}, {SHIRT}"})
    shown = plain(Client().get("/fr-fr/").content.decode())
    assert shown.index("Un hiver à Lille") < shown.index("Knits")
    html = desk.get("/desk/home/").content.decode()
    first, second = re.findall(r"/desk/home/(\d+)/removal/", html)
    desk.post(f"/desk/home/{second}/place/", {"place": "0"})
    shown = plain(Client().get("/fr-fr/").content.decode())
    assert shown.index("Knits") < shown.index("Un hiver à Lille")
    desk.post(f"/desk/home/{first}/removal/")
    assert "Lille" not in Client().get("/fr-fr/").content.decode()
    entries = journal.entries_about(kind="block", subject_id=first)
    assert [entry.verb for entry in entries] == ["block_added", "block_removed"]


def test_two_who_edit_one_block_do_not_undo_each_other(desk: Client) -> None:
    path = "/desk/home/new/text/"
    desk.post(path, {**form_of(desk, path, ""), "title.en": "One"})
    (block,) = re.findall(r"/desk/home/(\d+)/removal/", desk.get("/desk/home/").content.decode())
    path = f"/desk/home/{block}/"
    opened_by_both = form_of(desk, path)
    desk.post(path, {**opened_by_both, "title.en": "Two"})
    answer = desk.post(path, {**opened_by_both, "title.en": "Three"})
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in plain(answer.content.decode())
    assert "Two" in page(desk, "/desk/home/")


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("hero", {"reference": "ME-00"}, "There is no such reference"),
        ("sheet", {"styles": "ME-00"}, "There is no style ME-00"),
        ("sheet", {"category": "hats"}, "Choose one from the list"),
        ("look", {"look": "26W/9"}, "Choose one from the list"),
        ("look", {"look": "26W"}, "Choose one from the list"),
        ("text", {"title.en": ""}, "Write a title in English"),
    ],
)
def test_a_block_that_names_nothing_is_told_beside_its_field(
    desk: Client, kind: str, typed: dict[str, str], words: str
) -> None:
    path = f"/desk/home/new/{kind}/"
    answer = desk.post(path, {**form_of(desk, path, ""), "title.en": "Now", **typed})
    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert "0 blocks" in page(desk, "/desk/home/")


def test_a_hero_shows_the_piece_that_was_chosen(desk: Client) -> None:
    path = "/desk/home/new/hero/"
    desk.post(path, {**form_of(desk, path, ""), "title.en": "The gown", "reference": f"{GOWN}-0100"})
    assert "The gown" in Client().get("/en-gb/").content.decode()


def test_a_look_is_put_on_the_home_page(desk: Client) -> None:
    look = LookInput(
        collection="26W",
        number=2,
        title={"en": "Poppy, squarely"},
        digest=media.store(b"<svg>a look</svg>", private=False),
        width=600,
        height=840,
        pieces=(PieceInput(reference=f"{KNIT}-0410", x=500, y=300),),
    )
    first = replace(look, number=1, title={"en": "Sky"})
    content.arrange_looks(collection="26W", looks=[first, look], actor=HOUSE, at=MONDAY)
    path = "/desk/home/new/look/"
    assert "26W/2 Poppy, squarely" in page(desk, path)
    typed = {"title.en": "Worn together", "look": "26W/2"}
    looked = desk.post(path, {**form_of(desk, path, ""), **typed, "preview": "yes"}).content.decode()
    assert f"/media/{look.digest}" in looked
    assert desk.post(path, {**form_of(desk, path, ""), **typed}).status_code == 302
    shown = plain(Client().get("/en-fr/").content.decode())
    assert "Worn together" in shown
    assert "Boxy crewneck" in shown
