"""Asking about one's own data: the same answer for everybody, proved from the mailbox, answered behind the same link."""

from __future__ import annotations

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client

from comptoir.cases import queries as cases
from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.numbers import show_number
from comptoir.core.privacy import RequestKind
from comptoir.infra import queue
from comptoir.journal import services as journal
from comptoir.notices import queries as notices
from comptoir.privacy import queries, services
from comptoir.storefront.privacy_page import wrong_words
from tests import builders, cast
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")
OFFICER = Actor(kind=ActorKind.STAFF, id="officer", role=Role.DATA_PROTECTION)
FORM = {"kind": "access", "email": cast.JEANNE_EMAIL, "wish": ""}


def link_in_mail(kind: str, email: str = cast.JEANNE_EMAIL) -> str:
    """The path behind the button of the last mail of a kind."""
    queue.run_waiting()
    mail = next(mail for mail in notices.outbox(to=email) if mail.kind == kind)
    found = re.search(rf"{re.escape(settings.SITE_URL)}(/\S+/privacy/\S+/)", mail.text)
    assert found
    return found[1]


def ask(client: Client, **changes: str) -> str:
    """Send the form and follow the link of the mail; its path."""
    answer = client.post("/en-fr/privacy/", {**FORM, **changes})
    assert answer.status_code == 200, words(answer.content.decode())
    return link_in_mail("privacy_prove", {**FORM, **changes}["email"])


@pytest.mark.rule("ACC-11")
def test_the_answer_is_the_same_for_a_customer_and_for_nobody(shopper: Client) -> None:
    builders.a_placed_order()
    pages = [
        words(shopper.post("/en-fr/privacy/", {**FORM, "email": email}).content.decode()).replace(email, "")
        for email in (cast.JEANNE_EMAIL, "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert queries.requests(answered=False) == ()


@pytest.mark.rule("ACC-11")
def test_opening_the_link_proves_nothing_and_the_button_does_once(shopper: Client) -> None:
    link = ask(shopper)
    for _ in range(3):
        assert "Confirm your request" in text_of(shopper, link)
    assert queries.requests(answered=False) == ()
    assert shopper.post(link).status_code == 302
    assert shopper.post(link).status_code == 302
    (known,) = queries.requests(answered=False)
    assert (known.kind, known.email, known.due_at.isoformat()[:10]) == (
        "access",
        cast.JEANNE_EMAIL,
        "2026-12-23",
    )
    assert "We have your request" in text_of(shopper, link)
    assert shopper.get(f"{link}files/").status_code == 404
    assert shopper.get("/en-fr/privacy/nonsense/").status_code == 410


@pytest.mark.rule("ACC-11")
def test_the_files_hold_what_is_known_and_nobody_else(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    builders.a_placed_order(address=cast.MARY)
    journal.note_seen(
        customer=cases.customer_key(email=cast.JEANNE_EMAIL),
        page="order",
        actor=cast.ADVISOR,
        at=builders.MONDAY,
    )
    shopper.post(
        "/en-fr/contact/",
        {
            "topic": "product",
            "name": "Jeanne",
            "email": cast.JEANNE_EMAIL,
            "message": "Ask friend@example.net, =1+1",
        },
    )
    shopper.post(ask(shopper))
    (known,) = queries.requests(answered=False)
    services.answer_access(request_id=known.id, actor=OFFICER, at=builders.MONDAY)
    link = link_in_mail("privacy_export")
    assert "Your personal data is ready" in text_of(shopper, link)
    answer = shopper.get(f"{link}files/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    packed = ZipFile(io.BytesIO(answer.content))
    page, data = packed.read("index.html").decode(), json.loads(packed.read("data.json"))
    tables = {held["table"] for held in data["held"]}
    assert {
        "orders-party",
        "orders-order",
        "cases-turn",
        "notices-message",
        "journal-entry",
        "invoicing-document",
    } <= tables
    assert "12 rue des Archives" in page
    assert "somebody of the house looked at your page" in page
    assert placed.number in json.dumps(data)
    assert "friend@example.net" not in page + json.dumps(data)
    assert "password" not in json.dumps(data)
    assert any(name.startswith("files/") and name.endswith(".pdf") for name in packed.namelist())
    assert all("advisor" not in str(row.get("actor_id")) for held in data["held"] for row in held["rows"])


@pytest.mark.rule("ACC-11")
@pytest.mark.rule("ACC-09")
def test_an_objection_is_carried_out_at_once_and_the_mailbox_stays_silent(shopper: Client) -> None:
    shopper.post("/en-fr/newsletter/", {"email": cast.JEANNE_EMAIL})
    queue.run_waiting()
    mail = next(mail for mail in notices.outbox(to=cast.JEANNE_EMAIL) if mail.kind == "newsletter_confirm")
    shopper.post(mail.text.partition(settings.SITE_URL)[2].split()[0])
    shopper.post(ask(shopper, kind="objection", use="letters"))
    (known,) = queries.requests(answered=True)
    assert (known.kind, known.answered_by) == ("objection", "house")
    held = {model for model, _, _ in queries.preview_of(email=cast.JEANNE_EMAIL).held}
    assert "notices.Subscription" not in held


@pytest.mark.rule("B-05")
def test_an_objection_to_anything_else_waits_for_data_protection_and_leaves_the_letters(
    shopper: Client,
) -> None:
    shopper.post("/en-fr/newsletter/", {"email": cast.JEANNE_EMAIL})
    link = ask(shopper, kind="objection", use="notes", wish="Not about me.")
    assert "The notes of your advisors" in text_of(shopper, link)
    shopper.post(link)
    (known,) = queries.requests(answered=False)
    assert (known.kind, known.about.use, known.wish) == ("objection", "notes", "Not about me.")
    assert known.due_at.isoformat()[:10] == "2026-12-23"
    held = {model for model, _, _ in queries.preview_of(email=cast.JEANNE_EMAIL).held}
    assert "notices.Subscription" in held


@pytest.mark.rule("B-04")
def test_a_rectification_says_which_data_what_is_wrong_and_what_is_right(shopper: Client) -> None:
    said = {"datum": "address", "wrong": "12 rue des Archives", "right": "21 rue des Archives"}
    link = ask(shopper, kind="rectification", **said)
    assert "An address: “12 rue des Archives” becomes “21 rue des Archives”." in text_of(shopper, link)
    assert queries.requests(answered=False) == ()
    shopper.post(link)
    (known,) = queries.requests(answered=False)
    assert (known.about.datum, known.about.wrong, known.about.right) == tuple(said.values())


@pytest.mark.rule("B-04")
@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        (
            {"kind": "rectification", "datum": "shoe", "wrong": " "},
            ["Choose what is to be put right.", "Say what is wrong.", "Say what is right."],
        ),
        ({"kind": "rectification", "datum": "name", "wrong": "Jane"}, ["Say what is right."]),
        ({"kind": "objection", "datum": "name", "use": "everything"}, ["Choose what you object to."]),
        ({"kind": "objection", "use": "other"}, ["Say what you object to."]),
    ],
)
def test_what_a_request_does_not_say_is_asked_for(
    shopper: Client, typed: dict[str, str], sentences: list[str]
) -> None:
    answer = shopper.post("/en-fr/privacy/", {**FORM, **typed})
    assert answer.status_code == 422
    seen = words(answer.content.decode())
    everything = {*wrong_words().values()}
    assert {sentence for sentence in everything if sentence in seen} == {*sentences}
    queue.run_waiting()
    assert notices.outbox(to=cast.JEANNE_EMAIL) == ()


@pytest.mark.rule("ACC-08")
def test_the_contact_form_deletes_an_account_once_the_mailbox_says_so(shopper: Client) -> None:
    form = {"topic": "deletion", "name": "Jeanne", "email": cast.JEANNE_EMAIL, "message": ""}
    assert shopper.post("/en-fr/contact/", form).status_code == 302
    (case,) = cases.open_cases()
    assert queries.requests(answered=False) == ()
    shopper.post(link_in_mail("privacy_prove"))
    (known,) = queries.requests(answered=False)
    assert (known.kind, known.source, known.case_number) == ("erasure", "contact", case.number)
    services.answer_erasure(request_id=known.id, actor=OFFICER, at=builders.MONDAY)
    assert cases.open_cases() == ()
    assert queries.preview_of(email=cast.JEANNE_EMAIL).held[0][0] == "notices.Message"


@pytest.mark.rule("ACC-11")
def test_what_is_missing_is_said_and_too_many_asks_wait(shopper: Client) -> None:
    assert shopper.post("/en-fr/privacy/", {**FORM, "kind": "", "email": "no"}).status_code == 422
    answers = [shopper.post("/en-fr/privacy/", FORM).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.rule("ACC-08")
@pytest.mark.rule("ORD-05")
def test_links_to_the_documents_of_an_erased_person_open_nothing(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    page = shopper.get(f"/en-fr/orders/{placed.token}/").content.decode()
    found = re.search(r'href="[^"]*?(/documents/[^"]+)"', page)
    assert found
    path = found[1].replace("&amp;", "&")
    assert shopper.get(path).status_code == 200
    known = services.ask_proved(
        kind=RequestKind.ERASURE, email=cast.JEANNE_EMAIL, language="en", country="FR", source="desk",
        actor=OFFICER, at=builders.MONDAY,
    )  # fmt: skip
    assert services.answer_erasure(request_id=known, actor=OFFICER, at=builders.MONDAY) == ()
    assert shopper.get(path).status_code == 404
    assert shopper.get(f"/en-fr/orders/{placed.token}/").status_code == 404
    assert show_number(placed.number) not in text_of(shopper, "/en-fr/privacy/")
