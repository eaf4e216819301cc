"""The returns dock by the keyboard on a tablet, and a guest's return on a telephone, in French."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comptoir.core.actors import Role
from tests.browser.conftest import PHONE, Visits
from tests.browser.test_every_page import look
from tests.browser.test_warehouse import TABLET, press, priced, scan
from tests.browser.visiting import Visitor
from tests.builders import KNIT_M, LOAFER_42, SHIRT_M
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("RET-07", "RET-10", "RET-04", "A-37")]
SHOTS = os.environ.get("COMPTOIR_SHOTS", "")


def is_sound(hand: Visitor, name: str, size: dict[str, int]) -> None:
    """No barrier, no overflow, at any width; a picture of it where somebody wants to look."""
    if SHOTS:
        for width in (390, size["width"], 1440):
            hand.page.set_viewport_size({"width": width, "height": 900})
            hand.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    assert look(hand, (390, 1440)) == []
    hand.page.set_viewport_size(size)
    hand.page.reload()


def test_a_parcel_is_unpacked_checked_and_refunded_by_the_keyboard(
    visits: Visits, live_house: LiveHouse
) -> None:
    program = Program(live_house)
    lines = [{"sku": sku, "quantity": 1} for sku in (KNIT_M, LOAFER_42, SHIRT_M)]
    placed = program.place(email="dock@example.org", **priced(program, lines))
    live_house.advance("PT31M")
    parcel = program.pack(placed)
    program.ship(parcel)
    program.deliver(parcel)
    back = program.send_back(placed, KNIT_M, LOAFER_42)
    hand = visits(size=TABLET)
    hand.sign_in(Role.WAREHOUSE)
    hand.go_to_desk("returns/")
    is_sound(hand, "dock", TABLET)
    scan(hand, "1ZNOBODY", "No return is known under 1ZNOBODY.")
    hand.go_to_desk("returns/")
    hand.page.keyboard.type(back["number"])
    hand.page.keyboard.press("Enter")
    assert hand.stands_at(back["number"])
    is_sound(hand, "dock-return", TABLET)
    scan(hand, KNIT_M, f"Here: {KNIT_M}. Scan the next piece.")
    scan(hand, SHIRT_M, f"{SHIRT_M} is of this order and was not registered.")
    press(hand, hand.control("Take it into the return"))
    assert hand.sees("Taken into the return. Check it like the others.")
    scan(hand, LOAFER_42, "That is everything.")
    check(hand)
    assert set(program.states(placed).values()) == {"return_accepted"}
    assert program.ledger(placed)[-1] == "refund"


def check(hand: Visitor) -> None:
    """Each piece is as it was, with one press; then all verdicts with another."""
    for left in (3, 2, 1):
        expect(hand.page.get_by_role("button", name="Everything is as it was")).to_have_count(left)
        press(hand, hand.control("Everything is as it was"))
        assert hand.sees("Kept. Nothing is decided yet.")
    expect(hand.page.get_by_role("button", name="Everything is as it was")).to_have_count(0)
    is_sound(hand, "dock-checked", TABLET)
    press(hand, hand.control("Give the verdicts"))
    assert hand.sees("Verdicts given.")
    hand.house.advance()
    is_sound(hand, "dock-judged", TABLET)


def test_a_guest_returns_a_piece_on_a_telephone_in_french(visits: Visits, live_house: LiveHouse) -> None:
    program = Program(live_house)
    lines = [{"sku": KNIT_M, "quantity": 1}, {"sku": SHIRT_M, "quantity": 1}]
    placed = program.place(email="retour@example.org", **priced(program, lines))
    live_house.advance("PT31M")
    parcel = program.pack(placed)
    program.ship(parcel)
    program.deliver(parcel)
    guest = visits("fr", size=PHONE)
    guest.go(f"orders/{placed['token']}/return/")
    is_sound(guest, "return-choose", PHONE)
    guest.page.locator("input[name=piece]").first.check()
    guest.press("See what is refunded")
    guest.page.locator("#pickup-courier").check()
    if SHOTS:
        guest.page.screenshot(path=Path(SHOTS) / "return-review-390.png", full_page=True)
    guest.page.locator("input[value=point]").check()
    guest.press("Register the return")
    guest.page.wait_for_url(re.compile(r"/return/[^/]+/$"))
    is_sound(guest, "return-registered", PHONE)
    guest.page.fill("#f-city", "Lyon")
    guest.press("Points near here")
    assert guest.sees(guest.say("Points near %(place)s", place="Lyon"))
    guest.press("The refund, to the cent")
    expect(guest.page.locator("dl.sums dd").nth(1)).to_be_visible()
    is_sound(guest, "return-statement", PHONE)
