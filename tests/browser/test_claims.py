"""A customer's claim on a telephone, in French and by the keyboard."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api import hostile
from tests.browser import soundness
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("CLM-03", "CLM-06", "A-37", "UI-01")]
SIGHTS = os.environ.get("COMPTOIR_SIGHTS", "")


def sound(visitor: Visitor, name: str) -> None:
    """The page has no barrier and fits both screens; its pictures are kept where somebody wants to look at them."""
    wrong = soundness.find_faults(visitor.page, language=visitor.language)
    for size in (SCREEN, PHONE):
        visitor.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        wrong += soundness.find_overflow(visitor.page) + soundness.find_barriers(visitor.page)
        if SIGHTS:
            path = Path(SIGHTS) / f"{name}-{size['width']}.png"
            visitor.page.screenshot(path=path, full_page=True)
    assert wrong == []


def photo(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_a_customer_claims_from_the_telephone_and_keeps_what_was_sent(
    visits: Visits, live_house: LiveHouse
) -> None:
    program = Program(live_house)
    placed = program.place(language="fr", email="claims.fr@example.org")
    live_house.advance("PT31M")
    parcel = program.pack(placed)
    program.ship(parcel)
    program.deliver(parcel)
    guest = visits("fr", "FR", size=PHONE)
    page, keys = guest.page, guest.page.keyboard
    guest.go(f"orders/{placed['token']}/")
    page.get_by_role("link", name=guest.say("Tell us what is wrong")).press("Enter")
    sound(guest, "claim-kinds")
    page.get_by_role("link", name=guest.say("A fault appeared later")).press("Enter")
    sound(guest, "claim-form")
    page.get_by_role("checkbox").first.focus()
    keys.press("Space")
    page.get_by_label(guest.say("What happened?")).fill("Une couture s’ouvre sous le bras.")
    page.set_input_files(
        "#f-photos", [photo("IMG_1.jpg", hostile.picture(size=(1200, 900))), photo("IMG_2.jpg", hostile.SVG)]
    )
    page.get_by_role("button", name=guest.say("Send the claim")).press("Enter")
    expect(page.locator("#f-photos-error")).to_contain_text("IMG_2.jpg")
    expect(page.locator("#f-washing-error")).to_be_visible()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    expect(page.locator(".claim-kept img")).to_have_count(1)
    sound(guest, "claim-refused")
    page.locator("#f-washing").fill("À la main, à froid.")
    page.get_by_role("button", name=guest.say("Send the claim")).press("Enter")
    page.wait_for_url(re.compile(r"/claims/"))
    expect(page.get_by_text(guest.say("An advisor is looking at it"))).to_be_visible()
    sound(guest, "claim-made")
