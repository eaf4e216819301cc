"""Every page in every state: no barrier, no overflow, no stranger, no English on a French page (A-37, I18N-02)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from comptoir.core.actors import Role
from tests.browser import sights, soundness
from tests.browser.conftest import Visits
from tests.browser.orders import Orders, bring_orders
from tests.browser.sights import Sight
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

LANGUAGES = ("en", "fr")
pytestmark = [pytest.mark.browser, pytest.mark.rule("A-37", "I18N-02", "UI-01", "D2-08")]


@pytest.fixture(scope="module")
def orders_in(live_house: LiveHouse) -> Callable[[str], Orders]:
    """Orders in every state, in a language; placed when they are first asked for."""
    known: dict[str, Orders] = {}

    def bring(language: str) -> Orders:
        if language not in known:
            known[language] = bring_orders(Program(live_house), language=language)
        return known[language]

    return bring


@pytest.fixture(scope="module")
def desk_cookies() -> dict[str, object]:
    """The sessions of staff, by language."""
    return {}


def look(visitor: Visitor) -> list[str]:
    """Everything that is wrong with the page at which the visitor has arrived."""
    page = visitor.page
    page.evaluate("() => document.fonts.ready")
    wrong = soundness.find_faults(page, language=visitor.language)
    for width in soundness.WIDTHS:
        wrong += soundness.find_overflow(page, width=width)
        if width in {390, 1440}:
            wrong += [f"at {width} px: {barrier}" for barrier in soundness.find_barriers(page)]
    return wrong


@pytest.mark.parametrize(
    "sight", [*sights.SHOP.values(), *sights.ORDERS.values()], ids=[*sights.SHOP, *sights.ORDERS]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_the_shop_is_sound(
    visits: Visits, orders_in: Callable[[str], Orders], language: str, sight: Sight
) -> None:
    visitor = visits(language, init_scripts=[soundness.AXE])
    sight(visitor, orders_in(language))
    assert look(visitor) == []


@pytest.mark.parametrize("sight", sights.DESK.values(), ids=sights.DESK)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_the_desk_is_sound(
    visits: Visits,
    orders_in: Callable[[str], Orders],
    desk_cookies: dict[str, object],
    language: str,
    sight: Sight,
) -> None:
    visitor = visits(language, init_scripts=[soundness.AXE], storage_state=desk_cookies.get(language))
    if language not in desk_cookies:
        visitor.sign_in(Role.ADMIN)
        desk_cookies[language] = visitor.page.context.storage_state()
    sight(visitor, orders_in(language))
    assert look(visitor) == []
