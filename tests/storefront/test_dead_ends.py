"""Pages that say no, and where to go from there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from comptoir.catalogue import services as catalogue
from tests import builders
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")


def move_collection(*, online_from: datetime, online_until: datetime | None) -> None:
    """The collection of the house is online in another time."""
    both = {"en": "Fall/Winter 2026", "fr": "Automne-hiver 2026"}
    catalogue.load_collections(
        collections=[
            catalogue.CollectionInput(
                code="26W",
                season="fall_winter",
                name=both,
                slug={"en": "fw26"},
                shown=both,
                online_from=online_from,
                online_until=online_until,
            )
        ]
    )


@pytest.mark.rule("PRD-03", "PRD-04")
@pytest.mark.parametrize(
    "path", [f"p/{builders.KNIT}-0410/", f"p/{builders.KNIT}/boxy-crewneck/", f"p/{builders.KNIT.lower()}/x/"]
)
def test_a_piece_that_left_with_its_collection_is_gone_and_can_be_looked_for(
    shopper: Client, path: str
) -> None:
    move_collection(online_from=builders.OPENED, online_until=builders.MONDAY - timedelta(days=1))
    answer = shopper.get(f"/en-fr/{path}")
    html = answer.content.decode()
    said = words(html)
    assert answer.status_code == 410
    assert "noindex" in html
    assert "Boxy crewneck has left the store." in said
    assert "It belonged to this collection: Fall/Winter 2026." in said
    assert "our outlets, in France and England" in said
    assert 'href="/en-fr/c/knitwear/"' in html
    assert 'href="/en-fr/contact/?topic=product&amp;about=Boxy%20crewneck%2C%20ME-26W-KN014"' in html
    assert 'href="https://seconde-main.maison-exemple.example"' in html


def test_a_piece_that_never_was_is_not_found(shopper: Client) -> None:
    move_collection(online_from=builders.OPENED, online_until=builders.MONDAY - timedelta(days=1))
    answer = shopper.get("/en-fr/p/ME-26W-XX999/nothing/")
    assert answer.status_code == 404
    assert "There is no page at this address." in words(answer.content.decode())


def test_a_piece_that_is_not_out_yet_is_told_to_nobody(shopper: Client) -> None:
    tomorrow = builders.MONDAY + timedelta(days=1)
    move_collection(online_from=tomorrow, online_until=tomorrow + timedelta(days=1))
    assert shopper.get(f"/en-fr/p/{builders.KNIT}/boxy-crewneck/").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "ways"),
    [
        ("nowhere/?a=b", 404, ["/en-fr/", "/en-fr/search/", "/en-fr/contact/?topic=other&amp;about=/en-fr/nowhere/%3Fa%3Db"]),
        ("orders/no-token/", 404, ["/en-fr/returns/", "/en-fr/contact/?topic=order"]),
        ("basket/", 200, ["/en-fr/"]),
    ],
)  # fmt: skip
def test_every_dead_end_has_a_next_step(shopper: Client, path: str, status: int, ways: list[str]) -> None:
    answer = shopper.get(f"/en-fr/{path}")
    html = answer.content.decode()
    assert answer.status_code == status
    end = html[html.index('class="dead-end"') :].partition("</main>")[0]
    for way in ways:
        assert f'href="{way}"' in end


@pytest.mark.rule("DEL-01")
def test_a_closed_market_has_the_form_too(shopper: Client) -> None:
    assert "Write to us" in text_of(shopper, "/en-ru/", status=404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/desk/stock/?q=%00"),
        ("get", "/en-fr/p/%00/knit/"),
        ("post", "/en-fr/account/sign-in/"),
        ("post", "/desk/sign-in/"),
        ("post", "/en-fr/basket/add/"),
    ],
)
def test_a_sign_that_no_text_can_hold_is_refused_in_words_wherever_it_is_typed(
    shopper: Client, method: str, path: str
) -> None:
    fields = {"email": "a\0@example.org", "password": "x", "sku": "\0"}
    answer = getattr(shopper, method)(path, fields if method == "post" else None)
    assert answer.status_code == 400
    assert "type it again" in answer.content.decode()
