"""Claims in the shop: one page for each kind, what was sent is kept, and the claim's own page."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from comptoir.claims import services as claims
from comptoir.claims.models import Claim, ClaimPhoto
from comptoir.claims.queries import VerdictIn, claim_view
from comptoir.core.claims import Outcome
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from tests import builders, cast
from tests.api import hostile
from tests.apps.fulfilment import ship
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")


def photo(colour: str = "JPEG") -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", hostile.picture(colour), content_type="image/jpeg")


def a_page() -> tuple[ship.Order, str]:
    """An order that arrived, and the address of its claims."""
    order = ship.a_delivered_order()
    builders.at_clock(ship.ARRIVED)
    return order, f"/en-fr/orders/{orders.link_token(order)}/claim/"


def send(shopper: Client, page: str, *photos: SimpleUploadedFile, **fields: object) -> HttpResponse:
    return shopper.post(page, {**fields, "kept": "1", "photos": list(photos)})


@pytest.mark.rule("CLM-01", "CLM-02", "CLM-03", "CLM-04", "CLM-06", "CLM-08", "CLM-05")
@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("damaged", {"piece", "description", "photos", "label"}),
        ("missing", {"piece"}),
        ("faulty", {"piece", "photos", "label"}),
        ("not_as_described", {"piece", "photos", "label"}),
        ("wrong_item", {"piece", "references", "photos"}),
        ("in_use", {"piece", "description", "washing", "photos"}),
    ],
)
def test_each_kind_asks_exactly_what_its_rule_lists(shopper: Client, kind: str, asked: set[str]) -> None:
    _order, page = a_page()
    assert f"?kind={kind}" in shopper.get(page).content.decode()
    html = shopper.get(f"{page}?kind={kind}").content.decode()
    form = html[html.index('class="split claim"') :]
    names = set(re.findall(r'<(?:input|textarea|select)[^>]*?\sname="(\w+)"', form)) - {
        "kind",
        "kept",
        "email_news",
    }
    assert (
        names & {"piece", "description", "washing", "photos", "label", "references", "order_number"} == asked
    )


@pytest.mark.rule("CLM-06")
def test_what_was_typed_and_sent_is_kept_when_something_is_missing(shopper: Client) -> None:
    order, page = a_page()
    piece = str(ship.ids(order)[0])
    bad = SimpleUploadedFile("virus.jpg", hostile.SVG, content_type="image/jpeg")
    answer = send(shopper, page, photo(), bad, kind="in_use", piece=piece, description="A <seam> opened")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“virus.jpg” cannot be used: it is no JPEG" in words(html)
    assert "A &lt;seam&gt; opened</textarea>" in html
    (draft,) = re.findall(r'name="photo"\s+value="([^"]+)"', html)
    assert not Claim.objects.exists()
    answer = send(
        shopper, page, kind="in_use", piece=piece, description="A seam", washing="Cold", photo=draft
    )
    assert answer.status_code == 302
    said = text_of(shopper, answer["Location"].removeprefix("http://testserver"))
    assert "An advisor is looking at it" in said
    assert ClaimPhoto.objects.get().claim == Claim.objects.get()


@pytest.mark.rule("CLM-02")
def test_a_missing_piece_needs_no_photograph_and_the_letter_has_the_page(shopper: Client) -> None:
    order, page = a_page()
    answer = send(shopper, page, kind="missing", piece=str(ship.ids(order)[1]))
    assert answer.status_code == 302
    ship.work()
    letter = next(mail for mail in notices.outbox(to=cast.JEANNE_EMAIL) if mail.kind == "claim_received")
    assert answer["Location"] in letter.html
    assert "Missing piece" in letter.text or "manquant" in letter.text
    again = shopper.get(f"{page}?kind=missing").content.decode()
    assert "We are already looking into this piece" in again


@pytest.mark.rule("CLM-04")
def test_the_wrong_piece_can_be_told_without_an_order(shopper: Client) -> None:
    page = "/en-fr/claims/wrong-piece/"
    assert send(shopper, page, photo(), references="ME-26W-KN014-0410").status_code == 422
    answer = send(shopper, page, photo(), references="ME-26W-KN014-0410", email="jo@example.org")
    assert answer.status_code == 302
    assert Claim.objects.get().email == "jo@example.org"


@pytest.mark.rule("A-12")
def test_the_page_of_a_claim_shows_the_verdict_with_its_photographs_and_takes_one_objection(
    shopper: Client,
) -> None:
    order, page = a_page()
    link = send(shopper, page, photo(), kind="faulty", piece=str(ship.ids(order)[0]))["Location"]
    claim = Claim.objects.get()
    verdict = VerdictIn(outcome=Outcome.REFUSED, words="The hole is a\nbutton hole.")
    claims.decide_claim(claim_id=claim.public_id, said=verdict, actor=cast.ADVISOR, at=ship.ARRIVED)
    html = shopper.get(link).content.decode()
    assert "We cannot accept your claim" in html
    assert "The hole is a\nbutton hole." in html
    picture = re.search(r'src="(/evidence/[^"]+)"', html)
    assert picture is not None
    assert shopper.get(picture[1].replace("&amp;", "&"))["Content-Type"] == "image/jpeg"
    assert shopper.post(link, {"words": ""}).status_code == 422
    assert shopper.post(link, {"words": "It is not", "photos": [photo("PNG")]}).status_code == 302
    after = claim_view(claim_id=claim.public_id)
    assert after is not None
    assert (after.state, after.contest, len(after.photos)) == ("contested", "It is not", 2)
    assert shopper.post(link, {"words": "And again"}).status_code == 422
    assert shopper.get(f"{link[:-3]}x/").status_code == 404


def test_a_guest_asks_for_the_link_of_the_order(shopper: Client) -> None:
    order, _page = a_page()
    for number in (order.number, "0000-0000-0"):
        answer = shopper.post("/en-fr/claims/", {"number": number, "email": cast.JEANNE_EMAIL})
        assert "Look in your mail." in answer.content.decode()
    ship.work()
    assert [mail.kind for mail in notices.outbox(to=cast.JEANNE_EMAIL)].count("order_link") == 1
