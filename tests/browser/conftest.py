"""Chromium, started for these tests only: while it runs, its loop would keep the database from others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visiting import Visitor
from tests.plumbing.live import LiveHouse

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")

PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1440, "height": 900}


@pytest.fixture(scope="package")
def chromium(live_house: LiveHouse) -> Iterator[Browser]:
    """The machine's browser. The house is opened first, so that it outlives the browser."""
    del live_house
    program = next(found for name in _NAMES if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


Visits = Callable[..., Visitor]


@pytest.fixture(scope="module")
def readers(chromium: Browser, live_house: LiveHouse) -> Iterator[Callable[[str], Visitor]]:
    """One reader in each language who looks at page after page."""
    with ExitStack() as stack:
        known: dict[str, Visitor] = {}

        def reader(language: str) -> Visitor:
            if language not in known:
                known[language] = _open(stack, chromium, live_house, language)
            return known[language]

        yield reader


@pytest.fixture
def visits(chromium: Browser, live_house: LiveHouse) -> Iterator[Visits]:
    """Opens a browser for somebody; in the end nothing has gone wrong in any of them."""
    with ExitStack() as stack:
        visitors: list[Visitor] = []

        def visit(language: str = "en", country: str = "FR", **wishes: Any) -> Visitor:
            visitors.append(_open(stack, chromium, live_house, language, country, **wishes))
            return visitors[-1]

        yield visit
        assert [trouble for visitor in visitors for trouble in visitor.troubles] == []


def _open(
    stack: ExitStack,
    chromium: Browser,
    house: LiveHouse,
    language: str,
    country: str = "FR",
    *,
    size: dict[str, int] = SCREEN,
    **wishes: Any,
) -> Visitor:
    locale = f"{language}-{country}"
    context = chromium.new_context(viewport=size, locale=locale, reduced_motion="reduce", **wishes)
    stack.callback(context.close)
    return Visitor(context=context, house=house, language=language, country=country)
