"""Collections as a house shows them: lookbooks, looks piece by piece, the show, and past seasons."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.catalogue import services as catalogue
from comptoir.content import services as content
from comptoir.content.services import BlockInput, FilmInput, LookInput, PieceInput
from comptoir.core.actors import HOUSE
from comptoir.infra import media
from comptoir.storefront.changes import shown_tables
from tests import builders
from tests.storefront.pages import text_of

AT = builders.MONDAY
KNIT, LOAFER, GOWN = f"{builders.KNIT}-0410", f"{builders.LOAFER}-0201", f"{builders.GOWN}-0100"
GONE = "ME-26W-KN099-0100"
BOOK = "/en-fr/collections/fw26/"
LOOK = f"{BOOK}looks/1/"


def look(number: int, *references: str, title: str = "") -> LookInput:
    """A look whose pieces stand one below the other."""
    return LookInput(
        collection="26W",
        number=number,
        title={"en": title or f"Look of {number}", "fr": f"Silhouette {number}"},
        digest=media.store(f"<svg>{number}</svg>".encode(), private=False),
        width=600,
        height=840,
        pieces=tuple(
            PieceInput(reference=reference, x=300 + 100 * place, y=200 + 150 * place)
            for place, reference in enumerate(references)
        ),
    )


@pytest.fixture(autouse=True)
def shown(house: None) -> None:
    """Three looks of the collection, and a season that has left the store."""
    del house
    content.arrange_looks(
        collection="26W",
        looks=[look(1, KNIT, LOAFER, GOWN, GONE, title="Poppy, squarely"), look(2, KNIT), look(3)],
        actor=HOUSE,
        at=AT,
    )
    past = {"en": "Fall/Winter 2025", "fr": "Automne-hiver 2025"}
    catalogue.load_collections(
        collections=[
            catalogue.CollectionInput(
                code="25W",
                season="fall_winter",
                name=past,
                slug={"en": "fw25"},
                shown={"en": "Shown in January 2025"},
                online_from=AT - timedelta(days=500),
                online_until=AT - timedelta(days=100),
            )
        ]
    )


def html_of(shopper: Client, path: str) -> str:
    answer = shopper.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def statements(shopper: Client, path: str) -> int:
    """How many a page takes once the policy is parsed."""
    html_of(shopper, path)
    with CaptureQueriesContext(connection) as asked:
        shopper.get(path)
    return len(asked)


@pytest.mark.rule("PRD-01")
def test_a_collection_shows_its_looks_before_its_line_sheet(shopper: Client) -> None:
    html = html_of(shopper, BOOK)
    places = [html.index(f'href="{BOOK}looks/{number}/"') for number in (1, 2, 3)]
    assert places == sorted(places)
    assert places[-1] < html.index('id="results"')


def test_a_sheet_that_is_narrowed_shows_no_looks(shopper: Client) -> None:
    assert "looks/1/" not in html_of(shopper, f"{BOOK}?size=M")


@pytest.mark.rule("PRD-01")
def test_the_show_never_plays_by_itself_and_leads_to_the_video_channel(shopper: Client) -> None:
    html = html_of(shopper, BOOK)
    assert 'href="https://video.maison-exemple.example"' in html
    assert "autoplay" not in html
    assert "<video" not in html
    (frames,) = re.findall(r'<div class="film-frame">(.*?)</div>', html, re.DOTALL)
    assert (frames.count("<img"), frames.count("hidden")) == (3, 2)


@pytest.mark.rule("PRD-01")
def test_a_film_of_the_houses_own_waits_to_be_played_without_a_sound(shopper: Client) -> None:
    film = media.store(b"\x00\x00\x00\x18ftypmp42 a film", private=False)
    poster = media.store(b"\xff\xd8\xff a poster", private=False)
    content.set_film(
        film=FilmInput(
            collection="26W", digest=film, mime="video/mp4", poster=poster, width=1280, height=720
        ),
        actor=HOUSE,
        at=AT,
    )
    (video,) = re.findall(r"<video[^>]*>", html_of(shopper, BOOK))
    assert f'src="/media/{film}"' in video
    assert f'poster="/media/{poster}"' in video
    assert {"controls", "muted", "playsinline", 'preload="none"'} <= set(video.strip("<>").split())
    assert "autoplay" not in video


def test_a_film_is_sent_in_the_parts_that_a_player_asks_for(shopper: Client) -> None:
    film = media.store(b"\x00\x00\x00\x18ftypmp42 a film", private=False)
    whole = shopper.get(f"/media/{film}")
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = shopper.get(f"/media/{film}", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["Content-Range"] == "bytes 4-7/19"
    rest = shopper.get(f"/media/{film}", headers={"Range": "bytes=13-"})
    assert (rest.status_code, rest.content) == (206, b"a film")
    beyond = shopper.get(f"/media/{film}", headers={"Range": "bytes=99-"})
    assert (beyond.status_code, len(beyond.content)) == (200, 19)


@pytest.mark.rule("PRD-01")
def test_a_look_names_each_piece_with_its_price_and_what_is_left_here(shopper: Client) -> None:
    said = text_of(shopper, LOOK)
    assert "Look 1 of 3" in said
    assert "Boxy crewneck Poppy" in said
    assert "290 €" in said
    assert "Sizes left: S, M, L" in said
    assert "Last piece in S." in said
    assert "CHF" in text_of(shopper, LOOK.replace("en-fr", "en-ch"))


def test_every_piece_is_a_link_over_the_picture_and_in_the_list(shopper: Client) -> None:
    html = html_of(shopper, LOOK)
    (drawn,) = re.findall(r'<svg class="leaders".*?</svg>', html, re.DOTALL)
    (listed,) = re.findall(r'<ol class="look-pieces">.*?</ol>', html, re.DOTALL)
    for reference in (KNIT, LOAFER, GOWN, GONE):
        assert drawn.count(f'href="/en-fr/p/{reference}/"') == 1
        assert listed.count(f'href="/en-fr/p/{reference}/"') == 1
    assert 'aria-label="1 ME-26W-KN014 Boxy crewneck, Poppy"' in drawn


def test_labels_of_pieces_close_together_do_not_touch(shopper: Client) -> None:
    (drawn,) = re.findall(r'<svg class="leaders".*?</svg>', html_of(shopper, LOOK), re.DOTALL)
    labels = re.findall(r'class="leader-label" x="([\d.]+)" y="(-?\d+)"', drawn)
    right = sorted(int(y) for x, y in labels if float(x) > 300)
    assert len(labels) == 4
    assert all(lower - upper >= 24 for upper, lower in zip(right, right[1:], strict=False))


@pytest.mark.rule("PRD-02")
def test_a_limited_edition_in_a_look_is_shown_and_not_sold(shopper: Client) -> None:
    assert "Atelier dress Black A limited edition: it is shown here and not sold online." in text_of(
        shopper, LOOK
    )
    assert "1,900 €" not in text_of(shopper, LOOK)


@pytest.mark.rule("PRD-04")
def test_a_piece_that_has_left_the_store_says_that_its_page_tells_where_it_is(shopper: Client) -> None:
    said = text_of(shopper, LOOK)
    assert f"{GONE} A piece of this look It has left the store. Its page says where to find it." in said


def test_looks_are_turned_like_pages(shopper: Client) -> None:
    middle = html_of(shopper, f"{BOOK}looks/2/")
    assert f'rel="prev" href="{LOOK}"' in middle
    assert f'rel="next" href="{BOOK}looks/3/"' in middle
    assert "rel=" not in re.findall(r'<nav class="look-turn".*?</a>', html_of(shopper, LOOK), re.DOTALL)[0]
    assert shopper.get(f"{BOOK}looks/4/").status_code == 404
    assert shopper.get("/en-fr/collections/nothing/looks/1/").status_code == 404


@pytest.mark.rule("PRD-01", "PRD-04")
def test_the_collections_are_listed_with_past_ones_and_where_they_are_found(shopper: Client) -> None:
    html, said = html_of(shopper, "/en-fr/collections/"), text_of(shopper, "/en-fr/collections/")
    assert html.index(BOOK) < html.index("/en-fr/collections/fw25/")
    assert "in our outlets, in France and England." in said
    assert "Maison Exemple Outlet Bicester" in said
    assert 'href="https://seconde-main.maison-exemple.example"' in html


@pytest.mark.rule("PRD-04")
def test_a_past_collection_has_no_line_sheet_and_says_where_its_pieces_are(shopper: Client) -> None:
    html = html_of(shopper, "/en-fr/collections/fw25/")
    assert "This collection has left the store. Its pieces can still be found." in html
    assert 'id="results"' not in html
    assert "Maison Exemple Outlet Bicester" in html
    assert shopper.get("/en-fr/collections/fw24/").status_code == 404


def test_a_piece_shows_the_looks_that_it_belongs_to(shopper: Client) -> None:
    assert "The look it belongs to" in text_of(shopper, f"/en-fr/p/{LOAFER}/")
    both = html_of(shopper, f"/en-fr/p/{KNIT}/")
    assert "Looks it belongs to" in both
    assert both.count(f"{BOOK}looks/") == 2
    assert "belongs to" not in text_of(shopper, f"/en-fr/p/{builders.SHIRT}-0200/")


def test_the_home_page_shows_a_look_with_its_pieces(shopper: Client) -> None:
    content.arrange_home(
        blocks=[
            BlockInput(kind="look", title={"en": "Worn so"}, body={"collection": "26W", "number": 1}),
            BlockInput(kind="look", title={"en": "Not there"}, body={"collection": "26W", "number": 9}),
            BlockInput(kind="look", title={"en": "Past"}, body={"collection": "25W", "number": 1}),
        ]
    )
    said = text_of(shopper, "/en-fr/")
    assert "Worn so" in said
    assert "Boxy crewneck" in said
    assert "Not there" not in said
    assert "Past" not in said


def test_looks_and_films_announce_their_changes_to_the_pages_that_are_kept() -> None:
    assert {"content_look", "content_lookpiece", "content_film"} <= set(shown_tables())


def test_search_engines_are_told_of_every_look(shopper: Client) -> None:
    told = html_of(shopper, "/fr-fr/sitemap.xml")
    for path in ("", "fw26/", "fw26/looks/1/", "fw26/looks/3/", "fw25/"):
        assert f"/fr-fr/collections/{path}</loc>" in told


def test_the_menu_leads_to_the_collections(shopper: Client) -> None:
    assert html_of(shopper, "/fr-fr/help/").count('href="/fr-fr/collections/"') == 2


@pytest.mark.parametrize(
    ("path", "most"),
    [(BOOK, 15), (LOOK, 12), ("/en-fr/collections/", 12), (f"/en-fr/p/{KNIT}/", 12)],
)
def test_collections_ask_the_database_no_more_often_than_they_may(
    shopper: Client, path: str, most: int
) -> None:
    assert statements(shopper, path) <= most
