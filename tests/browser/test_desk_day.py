"""Days at the desk, by the keyboard alone, three roles at once: with the warehouse and an auditor, with quality and finance."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator

from comptoir.core.actors import Role
from tests.api.calls import Json
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.shopping import tab_to
from tests.browser.test_account import write
from tests.browser.test_by_keyboard import (
    attach_photograph,
    bring_photograph,
    choose_topic,
    send_claim,
    tick_first_piece,
)
from tests.browser.test_every_page import look
from tests.browser.test_warehouse import press
from tests.browser.visiting import Visitor
from tests.builders import SHIRT_M
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ORD-03", "ORD-06", "RET-07", "RET-13")]
EMAIL = "desk.day@example.org"
WRITER, WRITES_FROM = "Odile Exemple", "desk.care@example.org"


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


@pytest.mark.rule("ORD-08", "CLM-06", "A-12", "A-27")
def test_a_day_with_quality_and_finance(visits: Visits, live_house: LiveHouse) -> None:
    program = Program(live_house)
    arrived = program.place(email=WRITES_FROM)
    live_house.advance("PT31M")
    program.deliver(program.ship(program.pack(arrived)))
    waiting = program.place(email=WRITES_FROM)
    customer = visits("en", size=PHONE)
    advisor, quality, finance = (at_desk(visits, role) for role in (Role.ADVISOR, Role.QUALITY, Role.FINANCE))

    write_letter(customer, program, arrived)
    hand_letter_over(advisor)
    take_letter(quality, advisor)

    make_claim(customer, program, arrived)
    open_claim(quality, arrived, queue="advisors")
    assert may_decide_nothing(quality)
    open_claim(advisor, arrived)
    decide(advisor, "quality", "Pass to quality", words="Our quality department looks at the seam.")
    assert may_decide_nothing(advisor)
    open_claim(finance, arrived, queue="quality")
    assert may_decide_nothing(finance)
    open_claim(quality, arrived)
    decide(quality, "resend", "Send again", words="The seam is a defect. We send another.")

    contest_once_and_no_more(customer)
    quality.page.reload()
    own = "You decided on this claim before. Someone else looks at what is contested."
    assert may_decide_nothing(quality, because=own)
    open_claim(advisor, arrived)
    decide(advisor, "refused", "Refuse with these reasons", words="The same piece is what we owe.")
    customer.page.reload()
    assert customer.sees("Decided for good")
    assert not customer.page.locator("#f-words").count()

    search(advisor, arrived["number"])
    register_and_cancel_return(advisor)
    register_return(advisor)
    see_money(finance, program, arrived, waiting)


def write_letter(customer: Visitor, program: Program, placed: Json) -> None:
    """The contact form, about an order."""
    customer.go("contact/")
    choose_topic(customer, "claim")
    write(customer, name=WRITER, email=WRITES_FROM, order=placed["number"], message="A seam has opened.")
    press(customer, customer.control("Send the message"))
    assert customer.stands_at("We have your message.")
    assert program.mails(WRITES_FROM)[-1]["kind"] == "contact_received"


def letter_in_inbox(visitor: Visitor) -> Locator:
    """The customer's letter among those of one's own team."""
    visitor.go_to_desk("cases/")
    return visitor.page.get_by_role("row").filter(has_text=WRITER)


def hand_letter_over(advisor: Visitor) -> None:
    """It lies in the inbox with the time that is left, is taken, and goes on to the team that knows."""
    row = letter_in_inbox(advisor)
    assert re.search(r"\d+ (hours?|days?) left", row.inner_text())
    assert "nobody yet" in row.inner_text()
    press(advisor, row.get_by_role("link").first)
    assert advisor.sees("A seam has opened.")
    press(advisor, advisor.control("Take the case"))
    assert advisor.sees("The case is yours.")
    assert "nobody yet" not in letter_in_inbox(advisor).inner_text()
    press(advisor, letter_in_inbox(advisor).get_by_role("link").first)
    press(advisor, advisor.page.locator("summary", has_text="Hand over to a team"))
    tab_to(advisor, advisor.page.locator("#team"))
    advisor.page.keyboard.type("Quality")
    tab_to(advisor, advisor.page.locator("#why"))
    advisor.page.keyboard.type("Is it the thread or the wash?")
    press(advisor, advisor.control("Hand over"))
    assert advisor.sees("Handed over to: Quality.")


def take_letter(quality: Visitor, advisor: Visitor) -> None:
    """It has left one inbox for the other, with what the colleague knew."""
    assert letter_in_inbox(advisor).count() == 0
    press(quality, letter_in_inbox(quality).get_by_role("link").first)
    assert quality.sees("Is it the thread or the wash?")
    press(quality, quality.control("Take the case"))
    assert quality.sees("The case is yours.")


def make_claim(customer: Visitor, program: Program, placed: Json) -> None:
    """A fault found in use, with its photograph."""
    bring_photograph(customer)
    customer.go(f"orders/{placed['token']}/claim/?kind=in_use")
    tick_first_piece(customer)
    write(customer, description="A seam has opened.", washing="By hand, cold.")
    attach_photograph(customer)
    send_claim(customer, program, email=WRITES_FROM)


def open_claim(visitor: Visitor, placed: Json, *, queue: str = "") -> None:
    """From a queue, one's own unless another is named."""
    visitor.go_to_desk(f"claims/?queue={queue}" if queue else "claims/")
    row = visitor.page.get_by_role("row").filter(has_text=placed["number"])
    press(visitor, row.get_by_role("link").first)
    assert visitor.sees("What can be decided now")


def may_decide_nothing(visitor: Visitor, *, because: str = "Your role does not allow this.") -> bool:
    """The page of a claim says why, and has no form."""
    return visitor.sees(because) and not visitor.page.locator("main form").count()


def decide(visitor: Visitor, outcome: str, button: str, *, words: str) -> None:
    """The verdict is unfolded, given its reasons, and done."""
    place = visitor.page.locator(f"#words-{outcome}")
    if not place.is_visible():
        press(visitor, visitor.page.locator("details", has=place).locator("summary"))
    tab_to(visitor, place)
    visitor.page.keyboard.type(words)
    press(visitor, visitor.control(button))
    assert visitor.sees("Done, and the customer has been written to.")


def contest_once_and_no_more(customer: Visitor) -> None:
    """The form is gone once it was sent; from a page that was left open it is refused."""
    customer.page.reload()
    assert customer.sees("We send it again")
    first, left_open = customer.page, customer.page.context.new_page()
    left_open.goto(first.url)
    write(customer, words="I would rather have the money.")
    press(customer, customer.control("Contest the decision"))
    assert customer.sees("Contested: someone else is looking at it")
    assert not first.locator("#f-words").count()
    customer.page = left_open
    write(customer, words="And once more.")
    press(customer, customer.control("Contest the decision"))
    assert customer.sees("A decision can be contested once.")
    customer.page = first


def see_money(finance: Visitor, program: Program, arrived: Json, waiting: Json) -> None:
    """What is held of the next order, and the credit note of what came back; nothing of it is finance's to register."""
    finance.go_to_desk("money/")
    held = finance.page.get_by_role("row").filter(has_text=waiting["number"])
    assert "€458.00" in held.inner_text()
    search(finance, arrived["number"])
    assert finance.stands_at(arrived["number"])
    assert finance.sees("Return registered")
    assert "Credit note" not in finance.text()
    assert not finance.page.get_by_role("button", name="Cancel this return").count()
    back = next(known for known in program.desk_order(arrived)["returns"] if known["status"] == "registered")
    pieces = program.ids(arrived, SHIRT_M)
    program.receive(back, pieces)
    program.judge(back, dict.fromkeys(pieces, "accepted"))
    program.house.advance()
    finance.page.reload()
    assert finance.sees("Credit note")
    assert program.ledger(arrived)[-1] == "refund"


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
    """One that is still unsent can be cancelled."""
    register_return(visitor)
    press(visitor, visitor.page.get_by_role("button", name="Cancel this return"))
    assert visitor.sees("Return cancelled. Its label is void.")


def register_return(visitor: Visitor) -> None:
    """A return is shown before it is registered."""
    visitor.page.locator("summary", has_text="Return for the customer").press("Enter")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Space")
    press(visitor, visitor.control("See what it will do"))
    assert visitor.sees("Money moved now €0.00")
    is_sound(visitor)
    press(visitor, visitor.control("Register and mail the label"))
    assert visitor.sees("Return registered. The customer has the label by mail.")


def is_sound(visitor: Visitor) -> None:
    """No barrier, no overflow, at any width."""
    assert look(visitor, (390, 768, 1440)) == []
    visitor.page.set_viewport_size(SCREEN)
