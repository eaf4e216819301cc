"""Every letter in the browser: nothing that axe finds wrong and nothing wider than a phone, in light and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from comptoir.infra.i18n import speaking
from comptoir.notices.models import Message
from comptoir.notices.services.sending import write_form
from tests.apps.notices.letters import LETTERS
from tests.browser.soundness import find_barriers, find_overflow


def html_of(kind: str, language: str) -> str:
    """A letter as it would leave."""
    message = Message(kind=kind, language=language, facts={"country": "FR", **LETTERS[kind]})
    with speaking(language, "FR"):
        return write_form(message=message, form="html")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_letter_can_be_read_by_everybody(chromium: Browser, language: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()
    wrong = {}
    for kind in LETTERS:
        page.set_content(html_of(kind, language))
        wrong[kind] = [*find_barriers(page), *find_overflow(page)]
    context.close()
    assert {kind: found for kind, found in wrong.items() if found} == {}
