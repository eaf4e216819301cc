"""Chromium, started for these tests only: while it runs, its loop would keep the database from others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
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


@pytest.fixture
def visits(chromium: Browser, live_house: LiveHouse) -> Iterator[Visits]:
    """Opens a browser for somebody; in the end nothing has gone wrong in any of them."""
    with ExitStack() as stack:
        visitors: list[Visitor] = []

        def visit(
            language: str = "en",
            country: str = "FR",
            *,
            size: dict[str, int] = SCREEN,
            init_scripts: Sequence[Path] = (),
            **wishes: Any,
        ) -> Visitor:
            locale = f"{language}-{country}"
            context = chromium.new_context(viewport=size, locale=locale, reduced_motion="reduce", **wishes)
            stack.callback(context.close)
            for script in init_scripts:
                context.add_init_script(path=script)
            visitors.append(Visitor(context=context, house=live_house, language=language, country=country))
            return visitors[-1]

        yield visit
        assert [trouble for visitor in visitors for trouble in visitor.troubles] == []
