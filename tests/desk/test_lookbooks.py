"""Lookbooks at the desk: looks with their pieces on the picture, and the film of a show (PRD-01)."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comptoir.content import queries as content
from comptoir.content import services
from comptoir.content.services import BlockInput
from comptoir.core.actors import Role
from comptoir.infra import media, queue
from comptoir.journal import queries as journal
from tests.builders import GOWN, KNIT, SHIRT
from tests.desk.filming import SPOKEN, a_webm, an_mp4
from tests.desk.selling import a_picture, form_of, page, plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")
BOOK = "/desk/collections/26W/looks/"
SHOP = "/en-gb/collections/fw26/"
WORDS = {"title.en": "Poppy, squarely", "title.fr": "Coquelicot", "alt.en": "On a chair", "alt.fr": "Assise"}


def a_file(content: bytes, name: str = "look.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(client: Client, content: bytes | None = None, **typed: str) -> str:
    file = a_file(a_picture() if content is None else content)
    answer = client.post(f"{BOOK}new/", {**WORDS, **typed, "file": file}, follow=True)
    return answer.content.decode()


def looks() -> tuple[content.LookRow, ...]:
    return content.look_rows(collection="26W")


def path_of(place: int = 0) -> str:
    return f"{BOOK}{looks()[place].id}/"


def save(client: Client, path: str, **typed: object) -> str:
    answer = client.post(path, {**form_of(client, path, ""), **typed}, follow=True)
    assert answer.status_code in {200, 409, 422}
    return answer.content.decode()


@pytest.mark.rule("PRD-01")
def test_a_look_is_added_its_pieces_put_on_it_and_the_shop_shows_them(desk: Client) -> None:
    assert "No look yet" in page(desk, BOOK)
    assert said(add(desk)).startswith("Look added.")
    typed = {
        "reference.0": f"{KNIT}-0410",
        "x.0": "51.5",
        "y.0": "30",
        "reference.1": f"{SHIRT}-0200".lower(),
        "x.1": "48,2",
        "y.1": "100",
        "place.1": "1",
        "place.0": "2",
    }
    assert said(save(desk, path_of(), **typed)) == "Saved. The shop shows it now."
    (row,) = looks()
    assert [(spot.reference, spot.x, spot.y) for spot in row.spots] == [
        (f"{SHIRT}-0200", 482, 1000),
        (f"{KNIT}-0410", 515, 300),
    ]
    assert not row.ready
    queue.run_waiting()
    assert looks()[0].ready
    html = Client().get(f"{SHOP}looks/1/").content.decode()
    assert 'alt="On a chair"' in html
    assert sorted(re.findall(r'<source type="(image/\w+)"', html)) == ["image/avif", "image/webp"]
    assert "Boxy crewneck" in plain(html)
    assert f'cx="{round(0.515 * 600)}"' in html
    assert "Coquelicot" in Client().get("/fr-fr/collections/fw26/").content.decode()
    verbs = [entry.verb for entry in journal.entries_about(kind="look", subject_id=row.id)]
    assert verbs == ["look_added", "look_changed"]


def test_a_look_keeps_nothing_but_its_picture_and_gets_another_one(desk: Client) -> None:
    add(desk)
    queue.run_waiting()
    before = looks()[0]
    kept = media.read(before.digest, private=False)
    assert b"Secret camera" not in kept
    with Image.open(io.BytesIO(kept)) as made:
        assert (made.format, made.size) == ("JPEG", (1200, 900))
    save(desk, path_of(), file=a_file(a_picture(colour="#223344")))
    after = looks()[0]
    assert (after.id, after.ready, after.digest == before.digest) == (before.id, False, False)
    queue.run_waiting()
    assert looks()[0].small not in {before.small, after.digest}


def _placed(row: int) -> dict[str, str]:
    return {f"reference.{row}": f"{KNIT}-0410", f"x.{row}": "1", f"y.{row}": "1"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reference.0": "ME-00-0000", "x.0": "1", "y.0": "1"}, "There is no such reference"),
        ({"reference.0": f"{KNIT}-0410", "x.0": "100.1", "y.0": "1"}, "from 0 to 100"),
        ({"reference.0": f"{KNIT}-0410", "x.0": "", "y.0": ""}, "from 0 to 100"),
        ({"reference.0": f"{KNIT}-0410", "x.0": "NaN", "y.0": "1"}, "from 0 to 100"),
        (
            {**_placed(0), **_placed(1)},
            "on the look already",
        ),
        ({"title.en": " "}, "“Title, English” is missing"),
        ({"alt.en": ""}, "“What the photograph shows, English” is missing"),
        ({"file": SimpleUploadedFile("look.svg", b"<svg/>")}, "no JPEG, PNG, WebP or HEIC"),
    ],
)
def test_what_is_not_right_about_a_look_is_told_and_nothing_is_saved(
    desk: Client, typed: dict[str, object], words: str
) -> None:
    add(desk)
    before = looks()
    html = save(desk, path_of(), **{"title.fr": "Autre", **typed})
    assert words in plain(html)
    assert 'value="Autre"' in html
    assert looks() == before


def test_a_look_without_a_picture_or_words_is_not_added(desk: Client) -> None:
    assert "Choose a file" in plain(desk.post(f"{BOOK}new/", WORDS).content.decode())
    assert "“Title, English” is missing" in plain(add(desk, **{"title.en": ""}))
    assert "damaged" in plain(add(desk, a_picture()[:4000]))
    assert looks() == ()


def test_of_two_who_edit_one_look_the_second_is_told_what_differs(desk: Client) -> None:
    add(desk)
    opened_by_both = form_of(desk, path_of(), "")
    desk.post(path_of(), {**opened_by_both, "title.en": "Winter"})
    answer = desk.post(path_of(), {**opened_by_both, "text.en": "Snow"})
    assert answer.status_code == 409
    html = plain(answer.content.decode())
    assert "Somebody changed this meanwhile" in html
    assert "Title, English Winter Poppy, squarely" in html
    assert (looks()[0].title["en"], looks()[0].text) == ("Winter", {})


def test_looks_are_put_in_order_and_one_on_the_home_page_stays(desk: Client) -> None:
    for colour in ("#111111", "#eeeeee"):
        add(desk, a_picture(colour=colour), **{"title.en": colour})
    services.arrange_home(
        blocks=[BlockInput(kind="look", title={"en": "Now"}, body={"collection": "26W", "number": 1})]
    )
    first, second = looks()
    desk.post(f"{BOOK}{second.id}/place/", {"place": "0"})
    assert [row.id for row in looks()] == [second.id, first.id]
    assert content.block_rows()[0].body["number"] == 2
    assert "on the home page" in said(desk.post(f"{BOOK}{first.id}/removal/", follow=True).content.decode())
    desk.post(f"{BOOK}{second.id}/removal/")
    assert [(row.id, row.number) for row in looks()] == [(first.id, 1)]


@pytest.mark.rule("PRD-01")
@pytest.mark.parametrize(
    ("made", "sides"),
    [(an_mp4, ("video/mp4", 1280, 720)), (a_webm, ("video/webm", 640, 360))],
)
def test_a_film_is_put_up_with_its_picture_and_the_shop_shows_it(
    desk: Client, made: object, sides: tuple[str, int, int]
) -> None:
    path = "/desk/collections/26W/film/"
    sent = {"film": a_file(made(), "show.mp4"), "poster": a_file(a_picture())}
    assert said(desk.post(path, {**form_of(desk, path), **sent}, follow=True).content.decode()).startswith(
        "Saved."
    )
    film = content.film_of(collection="26W")
    assert film is not None
    assert (film.mime, film.width, film.height) == sides
    shown = Client().get(SHOP).content.decode()
    assert f'src="/media/{film.digest}"' in shown
    assert Client().get(f"/media/{film.digest}").headers["Content-Type"] == sides[0]
    # Another picture alone leaves the film as it is.
    desk.post(path, {**form_of(desk, path), "poster": a_file(a_picture(colour="#001122"))})
    again = content.film_of(collection="26W")
    assert again is not None
    assert (again.digest, again.poster == film.poster) == (film.digest, False)
    desk.post(f"{path}removal/")
    assert content.film_of(collection="26W") is None


NO_FILMS = {
    "page": (lambda: b"<html>", "no MP4 or WebM"),
    "picture": (a_picture, "no MP4 or WebM"),
    "matroska": (lambda: a_webm(doctype=b"matroska"), "no MP4 or WebM"),
    "hevc": (lambda: an_mp4(codec=b"hvc1"), "not every browser"),
    "theora": (lambda: a_webm(codec=b"V_THEORA"), "not every browser"),
    "sound": (lambda: an_mp4(handler=b"soun"), "no picture in it"),
    "huge": (lambda: an_mp4(width=9000), "1 to 4096"),
    "cut": (lambda: an_mp4()[:-60], "damaged"),
    "cut webm": (lambda: a_webm()[:30], "damaged"),
    "heavy": (lambda: b"\0" * 60_000_001, "larger than 60 MB"),
}


@pytest.mark.parametrize("kind", NO_FILMS)
def test_what_no_browser_plays_is_refused_and_nothing_is_kept(desk: Client, kind: str) -> None:
    make, words = NO_FILMS[kind]
    path = "/desk/collections/26W/film/"
    sent = {"film": a_file(make(), "show.mp4"), "poster": a_file(a_picture())}
    answer = desk.post(path, {**form_of(desk, path), **sent})
    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert content.film_of(collection="26W") is None


def test_a_film_wants_a_picture_and_of_two_who_change_it_the_second_is_told(desk: Client) -> None:
    path = "/desk/collections/26W/film/"
    opened_by_both = form_of(desk, path)
    answer = desk.post(path, {**opened_by_both, "film": a_file(an_mp4())})
    assert "“Picture before it is played” is missing" in plain(answer.content.decode())
    sent = {"film": a_file(an_mp4()), "poster": a_file(a_picture())}
    desk.post(path, {**opened_by_both, **sent})
    answer = desk.post(path, {**opened_by_both, "film": a_file(a_webm()), "poster": a_file(a_picture())})
    assert "Somebody changed this meanwhile" in plain(answer.content.decode())
    film = content.film_of(collection="26W")
    assert film is not None
    assert film.mime == "video/mp4"


FILM = "/desk/collections/26W/film/"


def captions_of(client: Client, language: str, content_of: bytes, **also: SimpleUploadedFile) -> str:
    sent = {f"captions.{language}": a_file(content_of, "show.vtt"), **also}
    return client.post(FILM, {**form_of(client, FILM), **sent}, follow=True).content.decode()


@pytest.mark.rule("PRD-01", "A-37")
def test_captions_are_shown_with_the_film_and_read_below_it(desk: Client) -> None:
    film = {"film": a_file(an_mp4(), "show.mp4"), "poster": a_file(a_picture())}
    html = captions_of(desk, "en", SPOKEN.encode(), **film)
    (silent,) = re.findall(r"Without captions in ([\w, ]+):", html)
    assert sorted(silent.split(", ")) == ["French", "German", "Japanese"]
    shown = content.film_of(collection="26W")
    assert shown is not None
    (english,) = shown.captions
    assert english.lines == ("Marie: Wool & water.", "Two lines at once.")
    assert f'src="/media/{english.digest}"' in html
    shop = Client().get(SHOP).content.decode()
    (track,) = re.findall(r"<track[^>]*>", shop)
    assert " ".join(track.split()) == (
        f'<track kind="captions" src="/media/{english.digest}" srclang="en" label="English" default>'
    )
    assert "<p>Marie: Wool &amp; water.</p>" in shop
    served = Client().get(f"/media/{english.digest}")
    assert served.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert served.content.startswith(b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nMarie: Wool &amp; water.\n")


@pytest.mark.rule("PRD-01")
def test_captions_of_a_language_join_those_of_another_and_leave_with_their_film(desk: Client) -> None:
    film = {"film": a_file(an_mp4(), "show.mp4"), "poster": a_file(a_picture())}
    captions_of(desk, "en", SPOKEN.encode(), **film)
    captions_of(desk, "fr", SPOKEN.encode())
    both = content.film_of(collection="26W")
    assert both is not None
    assert [each.language for each in both.captions] == ["en", "fr"]
    captions_of(desk, "fr", SPOKEN.encode(), film=a_file(a_webm(), "show.webm"))
    exchanged = content.film_of(collection="26W")
    assert exchanged is not None
    assert [each.language for each in exchanged.captions] == ["fr"]
    assert FILM in desk.get("/desk/translations/?language=en").content.decode()
    assert FILM not in desk.get("/desk/translations/?language=fr").content.decode()


def test_captions_that_are_wrong_are_refused_by_their_lines_and_nothing_is_kept(desk: Client) -> None:
    film = {"film": a_file(an_mp4(), "show.mp4"), "poster": a_file(a_picture())}
    html = captions_of(desk, "fr", b"WEBVTT\n\n00:01 --> 00:02\nToo short a time.\n", **film)
    assert "Line 3: the time is not written as 00:01:02.500" in plain(html)
    assert content.film_of(collection="26W") is None


def test_lookbooks_are_read_by_the_whole_desk_and_written_by_merchandisers(desk: Client) -> None:
    add(desk)
    look = path_of()
    advisor = signed_in(Role.ADVISOR)
    assert "Poppy, squarely" in page(advisor, BOOK)
    for path in (f"{BOOK}new/", look, "/desk/collections/26W/film/"):
        assert advisor.get(path).status_code == 403
    for path in (f"{look}removal/", f"{look}place/", "/desk/collections/26W/film/removal/"):
        assert advisor.post(path, {"place": "0"}).status_code == 403
    assert len(looks()) == 1
    assert desk.get(f"{BOOK}999999/").status_code == 404
    assert desk.get("/desk/collections/99X/looks/").status_code == 404
    assert GOWN not in page(desk, BOOK)
