"""The main pages look as they did when somebody last looked at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Browser

from comptoir.core.actors import Role
from tests.api.calls import Json
from tests.browser import pictures
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.visiting import Visitor
from tests.builders import KNIT, KNIT_M, MONDAY, SHIRT_M
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("UI-01")]
EMAIL = "baselines@example.org"
Size = dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page, in a language, on a screen; what is in the basket, or who is at the desk."""

    path: str
    language: str
    size: Size
    basket: tuple[str, ...] = ()
    desk: bool = False


_shop = partial(View, language="en", size=SCREEN)
_phone = partial(View, language="fr", size=PHONE)
VIEWS = {
    "home": _shop(path=""),
    "home-phone": _phone(path=""),
    "category-phone": _phone(path="c/knitwear/"),
    "product": _shop(path=f"p/{KNIT}/boxy-crewneck/"),
    "product-phone": _phone(path=f"p/{KNIT}/pull-col-rond/"),
    "look": _shop(path="collections/fw26/looks/1/"),
    "search-phone": _phone(path="search/?q=laine"),
    "basket": _shop(path="basket/", basket=(KNIT_M, SHIRT_M)),
    "checkout-phone": _phone(path="checkout/", basket=(KNIT_M, SHIRT_M)),
    "help": _shop(path="help/"),
    "order-phone": _phone(path="orders/{token}/"),
    "not-found": _shop(path="nowhere/"),
    "desk-order": _shop(path="orders/{number}/", desk=True),
}


@pytest.fixture(scope="module")
def version(chromium: Browser) -> str:
    """The browser's major version, of which there are pictures to compare with."""
    major = chromium.version.partition(".")[0]
    if not pictures.MAKES_NEW and not pictures.has_kept(version=major):
        pytest.skip(f"No pictures of Chromium {major} are kept. To make them: {pictures.HOW}")
    return major


@pytest.fixture(scope="module")
def order(version: str, live_house: LiveHouse) -> Json:
    """The later of two orders, placed in French on the morning on which the house opens."""
    del version
    program = Program(live_house)
    today = program.get("desk/clock", role=Role.ADMIN)["now"][:10]
    if today != f"{MONDAY:%Y-%m-%d}":
        pytest.fail(
            f"The pictures are of {MONDAY:%Y-%m-%d}, and the house's clock is on {today}: run these first."
        )
    placed = [program.place(language="fr", email=EMAIL) for _ in range(2)]
    return placed[-1]


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_looks_as_it_did(visits: Visits, version: str, order: Json, name: str) -> None:
    view = VIEWS[name]
    visitor = visits(view.language, size=view.size)
    arrive(visitor, view, order)
    taken = pictures.take_picture(visitor.page)
    if pictures.MAKES_NEW:
        pictures.keep(taken, name=name, version=version)
    assert pictures.compare(taken, pictures.kept(name=name, version=version), name=name) == ""


def arrive(visitor: Visitor, view: View, order: Json) -> None:
    """Open the page, and wait for what comes beside it."""
    path = view.path.format(token=order["token"], number=order["number"])
    if view.desk:
        visitor.sign_in(Role.ADMIN)
        visitor.go_to_desk(path)
        return
    for sku in view.basket:
        visitor.page.request.post(visitor.address("basket/add/"), form={"sku": sku})
    visitor.go(path)
    if view.basket:
        visitor.page.wait_for_selector("#basket-count:not([hidden]), .order-button")
