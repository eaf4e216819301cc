"""What every page tells the browser: what it may load, who may frame it, that it is kept nowhere; and cookies at HTTPS."""

from __future__ import annotations

import re
from http.cookies import Morsel

import pytest
from django.test import Client
from pytest_django import Settings

from comptoir.core.actors import Role
from tests import builders
from tests.desk.selling import signed_in
from tests.storefront.accounts import PAGE, a_customer, sign_in
from tests.storefront.pages import fill_basket, order_form

pytestmark = pytest.mark.usefixtures("house")
LINK = re.compile(r'href="(/[^"?#]*)')
MOST = 25  # pages of each walk
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
}


def walk(client: Client, start: str) -> dict[str, dict[str, str]]:
    """The headers of the pages that one comes to from a page, below its folder, those nearest first."""
    found: dict[str, dict[str, str]] = {}
    waiting = [start]
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        answer = client.get(path)
        if path in found or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        found[path] = dict(answer.headers)
        waiting += [to for to in LINK.findall(answer.content.decode()) if to.startswith(start)]
    return found


def customer() -> Client:
    """A browser in which a customer is signed in."""
    client = Client()
    a_customer()
    sign_in(client)
    return client


@pytest.mark.parametrize(("who", "start"), [("stranger", "/en-fr/"), ("customer", PAGE), ("admin", "/desk/")])
def test_every_page_says_what_it_may_load_and_that_nobody_frames_it(
    settings: Settings, who: str, start: str
) -> None:
    client = {"stranger": Client, "customer": customer, "admin": lambda: signed_in(Role.ADMIN)}[who]()
    settings.SECURE = who == "stranger"
    pages = walk(client, start)
    assert len(pages) > 4
    for path, headers in pages.items():
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert POLICY.items() <= policy.items(), path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "no-referrer"}, path
        assert who == "stranger" or "no-store" in headers["Cache-Control"], path
        year = "max-age=31536000; includeSubDomains" if settings.SECURE else None
        assert headers.get("Strict-Transport-Security") == year, path


def test_at_https_every_cookie_of_the_shop_is_bound_to_the_host(settings: Settings) -> None:
    settings.SECURE = True
    a_customer()
    shopper = Client()
    sign_in(shopper)
    buyer = Client()
    fill_basket(buyer, builders.KNIT_M)
    buyer.post("/en-fr/wishlist/add/", {"reference": builders.KNIT_M.rpartition("-")[0]})
    buyer.post("/en-fr/checkout/", order_form(buyer))
    given = {**own(shopper), **own(buyer)}
    assert len(given) > 2
    for name, cookie in given.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (
            True,
            True,
            "/",
            "",
        ), name


def own(client: Client) -> dict[str, Morsel[str]]:
    """The shop's cookies in a browser: the token of forms has its name from the settings, which `test_production` looks at."""
    return {name: cookie for name, cookie in client.cookies.items() if cookie.value and name != "csrf"}
