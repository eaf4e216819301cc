"""Hearts in Chromium: pressed at once, put back when they could not be saved, and useful without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visits
from tests.browser.visiting import Visitor
from tests.builders import KNIT, KNIT_M

pytestmark = [pytest.mark.browser, pytest.mark.rule("ACC-10", "UI-01")]

POPPY = f"{KNIT}-0410"
PRESSED = re.compile("true")
RELEASED = re.compile("false")


def heart(visitor: Visitor) -> Locator:
    return visitor.page.locator(f"button.heart[value='{POPPY}']").first


def count(visitor: Visitor) -> Locator:
    return visitor.page.locator("#wishes-count")


def test_a_heart_is_pressed_by_the_keyboard_is_told_and_stays_pressed_elsewhere(visits: Visits) -> None:
    visitor = visits()
    visitor.go("c/knitwear/")
    expect(heart(visitor)).to_have_attribute("aria-pressed", RELEASED)
    heart(visitor).focus()
    visitor.page.keyboard.press("Enter")
    expect(heart(visitor)).to_have_attribute("aria-pressed", PRESSED)
    expect(visitor.page.locator("#hearts-say")).to_have_text("Added to the wishlist.")
    expect(count(visitor)).to_contain_text("1")
    visitor.go(f"p/{POPPY}/")
    expect(heart(visitor)).to_have_attribute("aria-pressed", PRESSED)
    heart(visitor).click()
    expect(visitor.page.locator("#hearts-say")).to_have_text("Removed from the wishlist.")
    expect(count(visitor)).to_be_hidden()


def test_a_double_press_is_one(visits: Visits) -> None:
    visitor = visits()
    visitor.go(f"p/{POPPY}/")
    expect(heart(visitor)).to_have_attribute("aria-pressed", RELEASED)
    heart(visitor).dblclick()
    expect(visitor.page.locator("#hearts-say")).to_have_text("Added to the wishlist.")
    expect(heart(visitor)).to_have_attribute("aria-pressed", PRESSED)


def test_a_heart_that_cannot_be_saved_is_put_back_and_says_so(visits: Visits) -> None:
    visitor = visits()
    visitor.go(f"p/{POPPY}/")
    expect(heart(visitor)).to_have_attribute("aria-pressed", RELEASED)
    visitor.page.route("**/wishlist/add/", lambda route: route.fulfill(status=503, body=""))
    heart(visitor).click()
    expect(visitor.page.locator("#hearts-say")).to_contain_text("That could not be saved.")
    expect(heart(visitor)).to_have_attribute("aria-pressed", RELEASED)
    expect(count(visitor)).to_be_hidden()
    visitor.troubles.clear()  # the browser notes the answer that was asked for here


def test_a_second_tab_sees_the_heart_when_it_is_looked_at_again(visits: Visits) -> None:
    visitor = visits()
    visitor.go(f"p/{POPPY}/")
    other = visitor.page.context.new_page()
    other.goto(visitor.address(f"p/{POPPY}/"))
    expect(heart(visitor)).to_have_attribute("aria-pressed", RELEASED)
    heart(visitor).click()
    expect(visitor.page.locator("#hearts-say")).to_have_text("Added to the wishlist.")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.locator(".buy .heart")).to_have_attribute("aria-pressed", PRESSED)


def test_without_a_script_a_heart_says_where_the_piece_went_and_the_list_sells_it(visits: Visits) -> None:
    visitor = visits(size=PHONE, java_script_enabled=False)
    visitor.go("c/knitwear/")
    heart(visitor).click()
    assert visitor.page.url.endswith("/c/knitwear/#wished")
    expect(visitor.page.locator("#wished")).to_be_visible()
    visitor.page.click("#wished a")
    visitor.page.locator(f"input[value='{KNIT_M}']").check()
    visitor.page.click(".wish-form button")
    assert visitor.sees("Added to basket")
    assert visitor.heading() == "Wishlist"
