"""A conversation in French, by the keyboard: form, answer with a macro, the customer's mail, resolved."""

from __future__ import annotations

import re

import pytest

from comptoir.core.actors import Role
from tests.apps.cases.letters import a_mail
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.test_every_page import look
from tests.browser.test_warehouse import press
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import MAIL_SECRET, LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ORD-08", "D2-06")]
WRITER = "camille@example.org"


def is_sound(visitor: Visitor, size: dict[str, int]) -> None:
    assert look(visitor, (390, 1440)) == []
    visitor.page.set_viewport_size(size)


def test_a_conversation_goes_from_the_form_to_its_end(visits: Visits, live_house: LiveHouse) -> None:
    customer, advisor = visits("fr", size=PHONE), visits("fr")
    write(customer)
    advisor.sign_in(Role.ADMIN)
    advisor.page.wait_for_url(lambda address: "sign-in" not in address)
    keep_a_macro(advisor)
    answer(advisor)
    reply(
        live_house,
        text="Merci, je la prends en M.\n\nLe 23 nov., la maison a écrit :\n> Elle existe en vert.",
    )
    resolve(advisor)
    reply(live_house, text="Encore une question.", message_id="<m2@example.org>")
    advisor.page.reload()
    assert advisor.sees("Encore une question.")
    assert advisor.sees(advisor.say("Send the answer"))


def write(customer: Visitor) -> None:
    """The contact form, on a telephone."""
    customer.go("contact/?topic=product&about=ME-26W-KN014")
    customer.page.fill("#f-name", "Camille Exemple")
    customer.page.fill("#f-email", WRITER)
    customer.page.fill("#f-message", "Cette maille existe-t-elle en vert ?")
    is_sound(customer, PHONE)
    press(customer, customer.control("Send the message"))
    assert customer.stands_at(customer.say("We have your message."))


def keep_a_macro(advisor: Visitor) -> None:
    """One with a name that is filled in; with one that nobody knows it is not kept."""
    advisor.go_to_desk("cases/macros/new/")
    advisor.page.fill("[name='title.en']", "Yes")
    advisor.page.fill("[name='title.fr']", "Oui")
    advisor.page.fill("[name='text.en']", "Dear {nom}")
    press(advisor, advisor.control("Save the macro"))
    assert advisor.sees(advisor.say("Nothing was saved. What is marked below is not right yet."))
    advisor.page.fill("[name='text.en']", "Dear {name}, it does.")
    advisor.page.fill("[name='text.fr']", "Bonjour {name},\n\nElle existe en vert.")
    press(advisor, advisor.control("Save the macro"))
    assert advisor.sees(advisor.say("Macro saved."))
    is_sound(advisor, SCREEN)
    advisor.go_to_desk("cases/figures/")
    is_sound(advisor, SCREEN)


def answer(advisor: Visitor) -> None:
    """From the inbox into the case, taken, answered with the macro."""
    advisor.go_to_desk("cases/")
    assert advisor.sees("Cette maille existe-t-elle en vert ?")
    is_sound(advisor, SCREEN)
    row = advisor.page.get_by_role("row").filter(has_text="Camille Exemple")
    press(advisor, row.get_by_role("link").first)
    press(advisor, advisor.control("Take the case"))
    assert advisor.sees(advisor.say("The case is yours."))
    advisor.page.select_option("#macro", label="Oui")
    press(advisor, advisor.control("Fill in"))
    advisor.page.wait_for_url(re.compile("macro="))
    assert advisor.page.input_value("#text") == "Bonjour Camille Exemple,\n\nElle existe en vert."
    is_sound(advisor, SCREEN)
    press(advisor, advisor.control("Send the answer"))
    assert advisor.sees(advisor.say("Sent. It is the customer’s turn now."))


def reply(house: LiveHouse, *, text: str, message_id: str = "<m1@example.org>") -> None:
    """What the customer's mail program sends, as the mail server hands it over."""
    letter = next(mail for mail in Program(house).mails(WRITER) if mail["kind"] == "case_answer")
    sent = a_mail(to=letter["reply_to"], text=text, From=WRITER, Message_ID=message_id)
    answered = house.http.post(
        f"{house.url}/webhooks/mail/",
        content=sent.as_bytes(),
        headers={"Authorization": f"Bearer {MAIL_SECRET}"},
    )
    assert answered.status_code == 200


def resolve(advisor: Visitor) -> None:
    """The answer has come back into the case; what it repeats is folded."""
    advisor.page.reload()
    assert advisor.sees("Merci, je la prends en M.")
    is_sound(advisor, SCREEN)
    address = advisor.page.url
    advisor.page.fill("#end", "Commandée par la cliente.")
    press(advisor, advisor.control("Resolve the case"))
    advisor.page.wait_for_url(re.compile("/cases/$"))
    advisor.page.goto(address)
    assert advisor.sees(advisor.say("This case is resolved. It opens again when its customer writes."))
    is_sound(advisor, SCREEN)
