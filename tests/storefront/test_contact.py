"""The contact form: what it asks, what it opens, and what it tells nobody."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.core.numbers import show_number
from comptoir.infra import queue
from comptoir.journal import queries as journal
from comptoir.notices import queries as notices
from tests import builders, cast
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")
FORM = {
    "topic": "product",
    "name": "Zoë Exemple",
    "email": "zoe@example.org",
    "order": "",
    "about": "ME-26W-KN014",
    "message": "Is there a green one?\nIn M.",
}


def send(client: Client, store: str = "en-fr", **changes: str) -> str:
    """Send the form; the number of the case it opened, or blank."""
    answer = client.post(f"/{store}/contact/", {**FORM, **changes})
    assert answer.status_code == 302, words(answer.content.decode())
    return parse_qs(urlsplit(answer.headers["Location"]).query).get("case", [""])[0]


def open_numbers() -> list[str]:
    return [case.number for case in cases.open_cases()]


@pytest.mark.rule("PRD-03")
@pytest.mark.rule("ORD-08")
def test_a_message_opens_a_case_and_is_answered_with_its_number(shopper: Client) -> None:
    number = send(shopper)
    (case,) = cases.open_cases()
    assert (case.number, case.kind) == (number, "message")
    assert [turn.text for turn in case.turns] == ["Is there a green one?\nIn M."]
    writer = case.contact
    assert writer
    assert (writer.topic, writer.name, writer.email) == ("product", "Zoë Exemple", "zoe@example.org")
    assert (writer.about, writer.language, writer.country) == ("ME-26W-KN014", "en", "FR")
    said = text_of(shopper, f"/en-fr/contact/sent/?case={number}")
    assert f"Case {show_number(number)}" in said
    queue.run_waiting()
    (mail,) = notices.outbox(to="zoe@example.org")
    assert mail.subject == f"We have your message, case {show_number(number)}"
    assert "A piece, or one I cannot find" in mail.text
    assert "green" not in mail.text + mail.html
    assert "Zoë" not in mail.text + mail.html


def test_the_letter_is_in_the_language_of_the_store(shopper: Client) -> None:
    send(shopper, store="fr-be")
    queue.run_waiting()
    assert '<html lang="fr"' in notices.outbox(to="zoe@example.org")[0].html


def test_nothing_of_the_writer_is_in_the_journal(shopper: Client) -> None:
    send(shopper)
    written = " ".join(str(entry) for entry in journal.entries_after(after=0, limit=1000))
    assert "case_opened" in written
    for word in ("zoe@example.org", "Zoë", "green", "KN014"):
        assert word not in written


@pytest.mark.rule("PRD-03")
def test_the_form_is_filled_in_from_its_address(shopper: Client) -> None:
    html = shopper.get("/en-fr/contact/?topic=product&about=%3Cb%3Egreen%3C/b%3E").content.decode()
    assert '<option value="product" selected>' in html
    assert 'value="&lt;b&gt;green&lt;/b&gt;"' in html
    assert (
        "selected"
        not in shopper.get("/en-fr/contact/?topic=x")
        .content.decode()
        .split('id="f-topic"')[1]
        .split("</select>")[0]
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("topic", "x", "Choose what it is about."),
        ("name", " ", "Give your name."),
        ("email", "", "Give an e-mail address: the answer goes there."),
        ("email", "zoe", "Check the e-mail address"),
        ("order", "12", "Check the order number"),
        ("message", "  ", "Write your message."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_opened(
    shopper: Client, field: str, typed: str, said: str
) -> None:
    answer = shopper.post("/en-fr/contact/", {**FORM, field: typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html.partition(f'id="f-{field}-error"')[2].partition("</p>")[0]
    assert "One field needs another look." in html
    assert "Is there a green one?" in html or field == "message"
    assert open_numbers() == []


def test_a_form_sent_twice_is_one_case_and_one_letter(shopper: Client) -> None:
    assert send(shopper) == send(shopper)
    queue.run_waiting()
    assert len(open_numbers()) == 1
    assert len(notices.outbox(to="zoe@example.org")) == 1


def test_the_same_words_after_the_case_is_closed_are_a_new_case(shopper: Client) -> None:
    first = send(shopper)
    case_services.resolve_case(
        case_id=cases.open_cases()[0].id, text="Answered.", actor=cast.ADVISOR, at=builders.MONDAY
    )
    assert send(shopper) != first
    assert len(open_numbers()) == 1


def test_a_program_that_fills_in_everything_opens_nothing(shopper: Client) -> None:
    assert send(shopper, website="https://spam.example") == ""
    assert open_numbers() == []
    queue.run_waiting()
    assert not notices.outbox(to="zoe@example.org")


def test_after_five_messages_an_hour_the_next_one_waits(shopper: Client) -> None:
    for number in range(5):
        send(shopper, message=f"Question {number}", email="Zoe@example.org")
    answer = shopper.post("/en-fr/contact/", FORM)
    assert answer.status_code == 422
    assert "5 messages came from you within the hour." in words(answer.content.decode())
    assert len(open_numbers()) == 5
    send(shopper, email="other@example.org")
    builders.at_clock(builders.MONDAY + timedelta(minutes=61))
    send(shopper)


@override_settings(CLIENT_ADDRESS_HEADER="X-Client")
def test_one_address_of_the_network_cannot_write_under_many_names(shopper: Client) -> None:
    from_there = {"X-Client": "9.9.9.9"}
    for number in range(6):
        form = {**FORM, "email": f"zoe{number}@example.org"}
        answer = shopper.post("/en-fr/contact/", form, headers=from_there)
        assert answer.status_code == (302 if number < 5 else 422)
    assert len(open_numbers()) == 5


def test_an_order_number_of_somebody_else_is_answered_like_any_other(shopper: Client) -> None:
    placed = builders.a_placed_order()
    queue.run_waiting()
    strange, own = (
        shopper.post("/en-fr/contact/", {**FORM, "order": placed.number, "email": email})
        for email in ("stranger@example.org", cast.JEANNE_EMAIL)
    )
    assert strange.status_code == own.status_code == 302
    of_stranger, of_jeanne = cases.open_cases()
    assert (of_stranger.order_number, of_jeanne.order_number) == ("", placed.number)
    assert of_stranger.contact
    assert of_stranger.contact.order_number == placed.number
    queue.run_waiting()
    (mail,) = notices.outbox(to="stranger@example.org")
    for word in (placed.number, show_number(placed.number), "Jeanne", placed.token):
        assert word not in mail.text + mail.html


@pytest.mark.parametrize("case", ["", "x", "C00000000", "<b>"])
def test_a_number_that_is_none_is_not_shown(shopper: Client, case: str) -> None:
    said = text_of(shopper, f"/en-fr/contact/sent/?case={case}")
    assert "We have your message." in said
    assert "Case " not in said


@pytest.mark.rule("ACC-08")
@pytest.mark.parametrize("topic", ["account", "data"])
def test_a_deletion_is_asked_for_with_the_form(shopper: Client, topic: str) -> None:
    html = shopper.get(
        {"account": "/en-fr/help/account/", "data": "/en-fr/help/privacy/"}[topic]
    ).content.decode()
    assert f'<option value="{topic}" selected>' in html
    send(shopper, topic=topic, message="Please delete what you know of me.")
    contact = cases.open_cases()[0].contact
    assert contact
    assert contact.topic == topic


def test_the_form_works_from_a_help_page_without_a_script(shopper: Client) -> None:
    html = shopper.get("/en-fr/help/stores/").content.decode()
    form = html[html.index('action="/en-fr/contact/"') :].partition("</form>")[0]
    assert 'method="post"' in form
    for field in ("topic", "name", "email", "order", "about", "message", "website"):
        assert f'name="{field}"' in form
