"""What scripts add to the shop, by the keyboard; and that it all goes without them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visits
from tests.builders import KNIT

pytestmark = [pytest.mark.browser, pytest.mark.rule("A-37", "UI-01")]


@pytest.mark.parametrize(("opened", "box"), [("search/", "#q"), ("", "#find-q")], ids=["page", "head"])
def test_suggestions_are_gone_through_by_the_keyboard(visits: Visits, opened: str, box: str) -> None:
    visitor = visits()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go(opened)
    if not opened:
        page.locator(".find > summary").focus()
        keys.press("Enter")
    search = page.locator(box)
    expect(search).to_be_focused()
    keys.type("boxy")
    options = page.locator(".suggestions").get_by_role("option")
    expect(options).to_have_count(3)  # two styles, and everything that is found
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(search).to_have_attribute("aria-controls", "suggestions-list")
    expect(page.get_by_role("status").filter(has_text="suggestions")).to_have_text("2 suggestions")
    keys.press("ArrowDown")
    expect(search).to_have_attribute("aria-activedescendant", "suggestion-1")
    expect(options.first).to_have_attribute("aria-selected", "true")
    keys.press("ArrowUp")
    expect(search).not_to_have_attribute("aria-activedescendant", re.compile("."))
    keys.press("ArrowUp")
    expect(search).to_have_attribute("aria-activedescendant", "suggestion-all")
    keys.press("Escape")
    expect(options).to_have_count(0)
    expect(search).to_have_attribute("aria-expanded", "false")
    expect(search).to_be_focused()
    assert page.input_value(box) == "boxy"
    keys.press("ArrowDown")
    expect(options).to_have_count(3)
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/p/"))
    assert visitor.heading().startswith("Boxy")


def test_the_search_in_the_head_closes_by_escape_and_gives_the_focus_back(visits: Visits) -> None:
    visitor = visits(size=PHONE)
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go()
    page.locator(".find > summary").click()
    expect(page.locator("#find-q")).to_be_focused()
    keys.press("Escape")
    expect(page.locator(".find > search")).to_be_hidden()
    expect(page.locator(".find > summary")).to_be_focused()


def test_a_sheet_is_narrowed_in_place_by_the_keyboard_and_the_way_back_is_kept(visits: Visits) -> None:
    visitor = visits()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("search/?q=wool")
    expect(page.locator("#sheet-count")).to_have_text("5 styles")
    page.locator("#filters-open").focus()
    keys.press("Enter")
    size = page.locator("#by-size-M")
    size.focus()
    keys.press("Space")
    expect(page.locator("#sheet-count")).to_have_text("2 styles")
    expect(page).to_have_url(re.compile(r"\?q=wool&size=M"))
    expect(size).to_be_focused()
    expect(size).to_be_checked()
    keys.press("Escape")
    expect(page.locator(".filters-panel")).to_be_hidden()
    expect(page.locator("#filters-open")).to_be_focused()
    page.go_back()
    expect(page.locator("#sheet-count")).to_have_text("5 styles")
    page.go_forward()
    page.locator(".narrowed-chips .chip").first.focus()
    keys.press("Enter")
    expect(page.locator("#sheet-count")).to_have_text("5 styles")


@pytest.mark.rule("I18N-01")
def test_a_visitor_from_elsewhere_is_asked_once_which_store_and_is_sent_nowhere(visits: Visits) -> None:
    visitor = visits(country="US")
    page = visitor.page
    path = f"p/{KNIT}/boxy-crewneck/"
    home = f"{visitor.house.url}/en-fr/{path}"
    page.goto(home)
    question = page.get_by_role("region", name="Your store")
    expect(question).to_contain_text("You seem to be here: United States. This store: France, EUR.")
    assert page.url == home
    question.get_by_role("link", name="Go to United States, USD").click()
    page.wait_for_url(f"**/en-us/{path}")
    page.goto(home)
    question.get_by_role("button", name="Continue with France, EUR").focus()
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    with page.expect_event("load"):
        page.reload()
    page.wait_for_load_state("networkidle")
    expect(question).to_have_count(0)


def test_without_a_script_searching_and_narrowing_are_forms(visits: Visits) -> None:
    visitor = visits(size=PHONE, java_script_enabled=False)
    page = visitor.page
    visitor.go()
    page.locator(".find > summary").click()
    page.fill("#find-q", "wool")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=wool")
    page.locator("#filters-open").click()
    page.locator("#by-size-M").check()
    page.locator("#filters-end button").click()
    page.wait_for_url(re.compile(r"size=M"))
    assert page.locator("#sheet-count").inner_text() == "2 styles"


def test_a_plate_grows_where_it_is_and_nothing_else_moves(visits: Visits) -> None:
    visitor = visits()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go(f"p/{KNIT}/boxy-crewneck/")
    plate = page.locator(".zoom").first
    picture, title = plate.locator("img"), page.locator("h1")
    before, stood = picture.bounding_box(), title.bounding_box()
    assert before is not None
    plate.focus()
    keys.press("Enter")
    expect(plate).to_have_attribute("aria-pressed", "true")
    grown = picture.bounding_box()
    assert grown is not None
    assert grown["width"] == pytest.approx(3 * before["width"], abs=1)
    keys.press("ArrowRight")
    moved = picture.bounding_box()
    assert moved is not None
    assert moved["x"] == pytest.approx(grown["x"] - 0.2 * before["width"], abs=1)
    assert title.bounding_box() == stood
    keys.press("Escape")
    expect(plate).to_have_attribute("aria-pressed", "false")
    assert picture.bounding_box() == before
    plate.click(position={"x": 300, "y": 200})
    expect(plate).to_have_attribute("aria-pressed", "true")
    plate.click(position={"x": 300, "y": 200})
    assert picture.bounding_box() == before
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
