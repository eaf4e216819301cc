"""A day at the desk, by the keyboard alone: an advisor, the warehouse and an auditor at once."""

from __future__ import annotations

import re

import pytest

from comptoir.core.actors import Role
from tests.browser.conftest import SCREEN, Visits
from tests.browser.test_every_page import look
from tests.browser.test_warehouse import press
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ORD-03", "ORD-06", "RET-07", "RET-13")]
EMAIL = "desk.day@example.org"


def test_a_day_at_the_desk(visits: Visits, live_house: LiveHouse) -> None:
    program = Program(live_house)
    arrived = program.place(email=EMAIL)
    live_house.advance("PT31M")
    program.deliver(program.ship(program.pack(arrived)))
    live_house.advance()
    placed = program.place(email=EMAIL, codes=["WELCOME10"], shown_total=41400)
    advisor, hand, auditor = (at_desk(visits, role) for role in (Role.ADVISOR, Role.WAREHOUSE, Role.AUDITOR))

    search(advisor, EMAIL)
    assert advisor.stands_at(placed["number"])
    assert "@" not in advisor.page.url
    is_sound(advisor)
    keep_call(advisor, "Wrong house number, wants to order again", to="Staff Warehouse")
    read_mention(hand, placed["number"])
    begin_basket(advisor)

    search(advisor, placed["number"].replace("-", "").lower())
    press(advisor, advisor.page.get_by_role("button", name=re.compile("Cancel and void")))
    assert advisor.sees("Order cancelled. The customer has been written to.")

    search(advisor, arrived["number"])
    register_and_cancel_return(advisor)
    search(auditor, EMAIL)
    assert auditor.stands_at(placed["number"])
    assert auditor.sees("Call answered by")
    assert not auditor.page.locator("main form button:visible").count()


def at_desk(visits: Visits, role: Role) -> Visitor:
    """Somebody who has signed in."""
    visitor = visits("en", size=SCREEN)
    visitor.sign_in(role)
    return visitor


def search(visitor: Visitor, words: str) -> None:
    """A stroke, the words, Enter."""
    visitor.page.locator("body").press("/")
    visitor.page.keyboard.type(words)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def keep_call(visitor: Visitor, text: str, *, to: str) -> None:
    """Write down a call, for a colleague to read."""
    visitor.page.locator("summary", has_text="Note or call").press("Enter")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type(text)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type(to)
    press(visitor, visitor.control("Keep it"))
    assert visitor.sees("Kept.")
    assert visitor.sees("Call answered by")


def read_mention(visitor: Visitor, number: str) -> None:
    """What a colleague wrote is on the first page until it is read."""
    visitor.go_to_desk()
    assert visitor.sees("1 note is for you")
    assert visitor.sees(number)
    press(visitor, visitor.control("Read"))
    assert visitor.sees("Read.")
    assert "note is for you" not in visitor.text()


def begin_basket(visitor: Visitor) -> None:
    """The pieces of the order, for a payment link."""
    press(visitor, visitor.control("Begin the basket"))
    assert visitor.stands_at("Prepare an order for a caller")
    assert visitor.sees("Boxy crewneck")


def register_and_cancel_return(visitor: Visitor) -> None:
    """A return is shown, registered, cancelled while it is unsent."""
    visitor.page.locator("summary", has_text="Return for the customer").press("Enter")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Space")
    press(visitor, visitor.control("See what it will do"))
    assert visitor.sees("Money moved now €0.00")
    is_sound(visitor)
    press(visitor, visitor.control("Register and mail the label"))
    assert visitor.sees("Return registered. The customer has the label by mail.")
    press(visitor, visitor.page.get_by_role("button", name="Cancel this return"))
    assert visitor.sees("Return cancelled. Its label is void.")


def is_sound(visitor: Visitor) -> None:
    """No barrier, no overflow, at any width."""
    assert look(visitor, (390, 768, 1440)) == []
    visitor.page.set_viewport_size(SCREEN)
