"""The newsletter in the browser: asked for at the foot, confirmed and left by a press, never by opening a link."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.infra import queue
from comptoir.notices import queries
from comptoir.notices.models import Subscription
from tests import builders
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")

ZOE = {"email": "zoe@example.org"}


def ask(client: Client, *, store: str = "en-fr", **headers: str) -> bytes:
    answer = client.post(f"/{store}/newsletter/", ZOE, headers=headers)
    assert answer.status_code == 200
    return answer.content


def link(kind: str, *, store: str = "en-fr") -> str:
    """The path of a link in the newest letter that has one."""
    queue.run_waiting()
    found = (re.search(rf"/{store}/newsletter/{kind}/[\w-]+/", mail.text) for mail in queries.outbox())
    return next(hit for hit in found if hit)[0]


@pytest.mark.rule("ACC-09")
@pytest.mark.rule("UI-01")
@pytest.mark.parametrize("path", ["/en-fr/", f"/en-fr/p/{builders.KNIT}-0410/", "/en-fr/basket/"])
def test_the_foot_of_a_page_asks_for_an_address_and_nothing_else(shopper: Client, path: str) -> None:
    page = shopper.get(path).content.decode()
    form = re.search(r'<form action="/en-fr/newsletter/".*?</form>', page, re.DOTALL)
    assert form
    assert re.findall(r'name="(\w+)"', form[0]) == ["email"]
    assert "checkbox" not in form[0]


@pytest.mark.rule("D2-01")
def test_the_answer_is_the_same_for_a_new_a_waiting_and_a_subscribed_address(shopper: Client) -> None:
    new = ask(shopper)
    waiting = ask(shopper)
    shopper.post(link("confirm"))
    assert new == waiting == ask(shopper)


@pytest.mark.rule("D2-01")
def test_an_address_that_is_not_written_to_again_takes_the_work_of_a_mail_and_gets_none(
    shopper: Client,
) -> None:
    def mails() -> tuple[int, int]:
        """The mails that an ask writes down, and those that are left of it."""
        before = len(queries.outbox(to=ZOE["email"]))
        with CaptureQueriesContext(connection) as asked:
            ask(shopper)
        written = [each for each in asked.captured_queries if 'INSERT INTO "notices_message"' in each["sql"]]
        queue.run_waiting()
        return len(written), len(queries.outbox(to=ZOE["email"])) - before

    assert mails() == (1, 1)
    assert mails() == (1, 0)
    shopper.post(link("confirm"))
    assert mails() == (1, 0)


@pytest.mark.rule("B-08")
def test_the_proof_keeps_the_words_and_the_page_of_the_form(shopper: Client) -> None:
    ask(shopper, store="fr-fr", Referer="http://testserver/fr-fr/c/knitwear/?page=2")
    proof = Subscription.objects.get()
    assert proof.wording in words(shopper.get("/fr-fr/").content.decode())
    assert (proof.source, proof.language, proof.country) == ("/fr-fr/c/knitwear/", "fr", "FR")
    assert proof.asked_at.date() == builders.MONDAY.date()


@pytest.mark.rule("ACC-09")
def test_opening_the_link_changes_nothing_and_the_button_subscribes(shopper: Client) -> None:
    ask(shopper)
    path = link("confirm")
    for method in (shopper.get, shopper.head):
        assert method(path).status_code == 200
    assert "Confirm the subscription" in text_of(shopper, path)
    assert Subscription.objects.get().confirmed_at is None
    for _ in range(2):
        assert "You are subscribed." in words(shopper.post(path).content.decode())
    assert Subscription.objects.get().confirmed_at is not None


def test_a_link_that_is_over_says_so_and_how_to_go_on(shopper: Client) -> None:
    said = text_of(shopper, "/en-fr/newsletter/confirm/nothing/", status=410)
    assert "This link is over." in said
    assert "Ask for a new link" in said
    assert shopper.post("/en-fr/newsletter/confirm/nothing/").status_code == 410


@pytest.mark.rule("ACC-09")
@pytest.mark.rule("B-09")
def test_opening_the_way_out_changes_nothing_and_one_press_of_a_mail_program_leaves(shopper: Client) -> None:
    ask(shopper)
    shopper.post(link("confirm"))
    path = link("leave")
    assert "End the letters?" in text_of(shopper, path)
    assert Subscription.objects.get().ended_at is None
    # A mail program sends no cookie and no origin (RFC 8058).
    answer = Client().post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert "You are unsubscribed." in words(answer.content.decode())
    assert (Subscription.objects.get().email, "You are unsubscribed." in text_of(shopper, path)) == ("", True)


def test_leaving_works_also_where_the_house_no_longer_sells(shopper: Client) -> None:
    ask(shopper)
    shopper.post(link("confirm"))
    shopper.post(link("leave").replace("/en-fr/", "/en-ru/"))
    assert Subscription.objects.get().ended_at is not None


def test_a_way_out_of_nobody_says_so(shopper: Client) -> None:
    assert "This link leads nowhere." in text_of(shopper, "/en-fr/newsletter/leave/nothing/", status=404)
    assert shopper.post("/en-fr/newsletter/leave/nothing/").status_code == 404


@pytest.mark.parametrize("email", ["", "zoe", "zoe@example.org\nBcc: all@example.org"])
def test_an_address_that_is_none_is_asked_again_and_nothing_is_sent(shopper: Client, email: str) -> None:
    assert shopper.post("/en-fr/newsletter/", {"email": email}).status_code == 422
    assert Subscription.objects.count() == 0
    assert queries.outbox() == ()


def test_a_network_that_asks_for_too_many_addresses_is_told_to_wait(shopper: Client) -> None:
    for number in range(20):
        form = {"email": f"someone{number}@example.org"}
        assert shopper.post("/en-fr/newsletter/", form, REMOTE_ADDR="9.9.9.9").status_code == 200
    answer = shopper.post("/en-fr/newsletter/", ZOE, REMOTE_ADDR="9.9.9.9")
    assert answer.status_code == 429
    assert "Too many tries." in words(answer.content.decode())
    assert Subscription.objects.count() == 20


def test_pages_of_the_letters_are_kept_nowhere(shopper: Client) -> None:
    for path in ("newsletter/", "newsletter/confirm/nothing/", "newsletter/leave/nothing/", "wishlist/"):
        assert shopper.get(f"/en-fr/{path}").headers["Cache-Control"] == "private, no-store"
