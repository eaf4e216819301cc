"""Personal data is asked for an order, the newsletter, an account or the contact form, and nowhere else (ACC-11)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, resolve

from comptoir.cases.queries import Topic
from comptoir.core.claims import ClaimKind
from comptoir.storefront.urls import _STORE
from tests import builders
from tests.storefront.accounts import a_customer, sign_in
from tests.storefront.pages import fill_basket

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("ACC-11")]
# How many pages of one address pattern are looked at: they are of one template.
OF_ONE = 3

ORDER, NEWSLETTER, ACCOUNT, CONTACT = "an order", "the newsletter", "an account", "the contact form"
NOBODY = "says nothing of who asks"
PLACE = {"name", "company", "vat_number", "line1", "line2", "postal_code", "city", "phone"}
# Every form with something to fill in: what its data may be asked for, and what it asks. A stock alert is a contact form,
# and so is what somebody states: a return, a claim, a withdrawal, a request about their data.
ASKED: dict[str, tuple[str, set[str]]] = {
    "checkout/": (ORDER, {*PLACE, "email", "service", "payment_method", "code"}),
    "newsletter/": (NEWSLETTER, {"email"}),
    "account/sign-up/": (ACCOUNT, {"name", "email", "password"}),
    "account/sign-in/": (ACCOUNT, {"email", "password"}),
    "account/sign-in/code/": (ACCOUNT, {"email"}),
    "account/forgot/": (ACCOUNT, {"email"}),
    "account/details/": (ACCOUNT, {"name", "language"}),
    "account/addresses/new/": (ACCOUNT, {*PLACE, "country", "preferred"}),
    "account/security/email/": (ACCOUNT, {"email"}),
    "account/security/password/": (ACCOUNT, {"username", "current", "password"}),
    "account/security/passkeys/": (ACCOUNT, {"name", "passkey_password"}),
    # `website` is a trap for programs: people never see it.
    "contact/": (
        CONTACT,
        {
            "topic",
            "name",
            "email",
            "order",
            "about",
            "message",
            "store",
            "colour",
            "size",
            "seller",
            "website",
        },
    ),
    "alerts/": (CONTACT, {"email"}),
    "returns/": (CONTACT, {"number", "email"}),
    "claims/": (CONTACT, {"number", "email"}),
    "claims/wrong-piece/": (CONTACT, {"email", "order_number", "references", "photos"}),
    "orders/<str:token>/return/": (CONTACT, {"piece", "reason-"}),
    "orders/<str:token>/claim/": (
        CONTACT,
        {"piece", "photos", "references", "description", "washing", "label"},
    ),
    "withdraw/": (CONTACT, {"name", "contract", "email", "piece"}),
    "withdraw/order/": (CONTACT, {"number", "email"}),
    "privacy/": (CONTACT, {"kind", "email", "wish", "datum", "wrong", "right", "use"}),
    "basket/add/": (NOBODY, {"sku"}),
    "basket/quantity/": (NOBODY, {"quantity"}),
    "c/<str:slug>/": (NOBODY, {"size", "sort"}),
    "collections/<str:slug>/": (NOBODY, {"size", "price", "sort"}),
    "help/": (NOBODY, {"q"}),
    "search/": (NOBODY, {"q"}),
    "stores/": (NOBODY, {"q", "country", "kind"}),
    "version/": (NOBODY, {"language", "country"}),
}


class Forms(HTMLParser):
    """What a page asks for: the fields of each form by where it is sent, and where its links lead."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.inside, self.links = here, "", list[str]()
        self.asked: dict[str, set[str]] = defaultdict(set)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and (link := given.get("href")):
            self.links.append(link)
        if tag == "form":
            self.inside = pattern_of(given.get("action") or self.here)
            self.asked[self.inside] |= set()
        if tag in {"input", "select", "textarea"} and (name := given.get("name")):
            silent = tag == "input" and given.get("type") in {"hidden", "submit"}
            if not silent:
                self.asked[self.inside].add(kind_of(name))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = ""


def pattern_of(path: str) -> str:
    """The address pattern of a path, without its store version."""
    try:
        return resolve(urlsplit(path).path).route.removeprefix("<version:version>/")
    except Resolver404:
        return path


def kind_of(name: str) -> str:
    """A field's name without what it is about: `reason-<piece>` is `reason-`."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27,}|(?<=-)[0-9]+$", "", name)


def crawled(client: Client, starts: list[str]) -> Iterator[Forms]:
    """The pages that links lead to, a few of each address pattern."""
    waiting, seen, looked = list(starts), set[str](), Counter[str]()
    version = starts[0][:7]
    while waiting:
        path = waiting.pop(0)
        if (
            path in seen
            or not path.startswith(version)
            or (path not in starts and looked[pattern_of(path)] >= OF_ONE)
        ):
            continue
        seen.add(path)
        answer = client.get(path, REMOTE_ADDR="9.9.9.9")
        if answer.status_code == 302:
            waiting.append(answer.headers["Location"])
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        looked[pattern_of(path)] += 1
        page = Forms(path)
        page.feed(answer.content.decode())
        waiting.extend(urldefrag(link)[0] for link in page.links if link.startswith("/"))
        yield page


def starts_of(version: str) -> list[str]:
    """The home page, and every page whose address is the same for everybody."""
    plain = [
        str(one.pattern) for one in _STORE if isinstance(one, URLPattern) and "<" not in str(one.pattern)
    ]
    return [f"/{version}/", *(f"/{version}/{path}" for path in plain if "sign-out" not in path)]


@pytest.mark.parametrize("version", ["en-fr", "fr-fr"])
def test_every_form_of_the_shop_asks_what_it_may_and_nothing_else(version: str, shopper: Client) -> None:
    token = builders.a_delivered_order().token
    fill_basket(shopper, builders.KNIT_M)
    found: dict[str, set[str]] = defaultdict(set)
    a_customer()
    signed = Client()
    sign_in(signed)
    about = [f"/{version}/orders/{token}/", *(f"/{version}/contact/?topic={topic}" for topic in Topic)]
    about += [f"/{version}/orders/{token}/claim/?kind={kind}" for kind in ClaimKind]
    sold_out = f"/{version}/alerts/?sku={builders.KNIT_M}"
    for page in (*crawled(shopper, [*starts_of(version), *about]), *crawled(signed, starts_of(version))):
        for form, asked in page.asked.items():
            found[form] |= asked
    builders.count_to(builders.KNIT_M, 0)
    for form, asked in next(crawled(shopper, [sold_out])).asked.items():
        found[form] |= asked
    asking = {form: asked for form, asked in found.items() if asked}
    assert asking == {form: asked for form, (_what_for, asked) in ASKED.items()}
