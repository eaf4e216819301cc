"""What a first visit costs a phone: everything that travels, counted by the browser itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import PHONE, Visits
from tests.plumbing.furnishing import SLATE

pytestmark = pytest.mark.browser
_PAGE, _SCRIPTS = 120_000, 15_000


def test_a_product_page_travels_light_on_the_first_visit(visits: Visits) -> None:
    visitor = visits(size=PHONE)
    page = visitor.page
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def note(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def weigh(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    network = page.context.new_cdp_session(page)
    network.on("Network.responseReceived", note)
    network.on("Network.loadingFinished", weigh)
    network.send("Network.enable")
    page.goto(f"{visitor.house.url}/en-fr/p/{SLATE}/", wait_until="networkidle")
    page.evaluate("() => document.fonts.ready")
    assert {"Document", "Font", "Script", "Stylesheet", "Image"} <= set(kinds.values())
    assert sum(sizes.values()) < _PAGE
    assert sum(size for request, size in sizes.items() if kinds[request] == "Script") < _SCRIPTS
