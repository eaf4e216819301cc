"""A customer on a telephone, in French and by the keyboard: an account made, left, entered again, its password renewed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visits
from tests.browser.shopping import tab_to
from tests.browser.test_claims import sound
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ACC-03", "ACC-04", "ACC-06", "UI-01")]
EMAIL, PASSWORD, NEW_PASSWORD = "signing.fr@example.org", "bleu-nuit-7", "vert-d’eau-8!"


def field(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f"#f-{name}:visible")


def type_in(visitor: Visitor, **texts: str) -> None:
    """Each field by the keyboard alone, and Enter in the last."""
    for name, text in texts.items():
        tab_to(visitor, field(visitor, name))
        visitor.page.keyboard.type(text)
    visitor.page.keyboard.press("Enter")


def mailed(program: Program, pattern: str) -> str:
    """What the last message has of this."""
    found = re.search(pattern, program.mails(EMAIL)[-1]["text"])
    assert found, pattern
    return found[0]


def test_an_account_is_made_left_entered_again_and_its_password_renewed(
    visits: Visits, live_house: LiveHouse
) -> None:
    program = Program(live_house)
    guest = visits("fr", "FR", size=PHONE)
    page, keys = guest.page, guest.page.keyboard
    guest.go("account/security/")
    assert guest.stands_at(guest.say("Sign in"))
    sound(guest, "sign-in")
    tab_to(guest, guest.control("Create an account"))
    keys.press("Enter")
    assert guest.stands_at(guest.say("Create an account"))
    type_in(guest, name="Zoë Exemple", email=EMAIL, password="court")
    assert guest.sees(guest.say("Use at least %(least)s characters.", least=8))
    sound(guest, "sign-up")
    tab_to(guest, field(guest, "password"))
    keys.type(PASSWORD)
    expect(page.locator(".needs .met")).to_have_count(3)
    keys.press("Tab")
    keys.press("Space")
    expect(field(guest, "password")).to_have_attribute("type", "text")
    sound(guest, "sign-up-shown")
    tab_to(guest, guest.control("Send me the code"))
    keys.press("Enter")
    assert guest.stands_at(guest.say("Look in your mail."))
    sound(guest, "code")
    type_in(guest, code=mailed(program, r"\b\d{4} \d{4}\b"))
    assert guest.stands_at(guest.say("Security"))
    sound(guest, "security")
    tab_to(guest, page.get_by_role("button", name=re.compile(guest.say("Sign out"))).first)
    keys.press("Enter")
    expect(page).to_have_url(guest.address())

    guest.go("account/sign-in/?next=/fr-fr/account/security/")
    type_in(guest, email=EMAIL, password="pas-celui-1")
    assert guest.sees(
        guest.say("This e-mail and this password do not go together. Check both, or choose a new password.")
    )
    sound(guest, "sign-in-wrong")
    tab_to(guest, guest.control("Choose a new password"))
    keys.press("Enter")
    type_in(guest, email=EMAIL)
    assert guest.stands_at(guest.say("Look in your mail."))
    sound(guest, "forgot")
    page.goto(mailed(program, r"http\S+/account/reset/\S+"))
    expect(page).to_have_url(guest.address("account/reset/"))
    sound(guest, "reset")
    type_in(guest, password=NEW_PASSWORD)
    assert guest.sees(guest.say("Your password is changed. Sign in with the new one."))
    guest.go("account/sign-in/?next=/fr-fr/account/security/")
    type_in(guest, email=EMAIL, password=NEW_PASSWORD)
    assert guest.stands_at(guest.say("Security"))
    page.go_back()
