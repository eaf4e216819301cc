"""Every page in every state: no barrier, no overflow, no stranger, no English on a French page (A-37, I18N-02)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import product

import pytest

from comptoir.core.actors import Role
from tests.browser import sights, soundness
from tests.browser.orders import Orders, bring_orders
from tests.browser.sights import Sight
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

LANGUAGES = ("en", "fr")
EVERYTHING = os.environ.get("COMPTOIR_LANGUAGES") == "all"
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


def looked_at(known: Mapping[str, Sight]) -> list[object]:
    """Every sight, in the languages and with axe at the widths in turn; in and at all of them for `make prove`."""
    in_turn = [(language, (width,)) for language, width in product(LANGUAGES, soundness.PROBED)]
    everything = [(language, soundness.PROBED) for language in LANGUAGES]
    return [
        pytest.param(sight, language, probed, id=f"{name}-{language}")
        for place, (name, sight) in enumerate(known.items())
        for language, probed in (everything if EVERYTHING else [in_turn[place % len(in_turn)]])
    ]


def look(visitor: Visitor, probed: tuple[int, ...]) -> list[str]:
    """Everything that is wrong with the page at which the visitor has arrived; axe looks at these widths."""
    page = visitor.page
    page.evaluate("() => document.fonts.ready")
    wrong = soundness.find_faults(page, language=visitor.language)
    for width in soundness.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wrong += soundness.find_overflow(page)
        if width in probed:
            wrong += [f"at {width} px: {barrier}" for barrier in soundness.find_barriers(page)]
    return wrong + visitor.troubles


@pytest.mark.parametrize(("sight", "language", "probed"), looked_at({**sights.SHOP, **sights.ORDERS}))
def test_a_page_of_the_shop_is_sound(
    readers: Callable[[str], Visitor],
    orders_in: Callable[[str], Orders],
    language: str,
    sight: Sight,
    probed: tuple[int, ...],
) -> None:
    reader = readers(language)
    reader.start_afresh()
    sight(reader, orders_in(language))
    assert look(reader, probed) == []


@pytest.mark.parametrize(("sight", "language", "probed"), looked_at(sights.DESK))
def test_a_page_of_the_desk_is_sound(
    readers: Callable[[str], Visitor],
    orders_in: Callable[[str], Orders],
    language: str,
    sight: Sight,
    probed: tuple[int, ...],
) -> None:
    reader = readers(language)
    reader.start_afresh(role=Role.ADMIN)
    sight(reader, orders_in(language))
    assert look(reader, probed) == []
