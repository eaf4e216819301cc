"""Reading the shop's pages as a browser without a script does."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from tests import builders

ADDRESS = {
    "email": "jeanne@example.org",
    "name": "Jeanne Exemple",
    "line1": "12 rue des Archives",
    "postal_code": "75004",
    "city": "Paris",
    "phone": "+33 1 99 00 12 34",
}


def text_of(client: Client, path: str, *, status: int = 200) -> str:
    """The words of a page, without its tags."""
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return words(answer.content.decode())


def words(html: str) -> str:
    """What a page says, spaces run together."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', html)
    assert found, name
    return found[1]


def fill_basket(client: Client, *skus: str, store: str = "en-fr") -> None:
    """Put pieces in, as the product pages do."""
    for sku in skus:
        assert client.post(f"/{store}/basket/add/", {"sku": sku}).status_code == 302


def order_form(client: Client, *, store: str = "en-fr", service: str = "standard") -> dict[str, str]:
    """The checkout page filled in, with the totals and the key that it carries."""
    html = client.get(f"/{store}/checkout/").content.decode()
    shown = {
        f"shown_{name}": hidden(html, f"shown_{name}") for name in re.findall(r'name="shown_(\w+)"', html)
    }
    choices = {"service": service, "payment_method": "card", "key": hidden(html, "key")}
    return {**ADDRESS, **shown, **choices}


def an_order_page(**wishes: object) -> str:
    """The path of a placed order's private page."""
    placed = builders.a_placed_order(**wishes)
    return f"/en-fr/orders/{placed.token}/"
