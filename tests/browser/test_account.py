"""A guest's orders in an account: proved, a piece sent back, an address kept and ordered to; by telephone, in French."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import soundness
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.shopping import press_order, put_in_basket, tab_to
from tests.browser.test_warehouse import priced
from tests.browser.visiting import Json, Visitor
from tests.builders import KNIT_M, LOAFER_42, SHIRT_M
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ACC-01", "ACC-03", "ACC-07", "RET-07")]
SIGHTS = os.environ.get("COMPTOIR_SIGHTS", "")
EMAIL, PASSWORD = "compte@example.org", "bleu-nuit-7"


def sound(visitor: Visitor, name: str) -> None:
    """The page has no barrier and fits both screens; its pictures are kept where somebody wants to look at them."""
    wrong = soundness.find_faults(visitor.page, language=visitor.language)
    for size in (SCREEN, PHONE):
        visitor.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        if SIGHTS:
            path = Path(SIGHTS) / f"{name}-{size['width']}.png"
            visitor.page.screenshot(path=path, full_page=True)
        wrong += soundness.find_overflow(visitor.page) + soundness.find_barriers(visitor.page)
    assert wrong == []


def press(visitor: Visitor, place: Locator) -> None:
    tab_to(visitor, place)
    visitor.page.keyboard.press("Enter")


def write(visitor: Visitor, **texts: str) -> None:
    """Each field by the keyboard alone, in place of what stood there."""
    for name, text in texts.items():
        tab_to(visitor, visitor.page.locator(f"#f-{name}:visible"))
        visitor.page.keyboard.press("Control+A")
        visitor.page.keyboard.type(text)


def type_in(visitor: Visitor, **texts: str) -> None:
    """The same, and Enter in the last."""
    write(visitor, **texts)
    visitor.page.keyboard.press("Enter")


def plain(placed: Json) -> str:
    """The number of an order as addresses have it."""
    return str(placed["number"]).replace("-", "")


def make_account(guest: Visitor, program: Program, *, email: str = EMAIL) -> None:
    """Sign up by the keyboard, with the code of the mail; orders of this address join."""
    guest.go(f"account/sign-up/?next=/{guest.language}-{guest.country.lower()}/account/")
    type_in(guest, name="Jeanne Exemple", email=email, password=PASSWORD)
    assert guest.stands_at(guest.say("Look in your mail.")), guest.text()
    found = re.search(r"\b\d{4} \d{4}\b", program.mails(email)[-1]["text"])
    assert found
    type_in(guest, code=found[0])
    assert guest.stands_at(guest.say("Orders"))


def test_guest_orders_join_and_everything_goes_on_from_the_account(
    visits: Visits, live_house: LiveHouse
) -> None:
    program = Program(live_house)
    lines = [{"sku": sku, "quantity": 1} for sku in (KNIT_M, LOAFER_42)]
    arrived = program.place(email=EMAIL, **priced(program, lines))
    live_house.advance("PT31M")
    parcel = program.pack(arrived)
    program.ship(parcel)
    program.deliver(parcel)
    waiting = program.place(email=EMAIL, **priced(program, [{"sku": SHIRT_M, "quantity": 2}]))
    guest = visits("fr", "FR", size=PHONE)
    page = guest.page
    make_account(guest, program)
    for placed in (arrived, waiting):
        expect(page.locator(f"a[href$='account/orders/{plain(placed)}/']")).to_have_count(1)
    assert arrived["token"] not in page.content()
    sound(guest, "account")

    press(guest, page.locator(f"a[href$='account/orders/{plain(arrived)}/return/']"))
    page.locator("input[name=piece]").first.focus()
    page.keyboard.press("Space")
    press(guest, guest.control("See what is refunded"))
    page.locator("input[value=point]").check()
    guest.press("Register the return")
    page.wait_for_url(re.compile(r"/account/orders/\w+/return/[^/]+/$"))
    guest.go("account/after/")
    expect(page.locator(".account-list li")).to_have_count(1)
    sound(guest, "account-after")

    guest.go("account/addresses/")
    assert guest.sees(guest.say("No addresses yet."))
    sound(guest, "account-empty")
    press(guest, guest.control("Add an address"))
    type_in(guest, line1="BP 12", postal_code="75004", city="Paris", phone="+33 1 99 00 12 34")
    expect(page.locator("#f-line1-error")).to_be_visible()
    sound(guest, "account-address-wrong")
    type_in(guest, line1="12 rue des Archives")
    assert guest.sees(guest.say("The address is kept."))
    sound(guest, "account-addresses")
    guest.go("account/details/")
    sound(guest, "account-details")
    guest.go("account/messages/")
    sound(guest, "account-messages")

    put_in_basket(guest, SHIRT_M)
    guest.go("checkout/")
    expect(page.locator("#f-email")).to_have_value(EMAIL)
    expect(page.locator("#f-line1")).to_be_hidden()
    sound(guest, "account-checkout")
    page.get_by_label(guest.say("Another address")).check()
    expect(page.locator("#f-line1")).to_be_visible()
    sound(guest, "account-checkout-new")
    page.locator("input[name=kept]").first.check()
    press_order(guest)
