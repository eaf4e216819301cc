"""A passkey on a device of Chromium's own: made, shown without typing anything, proposed in the field, removed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from comptoir.core.actors import Role
from tests.browser.conftest import PHONE, Visits
from tests.browser.test_claims import sound
from tests.browser.test_signing import field, type_in
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing import authenticators, furnishing
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("6.3.3", "ACC-01")]
EMAIL, PASSWORD = "passkey.fr@example.org", "bleu-nuit-7"


class Named(Visitor):
    """A visitor who knows the house by its name: a bare address has no passkeys."""

    def address(self, path: str = "") -> str:
        return super().address(path).replace("127.0.0.1", "localhost")

    def go_to_desk(self, path: str = "") -> None:
        self.page.goto(f"{self.house.url}/desk/{path}".replace("127.0.0.1", "localhost"))


def named(visitor: Visitor, live_house: LiveHouse) -> Named:
    visitor.__class__ = Named
    visitor._hosts.add(live_house.url.partition("//")[2].replace("127.0.0.1", "localhost"))
    assert isinstance(visitor, Named)
    return visitor


@pytest.fixture
def guest(visits: Visits, live_house: LiveHouse) -> Named:
    return named(visits("fr", "FR", size=PHONE), live_house)


@pytest.fixture
def colleague(visits: Visits, live_house: LiveHouse) -> Named:
    return named(visits("en", "GB"), live_house)


def a_device(visitor: Visitor, *, proposes: bool) -> tuple[CDPSession, str]:
    """A telephone that its owner unlocks each time."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable", {"enableUI": False})
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": proposes,
            }
        },
    )
    return session, made["authenticatorId"]


def kept_by(device: tuple[CDPSession, str]) -> list[dict[str, Any]]:
    session, name = device
    held = session.send("WebAuthn.getCredentials", {"authenticatorId": name})
    credentials: list[dict[str, Any]] = held["credentials"]
    return credentials


def an_account(visitor: Visitor, program: Program) -> None:
    visitor.go("account/sign-up/")
    type_in(visitor, name="Zoë Exemple", email=EMAIL, password=PASSWORD)
    code = re.search(r"\b\d{4} \d{4}\b", program.mails(EMAIL)[-1]["text"])
    assert code
    type_in(visitor, code=code[0])
    expect(visitor.page).to_have_url(visitor.address("account/"))


def test_a_passkey_is_made_shown_and_removed(guest: Named, live_house: LiveHouse) -> None:
    program, page = Program(live_house), guest.page
    device = a_device(guest, proposes=True)
    an_account(guest, program)
    guest.go("account/security/")
    assert not page.get_by_text(guest.say("This browser makes no passkeys here.")).is_visible()
    field(guest, "name").fill("Téléphone bleu")
    field(guest, "passkey_password").fill("pas-celui-1")
    add = page.get_by_role("button", name=guest.say("Add a passkey"))
    add.click()
    assert guest.sees(guest.say("This is not your current password."))
    assert kept_by(device) == []
    field(guest, "passkey_password").fill(PASSWORD)
    add.click()
    assert guest.sees(guest.say("Your passkey is added. From now on it signs you in."))
    assert [held["isResidentCredential"] for held in kept_by(device)] == [True]
    sound(guest, "passkeys")

    page.get_by_role("button", name=re.compile(guest.say("Sign out"))).first.click()
    expect(page).to_have_url(guest.address())
    # Whoever is at the sign-in page is proposed it in the field of the e-mail; this device takes it at once.
    guest.go("account/sign-in/?next=/fr-fr/account/security/")
    expect(page).to_have_url(guest.address("account/security/"))
    assert kept_by(device)[0]["signCount"] > 1

    page.locator("#passkeys summary").click()
    page.locator("#passkeys").get_by_role("button", name=re.compile(guest.say("Remove"))).click()
    assert guest.sees(
        guest.say("The passkey is removed. It signs nobody in any more; delete it on your device too.")
    )
    assert "Téléphone bleu" not in page.locator("main").inner_text()
    subjects = [mail["subject"] for mail in program.mails(EMAIL)[-2:]]
    assert subjects == [guest.say("A passkey was added"), guest.say("A passkey was removed")]


def test_a_bare_address_has_none_and_says_so(visits: Visits) -> None:
    guest = visits("fr", "FR")
    guest.go("account/sign-in/")
    expect(guest.page.locator("#passkey-heading")).to_be_hidden()
    expect(field(guest, "password")).to_be_visible()


def type_password(colleague: Named) -> None:
    colleague.go_to_desk("sign-in/")
    colleague.page.fill("#email", furnishing.email_of(Role.QUALITY))
    colleague.page.fill("#password", furnishing.PASSWORD)
    colleague.press("Sign in")


def sign_out(colleague: Named) -> None:
    colleague.press("Sign out")
    expect(colleague.page.locator("#email")).to_be_visible()


def test_at_the_desk_a_passkey_stands_in_for_the_code_until_it_is_removed(colleague: Named) -> None:
    page, device = colleague.page, a_device(colleague, proposes=True)
    type_password(colleague)
    page.fill("#code", authenticators.code())
    colleague.press("Sign in")
    colleague.go_to_desk("security/")
    page.fill("#passkey-name", "Blue key")
    colleague.press("Add a passkey")
    assert colleague.sees(colleague.say("The passkey is added."))
    assert len(kept_by(device)) == 1
    sound(colleague, "desk-passkeys")

    sign_out(colleague)
    type_password(colleague)
    colleague.press("Use a passkey")
    expect(page.get_by_role("button", name=colleague.say("Sign out"))).to_be_visible()
    assert kept_by(device)[0]["signCount"] > 1

    colleague.go_to_desk("security/")
    page.get_by_role("button", name=re.compile("Blue key")).click()
    assert colleague.sees(colleague.say("The passkey is removed."))
    sign_out(colleague)
    type_password(colleague)
    expect(page.locator("#code")).to_be_visible()
    expect(page.get_by_role("button", name=colleague.say("Use a passkey"))).to_have_count(0)
