"""The warehouse by the keyboard alone: wave, pick, a piece that is not there, pack, weigh, label, undo, the door."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator

from comptoir.core.actors import Role
from tests.browser.conftest import Visits
from tests.browser.test_every_page import look
from tests.browser.visiting import Visitor
from tests.builders import CLUTCH_OS, LOAFER_42
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ORD-01", "PAY-06", "A-37")]
TABLET = {"width": 1024, "height": 768}
_FURTHEST = 80  # presses of the tabulator


def scan(hand: Visitor, code: str, told: str) -> None:
    """A scanner types into whatever has the focus, and ends with Enter."""
    hand.page.keyboard.type(code)
    hand.page.keyboard.press("Enter")
    assert hand.sees(told)


def press(hand: Visitor, control: Locator) -> None:
    """Go there by the tabulator and press Enter."""
    for _ in range(_FURTHEST):
        if control.evaluate("node => node === document.activeElement"):
            hand.page.keyboard.press("Enter")
            return
        hand.page.keyboard.press("Tab")
    raise AssertionError(f"{control} is not reached by the keyboard")


def is_sound(hand: Visitor) -> None:
    """No barrier, no overflow, at any width."""
    assert look(hand, (390, 768, 1440)) == []
    hand.page.set_viewport_size(TABLET)


def test_an_order_goes_through_the_warehouse_by_the_keyboard(visits: Visits, live_house: LiveHouse) -> None:
    program = Program(live_house)
    lines = [{"sku": CLUTCH_OS, "quantity": 1}, {"sku": LOAFER_42, "quantity": 1}]
    kept = program.place(email="bench@example.org", **priced(program, lines))
    wanted = priced(program, lines[:1], service="standard")  # promised for later, so served last
    short = program.place(email="short@example.org", **wanted)
    live_house.advance("PT31M")
    hand = visits(size=TABLET)
    hand.sign_in(Role.WAREHOUSE)

    take_a_wave(hand, kept["number"])
    pick(hand)
    report_missing(hand)
    live_house.advance()
    assert program.order(short)["status"] == "cancelled"
    assert live_house.books(short["number"])[-1][0] == "void"
    pack(hand)
    assert program.order(kept)["parcels"][0]["state"] == "packed"
    unpack_and_pack_again(hand)
    (parcel,) = program.order(kept)["parcels"]
    press(hand, hand.control("The door"))
    assert hand.stands_at("The door")
    is_sound(hand)
    hand.page.reload()
    scan(hand, "NOSUCHLABEL", "Unknown label NOSUCHLABEL. Nothing was shipped.")
    scan(hand, parcel["number"], "Shipped: ")
    assert program.order(kept)["parcels"][0]["state"] == "shipped"
    give_back(hand)


def priced(
    program: Program, lines: list[dict[str, object]], *, service: str = "express"
) -> dict[str, object]:
    """The lines of an order and its service, with the total that was shown for them."""
    wanted = {"country": "FR", "language": "en", "lines": lines}
    total = program.post("quotes", wanted)["totals"][service]
    return {"lines": lines, "service": service, "shown_total": total}


def take_a_wave(hand: Visitor, number: str) -> None:
    """Everything that waits, on one walk."""
    hand.go_to_desk("warehouse/?place=PAR")
    assert hand.sees(number)
    is_sound(hand)
    press(hand, hand.page.locator("#most"))  # Enter in the field makes the wave
    hand.page.wait_for_url(re.compile("/pick/"))
    is_sound(hand)
    hand.page.reload()


def pick(hand: Visitor) -> None:
    """The pieces, a garment's identity, a mistake that is taken back, and a network that drops."""
    scan(hand, CLUTCH_OS, f"Picked: {CLUTCH_OS}.")
    scan(hand, LOAFER_42, f"Picked: {LOAFER_42}.")
    scan(hand, "ID-4711", f"ID-4711 is kept with {LOAFER_42}.")
    scan(hand, "NOSUCHCODE", "Unknown code NOSUCHCODE. Nothing was moved.")
    is_sound(hand)
    press(hand, hand.control("Take my last scan back"))
    assert hand.sees(f"Taken back: {LOAFER_42}")
    hand.page.context.set_offline(True)
    scan(hand, LOAFER_42, "The network does not answer. What you scanned is kept and sent again.")
    hand.page.context.set_offline(False)
    assert hand.sees(f"Picked: {LOAFER_42}.")
    hand.troubles.clear()  # the browser's own word of the network


def report_missing(hand: Visitor) -> None:
    """Two touches: not there, and yes."""
    row = hand.page.locator(".scan-list li", has_text=CLUTCH_OS).filter(has=hand.page.locator("details"))
    press(hand, row.locator("summary"))
    is_sound(hand)
    press(hand, row.locator("button"))
    assert hand.sees("Taken out of the order. The customer has been written to and pays nothing for it.")


def pack(hand: Visitor) -> None:
    """Checked piece by piece, weighed, labelled; a weight that cannot be is asked about."""
    press(hand, hand.page.locator(".desk-nav a", has_text="Pack").last)
    assert hand.stands_at("Pack")
    check(hand)
    is_sound(hand)
    hand.page.locator("#weight").focus()
    scan(hand, "25 kg", "The scales say 25,000 g")
    is_sound(hand)
    hand.page.reload()
    hand.page.keyboard.press("Control+A")
    scan(hand, "1.65 kg", "Parcel packed: 1650 g.")
    is_sound(hand)
    label = hand.control("Print the label").get_attribute("href")
    assert hand.page.request.get(str(label)).body().startswith(b"%PDF-")


def check(hand: Visitor) -> None:
    """The two pieces of the order; then the scales may type."""
    scan(hand, LOAFER_42, f"Checked: {LOAFER_42}.")
    scan(hand, CLUTCH_OS, "is complete. Pack it.")
    assert hand.sees("A box, 1 dust bag")
    assert hand.page.evaluate("document.activeElement.id") == "weight"


def unpack_and_pack_again(hand: Visitor) -> None:
    press(hand, hand.control("Unpack it again"))
    assert hand.sees("Unpacked. Its label is void: take it off.")
    check(hand)
    scan(hand, "1650", "Parcel packed: 1650 g.")


def give_back(hand: Visitor) -> None:
    """What others ordered waits again."""
    hand.go_to_desk("warehouse/?place=PAR")
    if hand.page.locator("main table th a[href*=waves]").count():
        hand.page.locator("main table th a[href*=waves]").first.click()
        press(hand, hand.control("Give the wave back"))
        assert hand.sees("The wave is given back: its orders wait again.")
