"""What has no words in a language, in one place, with the way to the form (I18N-02)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from comptoir.content import services as content
from comptoir.content.services import BlockInput
from comptoir.core.actors import Role
from tests.builders import KNIT
from tests.desk.selling import form_of, page, plain, signed_in

pytestmark = pytest.mark.usefixtures("house")
PAGE = "/desk/translations/"


def counts(client: Client) -> dict[str, list[str]]:
    """The table of the page: for each kind what is missing in each language."""
    html = client.get(PAGE).content.decode()
    rows = re.findall(r'<th scope="row">([^<]+)</th>((?:\s*<td class="num">.*?</td>)+)', html, re.DOTALL)
    return {kind: plain(cells).split() for kind, cells in rows}


@pytest.mark.rule("I18N-02")
def test_what_is_missing_is_counted_by_kind_and_language_and_leads_to_its_form(desk: Client) -> None:
    languages = re.findall(r"\?language=(\w+)\"", desk.get(PAGE).content.decode())
    assert languages[0] == "en"
    place = languages.index("fr")
    assert counts(desk)["Products"][place] == "5"  # “Body” and “Wool” have no French
    html = desk.get(f"{PAGE}?language=fr").content.decode()
    assert "Words of the composition" in html
    assert f'href="/desk/products/{KNIT}/texts/"' in html
    path = f"/desk/products/{KNIT}/texts/"
    desk.post(path, {**form_of(desk, path), "words.0.fr": "Corps", "words.1.fr": "Laine"})
    assert counts(desk)["Products"][place] == "4"
    assert KNIT not in page(desk, f"{PAGE}?language=fr")


@pytest.mark.rule("I18N-02")
def test_blocks_and_collections_are_told_too_and_what_is_optional_only_once_begun(desk: Client) -> None:
    content.arrange_home(
        blocks=[
            BlockInput(kind="text", title={"en": "Winter", "fr": "Hiver"}, text={"en": "Snow."}),
            BlockInput(kind="text", title={"en": "Spring", "fr": "Printemps"}),
        ]
    )
    html = page(desk, f"{PAGE}?language=fr")
    assert "Blocks of the home page Winter Text" in html
    assert "Spring" not in html
    assert "Fall/Winter 2026 Name, When and where it was shown" in page(desk, f"{PAGE}?language=de")


def test_a_language_that_the_shop_does_not_speak_has_no_page(desk: Client) -> None:
    assert desk.get(f"{PAGE}?language=nl").status_code == 404
    assert desk.get(f"{PAGE}?language=fr&page=9").status_code == 200
    advisor = signed_in(Role.ADVISOR)
    assert "/texts/" not in advisor.get(f"{PAGE}?language=fr").content.decode()
