"""Looks and films are written whole, refused whole, and read in one language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comptoir.content import queries, services
from comptoir.content.services import BlockInput, FilmInput, FilmRefused, LookInput, LookRefused, PieceInput
from comptoir.core.actors import HOUSE
from comptoir.core.reasons import Reason
from comptoir.journal import queries as journal
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.MONDAY
KNIT, SHIRT = f"{builders.KNIT}-0410", f"{builders.SHIRT}-0200"
LOOK = LookInput(
    collection="26W",
    number=1,
    title={"en": "Poppy, squarely", "fr": "Coquelicot, bien carré"},
    digest="a" * 64,
    width=600,
    height=840,
    pieces=(PieceInput(reference=KNIT, x=515, y=240), PieceInput(reference=SHIRT, x=480, y=610)),
)
FILM = FilmInput(
    collection="26W", digest="b" * 64, mime="video/mp4", poster="c" * 64, width=1920, height=1080
)


@pytest.mark.rule("PRD-01")
def test_the_lookbook_of_a_collection_is_read_in_the_order_of_its_numbers() -> None:
    second = replace(LOOK, number=2, title={"en": "Sailor inland"}, pieces=())
    services.arrange_looks(collection="26W", looks=[second, LOOK], actor=HOUSE, at=AT)
    plates = queries.looks_of(collection="26W", language="fr")
    assert [(plate.number, plate.title) for plate in plates] == [
        (1, "Coquelicot, bien carré"),
        (2, "Sailor inland"),
    ]
    assert [(spot.reference, spot.x, spot.y) for spot in plates[0].spots] == [
        (KNIT, 515, 240),
        (SHIRT, 480, 610),
    ]
    assert queries.looks_of(collection="26S", language="fr") == ()


def test_a_lookbook_arranged_anew_keeps_nothing_of_the_one_before() -> None:
    services.arrange_looks(collection="26W", looks=[LOOK, replace(LOOK, number=2)], actor=HOUSE, at=AT)
    services.arrange_looks(collection="26W", looks=[replace(LOOK, number=3)], actor=HOUSE, at=AT)
    assert [plate.number for plate in queries.looks_of(collection="26W", language="en")] == [3]
    entries = journal.entries_about(kind="look", subject_id="26W")
    assert [entry.verb for entry in entries] == ["looks_arranged", "looks_arranged"]


def test_looks_are_put_in_order_and_taken_out_and_the_later_ones_move_up() -> None:
    looks = [replace(LOOK, number=place, title={"en": name}) for place, name in enumerate("abcd", start=1)]
    services.arrange_looks(collection="26W", looks=looks, actor=HOUSE, at=AT)
    last = queries.look_rows(collection="26W")[3]
    services.move_look(look_id=last.id, place=1, actor=HOUSE, at=AT)
    assert _order() == [(1, "a"), (2, "d"), (3, "b"), (4, "c")]
    services.move_look(look_id=last.id, place=1, actor=HOUSE, at=AT)
    services.remove_look(look_id=last.id, actor=HOUSE, at=AT)
    assert _order() == [(1, "a"), (2, "b"), (3, "c")]
    entries = journal.entries_about(kind="look", subject_id=last.id)
    assert [entry.verb for entry in entries] == ["look_moved", "look_removed"]


def test_a_block_of_the_home_page_follows_its_look_and_keeps_it_in_the_lookbook() -> None:
    services.arrange_looks(
        collection="26W",
        looks=[LOOK, replace(LOOK, number=2, title={"en": "Second"})],
        actor=HOUSE,
        at=AT,
    )
    block = BlockInput(kind="look", title={"en": "Worn"}, body={"collection": "26W", "number": 2})
    services.arrange_home(blocks=[block])
    first, second = queries.look_rows(collection="26W")
    services.move_look(look_id=second.id, place=0, actor=HOUSE, at=AT)
    assert queries.block_rows()[0].body == {"collection": "26W", "number": 1}
    with pytest.raises(LookRefused):
        services.remove_look(look_id=second.id, actor=HOUSE, at=AT)
    services.remove_look(look_id=first.id, actor=HOUSE, at=AT)
    assert _order() == [(1, "Second")]
    assert queries.block_rows()[0].body == {"collection": "26W", "number": 1}


def _order() -> list[tuple[int, str]]:
    return [(plate.number, plate.title) for plate in queries.looks_of(collection="26W", language="en")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"collection": "26S"}, "collection"),
        ({"number": 0}, "number"),
        ({"title": {"fr": "Sans anglais"}}, "title.en"),
        ({"digest": ""}, "picture"),
        ({"width": 0}, "picture"),
        ({"pieces": (PieceInput(reference=KNIT, x=1001, y=0),)}, "pieces"),
        ({"pieces": (PieceInput(reference=KNIT, x=0, y=-1),)}, "pieces"),
        ({"pieces": LOOK.pieces[:1] * 2}, "pieces"),
    ],
)
def test_a_look_that_is_not_right_changes_nothing(wrong: dict, field: str) -> None:
    services.arrange_looks(collection="26W", looks=[LOOK], actor=HOUSE, at=AT)
    with pytest.raises(LookRefused) as refused:
        services.arrange_looks(collection="26W", looks=[replace(LOOK, **wrong)], actor=HOUSE, at=AT)
    assert [refusal.field for refusal in refused.value.refusals] == [field]
    (plate,) = queries.looks_of(collection="26W", language="en")
    assert (plate.title, plate.digest, len(plate.spots)) == ("Poppy, squarely", "a" * 64, 2)
    assert len(journal.entries_about(kind="look", subject_id="26W")) == 1


def test_what_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(LookRefused) as refused:
        services.remove_look(look_id=1, actor=HOUSE, at=AT)
    assert refused.value.refusals[0].reason is Reason.NOT_FOUND
    with pytest.raises(FilmRefused):
        services.remove_film(collection="26W", actor=HOUSE, at=AT)


@pytest.mark.rule("PRD-01")
def test_a_collection_has_one_film_of_the_houses_own() -> None:
    services.set_film(film=FILM, actor=HOUSE, at=AT)
    services.set_film(film=replace(FILM, digest="d" * 64, mime="video/webm"), actor=HOUSE, at=AT)
    film = queries.film_of(collection="26W")
    assert film is not None
    assert (film.digest, film.mime, film.poster) == ("d" * 64, "video/webm", "c" * 64)
    services.remove_film(collection="26W", actor=HOUSE, at=AT)
    assert queries.film_of(collection="26W") is None


@pytest.mark.parametrize("wrong", [{"mime": "image/gif"}, {"digest": ""}, {"poster": ""}, {"height": 0}])
def test_what_no_browser_plays_is_no_film(wrong: dict) -> None:
    with pytest.raises(FilmRefused):
        services.set_film(film=replace(FILM, **wrong), actor=HOUSE, at=AT)
    assert queries.film_of(collection="26W") is None
