"""Every page of the shop, every mail and every invoice speaks the language of its store version (I18N-02)."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from comptoir.content import queries as content
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import i18n
from tests import builders
from tests.storefront.pages import fill_basket, order_form

LOCALE = Path(i18n.__file__).resolve().parents[1] / "locale"
STORES = ["de-de", "de-ch", "ja-jp", "fr-fr"]
# Words that no sentence in these languages has.
ENGLISH = re.compile(
    r"\b(?:the|and|your|you|with|this|that|these|is|not|we|our|it|its|be|by|has|have|when|are|to)\b",
    re.IGNORECASE,
)
RAW = re.compile(r"%\(|\{\{|\{%|\bNone\b|\bundefined\b|\bNaN\b|&[a-z]+;|msgid")
PAGES = [
    "", "c/knitwear/", "c/knitwear/?size=M", "c/knitwear/?size=XXL&colour=red", "search/", "search/?q=wool",
    "search/?q=zzzz", f"p/{builders.KNIT}-0410/", f"p/{builders.GOWN}-0100/", f"p/{builders.CLUTCH}-0100/",
    "basket/", "returns/", "withdraw/", "help/", "help/?q=zzzz", "contact/", "contact/sent/", "wishlist/", "newsletter/",
    f"alerts/?sku={builders.KNIT_M}", "nowhere/",
    *(topic.path for topic in content.help_topics(language="en")),
    "help/delivery/po-box/", "help/delivery/nowhere/",
    *(page.path for page in content.legal_pages(language="en")),
]  # fmt: skip
_SPOKEN = {"aria-label", "alt", "title", "placeholder"}
_MUTE = {"script", "style", "pre", "svg"}
_EMPTY = {"input", "br", "img", "link", "meta", "hr", "source", "path", "wbr"}


def test_where_a_parcel_is_is_said_in_the_language_too() -> None:
    gone = Refused(rule=None, reason=Reason.PARCEL_MOVED_ON, values=(("state", "shipped"),))
    with i18n.speaking("en"):
        assert i18n.explain(gone) == "The parcel has already moved on: it is shipped."
    with i18n.speaking("fr"):
        assert i18n.explain(gone) == "Le colis a déjà avancé\xa0: expédié."


class Words(HTMLParser):
    """What a page says: its texts and the attributes that are read out, without what it marks as another language or a code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.language = ""
        self._silent: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        other = tag != "html" and "lang" in given
        silent = tag in _MUTE or other or "mono" in (given.get("class") or "").split()
        silent = silent or any(self._silent)
        if not silent:
            self.said += [given[name] or "" for name in _SPOKEN & given.keys()]
        if tag not in _EMPTY:
            self._silent.append(silent)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and self._silent:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._silent):
            self.said.append(" ".join(data.split()))


@functools.cache
def translated(language: str) -> frozenset[str]:
    """The English messages that are said otherwise in a language."""
    with (LOCALE / language / "LC_MESSAGES/comptoir.po").open("rb") as file:
        return frozenset(
            str(message.id)
            for message in read_po(file, locale=language)
            if message.id and not isinstance(message.id, tuple) and message.string != message.id
        )


def faults(html: str, language: str) -> list[str]:
    """What a page of this language should not say."""
    words = Words(html)
    wrong = [] if words.language == language else [f"it says that it is in {words.language}"]
    wrong += [f"raw: {text}" for text in words.said if RAW.search(text)]
    said = [text for text in words.said if text not in builders.ENGLISH_ONLY]
    wrong += [f"English: {text}" for text in said if ENGLISH.search(text) or text in translated(language)]
    return wrong


@pytest.mark.rule("I18N-02")
@pytest.mark.parametrize("store", STORES)
def test_no_page_of_the_shop_falls_back_into_english(shopper: Client, store: str) -> None:
    language = store[:2]
    wrong = {path: faults(shopper.get(f"/{store}/{path}").content.decode(), language) for path in PAGES}
    fill_basket(shopper, builders.KNIT_M, builders.SHIRT_M, store=store)
    wrong["filled basket"] = faults(shopper.get(f"/{store}/basket/").content.decode(), language)
    form = order_form(shopper, store=store) | {"email": "jeanne", "postal_code": "X"}
    wrong["checkout"] = faults(shopper.get(f"/{store}/checkout/").content.decode(), language)
    wrong["checkout, errors"] = faults(shopper.post(f"/{store}/checkout/", form).content.decode(), language)
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.rule("I18N-02")
@pytest.mark.parametrize("language", ["de", "ja", "fr"])
def test_no_page_of_an_order_falls_back_into_english(shopper: Client, language: str) -> None:
    placed = builders.a_placed_order(language=language)
    paths = (
        f"orders/{placed.token}/",
        f"orders/{placed.token}/help/",
        f"orders/{placed.token}/help/returns/",
    )
    wrong = {path: faults(shopper.get(f"/{language}-fr/{path}").content.decode(), language) for path in paths}
    assert {path: found for path, found in wrong.items() if found} == {}
