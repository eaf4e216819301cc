"""The whole story in the browser: a guest buys two pieces, the house ships them, one comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import expect

from comptoir.core.actors import Role
from comptoir.core.addresses import Address
from tests import cast
from tests.browser import shopping
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One guest, on one screen, in one store version, with what everything comes to there."""

    language: str
    country: str
    size: dict[str, int]
    address: Address
    po_box: str
    shelf: str
    knit: str
    shirt: str
    word: str
    full: str
    total: str
    back: str
    money: tuple[int, int]


TALES = [
    Tale(
        language="fr",
        country="FR",
        size=PHONE,
        address=cast.JEANNE,
        po_box="BP 12",
        shelf="Maille",
        knit="Pull col rond",
        shirt="Chemise ample",
        word="chemise",
        full="440,00 €",
        total="396,00 €",
        back="135,00 €",
        money=(39600, 13500),
    ),
    Tale(
        language="en",
        country="GB",
        size=SCREEN,
        address=cast.MARY,
        po_box="PO Box 12",
        shelf="Knitwear",
        knit="Boxy crewneck",
        shirt="Boxy-fit shirt",
        word="shirt",
        full="£396.00",
        total="£356.40",
        back="£121.50",
        money=(35640, 12150),
    ),
]


@pytest.fixture
def staff(visits: Visits) -> Callable[[Role], Visitor]:
    """Somebody at the desk in a role."""

    def sign_in(role: Role) -> Visitor:
        visitor = visits("en")
        visitor.sign_in(role)
        return visitor

    return sign_in


@pytest.mark.rule(
    "ACC-02",
    "DEL-07",
    "DEL-08",
    "DEL-13",
    "ORD-03",
    "ORD-05",
    "PAY-07",
    "PAY-05",
    "RET-01",
    "RET-07",
    "RET-08",
    "RET-11",
)
@pytest.mark.parametrize("tale", TALES, ids=lambda tale: f"{tale.language}-{tale.size['width']}")
def test_a_guest_buys_two_pieces_and_sends_one_back(
    visits: Visits, staff: Callable[[Role], Visitor], live_house: LiveHouse, tale: Tale
) -> None:
    email = f"story.{tale.language}@example.org"
    guest = visits(tale.language, tale.country, size=tale.size)
    fill_the_basket(guest, tale)
    check_out(guest, tale, email)
    shopping.press_order(guest)
    assert guest.sees(re.sub(r"[^\d.,]", "", tale.total))
    shopping.type_card(guest)
    number = shopping.arrive(guest)
    link = guest.page.url
    assert guest.sees(guest.say("%(method)s authorised, nothing charged", method=guest.say("Card")))
    assert re.search(r"\b(29:\d\d|30:00)\b", guest.page.inner_text("time[data-left]"))

    hand_over(staff, number)
    guest.page.goto(link)
    assert guest.sees(
        guest.say("%(method)s, %(amount)s charged", method=guest.say("Card"), amount=tale.total)
    )
    guest.press("Choose pieces")
    number_of_return = send_back(guest, tale)
    take_back(staff(Role.WAREHOUSE), number_of_return)
    live_house.advance()

    guest.page.goto(link)
    assert guest.sees(guest.say("%(amount)s refunded", amount=tale.back))
    paid, back = tale.money
    assert live_house.books(number) == [("authorisation", paid), ("capture", paid), ("refund", back)]
    read_the_mails(staff(Role.ADVISOR), tale, email)


def fill_the_basket(guest: Visitor, tale: Tale) -> None:
    """From the home page by the shelf, and by the search."""
    page = guest.page
    guest.go()
    assert page.title().endswith("Maison Exemple")
    if tale.size is PHONE:
        page.click("summary:has-text('Menu')")
    page.get_by_role("link", name=tale.shelf, exact=True).locator("visible=true").first.click()
    assert guest.stands_at(tale.shelf)
    page.get_by_role("link", name=tale.knit, exact=True).click()
    page.wait_for_url(re.compile("/p/"))
    guest.press("Add to basket")
    page.locator("#buy .wrong-text").wait_for()
    assert guest.sees(guest.say("Choose a size first."))
    shopping.choose_size(guest, "M")
    guest.press("Add to basket")
    page.locator("#added .added").wait_for()
    assert guest.sees(guest.say("Added to basket"))
    guest.go("search/")
    page.fill("#q", tale.word)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("link", name=tale.shirt, exact=True).click()
    page.wait_for_url(re.compile("/p/"))
    shopping.choose_size(guest, "M")
    guest.press("Add to basket")
    page.locator("#added .added").wait_for()
    guest.press("See the basket")
    assert (guest.sees(tale.knit), guest.sees(tale.shirt), guest.sees(tale.full)) == (True, True, True)


def check_out(guest: Visitor, tale: Tale, email: str) -> None:
    """The address with its errors, the code with its effect, the total."""
    page = guest.page
    guest.press("Go to checkout")
    shopping.fill_in(guest, replace(tale.address, line1=tale.po_box, postal_code="X"), email=email)
    guest.press("Order with obligation to pay")
    page.locator("#errors").wait_for()
    expect(page.locator(".field.wrong")).to_have_count(2)
    assert page.input_value("#f-name") == tale.address.name
    assert page.input_value("#f-line1") == tale.po_box
    shopping.fill_in(guest, tale.address, email=email)
    page.click("#codes summary")
    page.fill("#f-code", "welcome10")
    guest.press("Apply")
    page.locator("#codes .code-taken").wait_for()
    assert page.locator("#codes .code-taken").inner_text().startswith("WELCOME10")
    assert page.is_visible("#f-code")
    assert page.input_value("#f-code") == ""
    assert page.input_value("#f-name") == tale.address.name
    assert shopping.total(guest) == tale.total


def hand_over(staff: Callable[[Role], Visitor], number: str) -> None:
    """Half an hour later the warehouse packs, charges and ships; the courier delivers."""
    admin = staff(Role.ADMIN)
    admin.go_to_desk("clock/")
    admin.press("31 minutes on")
    assert admin.sees("The clock has moved on")
    warehouse = staff(Role.WAREHOUSE)
    warehouse.go_to_desk("parcels/")
    warehouse.page.get_by_role("link", name=number).click()
    assert warehouse.stands_at(number)
    warehouse.press("Pack and buy the label")
    assert warehouse.sees("Parcel packed. Print the label and put it on.")
    label = warehouse.page.get_by_role("link", name="Label to print").get_attribute("href")
    assert warehouse.page.request.get(str(label)).body().startswith(b"%PDF-")
    warehouse.press("Charge and ship")
    assert warehouse.sees("Charged and shipped. The customer has the tracking link.")
    warehouse.press("Note it")
    assert warehouse.sees("Noted.")


def send_back(guest: Visitor, tale: Tale) -> str:
    """The shirt goes back: what comes back is shown first, then the label."""
    page = guest.page
    page.get_by_label(tale.shirt).check()
    guest.press("See what is refunded")
    assert guest.stands_at(guest.say("%(amount)s comes back to you.", amount=tale.back))
    guest.press("Register the return")
    page.wait_for_url(re.compile(r"/return/[^/]+/$"))
    label = page.get_by_role("link", name=guest.say("Open the label")).get_attribute("href")
    assert page.request.get(str(label)).body().startswith(b"%PDF-")
    assert page.locator(".points li").count() > 0
    return page.url.rstrip("/").rpartition("/")[2]


def take_back(warehouse: Visitor, number: str) -> None:
    """The dock receives the piece and accepts it."""
    warehouse.go_to_desk("returns/")
    warehouse.page.get_by_role("link", name=number).click()
    warehouse.page.get_by_text("Tick instead of scanning").click()
    warehouse.press("These pieces are here")
    assert warehouse.sees("Received. Now judge each piece.")
    warehouse.press("Everything is as it was")
    assert warehouse.sees("Kept. Nothing is decided yet.")
    warehouse.press("Give the verdicts")
    assert warehouse.sees("Verdicts given.")


def read_the_mails(advisor: Visitor, tale: Tale, email: str) -> None:
    """What was written to the guest, in the guest's language."""
    page = advisor.page
    advisor.go_to_desk(f"outbox/?to={email}")
    kinds = [row.inner_text() for row in page.locator(".list td.mono").all()]
    assert kinds[::-1] == [
        "order_placed",
        "order_shipped",
        "parcel_delivered",
        "return_registered",
        "return_confirmed",
        "refund_sent",
    ]
    page.locator(".list th a").first.click()
    body = page.frame_locator(".mail-frame").locator("body")
    assert tale.back in re.sub(r"\s+", " ", body.inner_text())
    assert page.frame_locator(".mail-frame").locator("html").get_attribute("lang") == tale.language


@pytest.mark.rule("ORD-03")
def test_an_advisor_calls_an_order_back_or_is_told_why_not(
    staff: Callable[[Role], Visitor], live_house: LiveHouse
) -> None:
    first, second = (
        Program(live_house).place(email=f"caller{call}@example.org")["number"] for call in (1, 2)
    )
    advisor = staff(Role.ADVISOR)
    advisor.page.fill("#desk-q", first)
    with advisor.page.expect_navigation():
        advisor.page.keyboard.press("Enter")
    assert re.search(r"\b(2\d:\d\d|30:00) left", advisor.text())
    advisor.page.fill("#reason", "Wrong address")
    advisor.press("Cancel and void %(amount)s", amount="€458.00")
    assert advisor.sees("Order cancelled. The customer has been written to.")
    live_house.advance("PT31M")
    assert live_house.books(first) == [("authorisation", 45800), ("void", 45800)]
    advisor.go_to_desk(f"?q={second}")
    assert advisor.stands_at(second)
    assert advisor.sees("The order could be cancelled until")
    expect(advisor.page.locator("#reason")).to_have_count(0)
