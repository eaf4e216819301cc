"""What a shopper does in the store, step by step, by what stands on the page."""

from __future__ import annotations

import re
from dataclasses import asdict

from playwright.sync_api import Locator

from comptoir.core.addresses import Address
from tests.browser.visiting import Visitor

GOOD_CARD = "4242 4242 4242 4242"
CHALLENGED_CARD = "4000 0025 0000 3155"
DECLINED_CARD = "4000 0000 0000 9995"


def choose_size(visitor: Visitor, size: str) -> None:
    """Press a size."""
    visitor.page.locator(".sizes label", has_text=re.compile(rf"^\s*{size}\b")).click()


def put_in_basket(visitor: Visitor, sku: str) -> None:
    """Open the page of a piece, choose its size and put it in."""
    reference, _, size = sku.rpartition("-")
    visitor.go(f"p/{reference}/")
    choose_size(visitor, size)
    visitor.press("Add to basket")
    visitor.page.locator("#added .added").wait_for()


def fill_in(visitor: Visitor, address: Address, *, email: str) -> None:
    """Type contact and address into the checkout page."""
    for name, text in {"email": email, **asdict(address)}.items():
        field = visitor.page.locator(f"#f-{name}")
        if not text or not field.count():
            continue
        if field.evaluate("node => node.localName") == "select":
            field.select_option(text)
        else:
            field.fill(text)


def total(visitor: Visitor) -> str:
    """The total that is shown beside the order button."""
    shown: Locator = visitor.page.locator("#reckoning dd.whole:visible")
    return re.sub(r"\s+", " ", shown.inner_text()).strip()


def press_order(visitor: Visitor) -> None:
    """Press the order button, as the law has it, and arrive at the provider."""
    visitor.press("Order with obligation to pay")
    visitor.page.wait_for_url(f"{visitor.house.address('payment')}/**")


def type_card(visitor: Visitor, number: str = GOOD_CARD) -> None:
    """Type a card on the provider's page and pay."""
    visitor.page.fill("#card_number", number)
    visitor.page.fill("#card_expiry", "12/34")
    visitor.page.fill("#card_cvc", "123")
    visitor.page.click("form:has(#card_number) button.main")


def arrive(visitor: Visitor) -> str:
    """Come back to the page of the order; its number."""
    visitor.page.wait_for_url(re.compile(r"/orders/[^/]+/$"))
    return visitor.heading()


def tab_to(visitor: Visitor, place: Locator) -> None:
    """Press Tab until this has the focus, and shows it."""
    for _ in range(120):
        if place.evaluate("place => place === document.activeElement"):
            assert place.evaluate("place => place.matches(':focus-visible')")
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {place}")


def type_in(visitor: Visitor, address: Address, *, email: str) -> None:
    """Contact and address by the keyboard alone."""
    for name, text in {"email": email, **asdict(address)}.items():
        field = visitor.page.locator(f"#f-{name}:visible")
        if text and field.count():
            tab_to(visitor, field)
            visitor.page.keyboard.type(text)


def pay_by_keys(visitor: Visitor) -> str:
    """The order button and the provider's page, without a mouse; the number of the order."""
    keys = visitor.page.keyboard
    tab_to(visitor, visitor.control("Order with obligation to pay"))
    keys.press("Space")
    visitor.page.wait_for_url(f"{visitor.house.address('payment')}/**")
    for name, text in {"card_number": GOOD_CARD, "card_expiry": "12/34", "card_cvc": "123"}.items():
        tab_to(visitor, visitor.page.locator(f"#{name}"))
        keys.type(text)
    keys.press("Enter")
    return arrive(visitor)
