"""What customers ask for after a sale, on a telephone and by the keyboard alone: no click, no tap."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.api import hostile
from tests.api.calls import Json
from tests.browser.conftest import PHONE, Visits
from tests.browser.shopping import tab_to
from tests.browser.test_account import make_account, plain, press, write
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("A-37")]
FRENCH_KNIT = "Pull col rond"
Orders = dict[str, Json]


def email_of(name: str) -> str:
    """Whose order it is."""
    return f"keys.{name}@example.org"


@pytest.fixture(scope="module")
def arrived(live_house: LiveHouse) -> Orders:
    """An order at its customer's for each journey that wants one; the half hour is waited for once."""
    program = Program(live_house)
    languages = {
        "withdrawn-en": "en", "withdrawn-fr": "fr", "returned": "en",
        "damaged": "en", "missing": "fr", "faulty": "en", "not_as_described": "fr",
    }  # fmt: skip
    placed = {
        name: program.place(language=spoken, email=email_of(name)) for name, spoken in languages.items()
    }
    live_house.advance("PT31M")
    for order in placed.values():
        parcel = program.pack(order)
        program.ship(parcel)
        program.deliver(parcel)
    return placed


def tick_first_piece(guest: Visitor) -> None:
    """The tabulator leads to the first piece, the space bar chooses it."""
    piece = guest.page.locator("input[name=piece]").first
    tab_to(guest, piece)
    guest.page.keyboard.press("Space")
    assert piece.is_checked()


def bring_photograph(guest: Visitor) -> None:
    """Whatever asks for a file gets this one. Heard from the first page on: an ear that opens with the press of a key
    now and then opens too late, and the browser's own window takes the question."""
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": hostile.picture(size=(640, 480))}
    guest.page.on("filechooser", lambda asked: asked.set_files([photo]))


def attach_photograph(guest: Visitor) -> None:
    """Enter opens the telephone's own choice of files."""
    place = guest.page.locator("#f-photos")
    tab_to(guest, place)
    guest.page.keyboard.press("Enter")
    expect(place).to_have_value(re.compile(r"IMG_1\.jpg$"))


def kinds_of_mail(program: Program, email: str) -> list[str]:
    return [letter["kind"] for letter in program.mails(email)]


@pytest.mark.rule("A-07", "A-08")
def test_a_guest_withdraws_in_words_and_has_the_receipt(
    visits: Visits, live_house: LiveHouse, arrived: Orders
) -> None:
    program, placed, guest = Program(live_house), arrived["withdrawn-en"], visits("en", size=PHONE)
    guest.go("withdraw/")
    write(guest, name="Jeanne Exemple", contract=placed["number"], email=email_of("withdrawn-en"))
    confirm_withdrawal(guest, program, email=email_of("withdrawn-en"), number=placed["number"])
    assert "withdrawal_received" in program.timeline(placed)


@pytest.mark.rule("A-07", "A-08", "ACC-03")
def test_a_customer_withdraws_from_one_piece_in_the_account_in_french(
    visits: Visits, live_house: LiveHouse, arrived: Orders
) -> None:
    program, placed, customer = Program(live_house), arrived["withdrawn-fr"], visits("fr", size=PHONE)
    email = email_of("withdrawn-fr")
    make_account(customer, program, email=email)
    customer.go(f"account/orders/{plain(placed)}/")
    press(customer, customer.control("withdraw from contract here"))
    assert customer.stands_at(customer.say("Withdraw from a contract"))
    assert customer.page.input_value("#f-email") == email
    tick_first_piece(customer)
    confirm_withdrawal(customer, program, email=email, number=placed["number"])
    assert customer.sees(FRENCH_KNIT)
    assert "Chemise ample" not in customer.text()
    assert sorted(program.states(placed).values()) == ["delivered", "return_registered"]


def confirm_withdrawal(guest: Visitor, program: Program, *, email: str, number: str) -> None:
    """The first step counts for nothing, the second for all; the page and a letter say so."""
    press(guest, guest.control("withdraw from contract here"))
    assert guest.stands_at(guest.say("Your statement"))
    assert guest.sees(number)
    assert "withdrawal_received" not in kinds_of_mail(program, email)
    press(guest, guest.control("confirm withdrawal"))
    assert guest.stands_at(guest.say("Your withdrawal is received."))
    receipt = next(letter for letter in program.mails(email) if letter["kind"] == "withdrawal_received")
    assert f'lang="{guest.language}"' in receipt["html"]
    assert number in receipt["text"]


@pytest.mark.rule("RET-07")
def test_a_guest_returns_a_piece_in_english(visits: Visits, live_house: LiveHouse, arrived: Orders) -> None:
    placed, guest = arrived["returned"], visits("en", size=PHONE)
    keys = guest.page.keyboard
    guest.go(f"orders/{placed['token']}/")
    press(guest, guest.control("Choose pieces"))
    assert guest.stands_at("Which pieces come back?")
    tick_first_piece(guest)
    press(guest, guest.control("See what is refunded"))
    guest.page.locator("#pickup-courier").wait_for()
    tab_to(guest, guest.page.locator("input[value=point]"))
    keys.press("ArrowDown")
    assert guest.page.locator("#pickup-courier").is_checked()
    keys.press("ArrowUp")
    assert guest.page.locator("input[value=point]").is_checked()
    press(guest, guest.control("Register the return"))
    guest.page.wait_for_url(re.compile(r"/return/[^/]+/$"))
    tab_to(guest, guest.control("Open the label"))
    assert sorted(Program(live_house).states(placed).values()) == ["delivered", "return_registered"]


@pytest.mark.parametrize(
    ("kind", "language", "signed_in", "texts", "photographed"),
    [
        pytest.param(
            "damaged", "en", True, {"description": "The box is torn."}, True,
            marks=pytest.mark.rule("CLM-01", "ACC-03"),
        ),
        pytest.param("missing", "fr", False, {}, False, marks=pytest.mark.rule("CLM-02")),
        pytest.param("faulty", "en", False, {}, True, marks=pytest.mark.rule("CLM-03")),
        pytest.param("not_as_described", "fr", False, {}, True, marks=pytest.mark.rule("CLM-08")),
    ],
)  # fmt: skip
def test_a_claim_of_each_kind_is_sent(
    visits: Visits,
    live_house: LiveHouse,
    arrived: Orders,
    kind: str,
    language: str,
    signed_in: bool,
    texts: dict[str, str],
    photographed: bool,
) -> None:
    program, placed, customer = Program(live_house), arrived[kind], visits(language, size=PHONE)
    bring_photograph(customer)
    if signed_in:
        make_account(customer, program, email=email_of(kind))
    customer.go(f"account/orders/{plain(placed)}/" if signed_in else f"orders/{placed['token']}/")
    press(customer, customer.control("Tell us what is wrong"))
    assert customer.stands_at(customer.say("What is wrong?"))
    press(customer, customer.page.locator(f"a[href*='kind={kind}']"))
    customer.page.locator("form.claim").wait_for()
    tick_first_piece(customer)
    write(customer, **texts)
    if photographed:
        attach_photograph(customer)
    send_claim(customer, program, email=email_of(kind))


@pytest.mark.rule("CLM-04")
def test_a_wrong_piece_is_claimed_without_an_order_in_french(visits: Visits, live_house: LiveHouse) -> None:
    email, guest = email_of("wrong_item"), visits("fr", size=PHONE)
    bring_photograph(guest)
    guest.go("claims/")
    press(guest, guest.control("The wrong piece came"))
    guest.page.locator("form.claim").wait_for()
    write(guest, email=email, references="ME-26W-SH008-0200")
    attach_photograph(guest)
    send_claim(guest, Program(live_house), email=email)


def send_claim(customer: Visitor, program: Program, *, email: str) -> None:
    """Its own page follows it, and a letter says that it came."""
    press(customer, customer.control("Send the claim"))
    customer.page.wait_for_url(re.compile(r"/claims/[^/]{36}/"))
    assert customer.sees(customer.say("An advisor is looking at it"))
    assert kinds_of_mail(program, email)[-1] == "claim_received"


@pytest.mark.rule("ORD-08")
def test_a_guest_writes_about_an_order(visits: Visits, live_house: LiveHouse) -> None:
    email, guest = email_of("contact-en"), visits("en", size=PHONE)
    guest.go("contact/")
    choose_topic(guest, "order")
    write(guest, name="Mary Example", email=email, message="Does it come as a gift?")
    send_message(guest, Program(live_house), email=email)


@pytest.mark.rule("PRD-07", "ORD-08")
def test_what_a_purpose_asks_for_is_asked_again_and_nothing_typed_is_lost(
    visits: Visits, live_house: LiveHouse
) -> None:
    email, guest = email_of("contact-fr"), visits("fr", size=PHONE)
    guest.go("contact/")
    choose_topic(guest, "seller")
    write(guest, name="Jeanne Exemple", email=email)
    press(guest, guest.control("Send the message"))
    guest.page.locator("#f-seller-error").wait_for()
    assert guest.page.input_value("#f-email") == email
    write(guest, seller="exemple-outlet.example")
    send_message(guest, Program(live_house), email=email)


def choose_topic(guest: Visitor, topic: str) -> None:
    """Arrow by arrow, as a list is gone through without a mouse."""
    place = guest.page.locator("#f-topic")
    tab_to(guest, place)
    for _ in range(place.locator("option").count()):
        if place.input_value() == topic:
            return
        guest.page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not lead to {topic}")


def send_message(guest: Visitor, program: Program, *, email: str) -> None:
    """The page says the number of the case, and so does a letter."""
    press(guest, guest.control("Send the message"))
    assert guest.stands_at(guest.say("We have your message."))
    (letter,) = program.mails(email)
    assert letter["kind"] == "contact_received"
    assert f'lang="{guest.language}"' in letter["html"]
