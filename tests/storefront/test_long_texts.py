"""A text that is longer than its field takes is refused with the limit, and comes back as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from comptoir.cases.models import Case
from comptoir.privacy.models import Request
from comptoir.returns.models import Withdrawal
from tests import builders
from tests.storefront import test_contact, test_privacy
from tests.storefront.pages import words

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("ORD-08")]
RIGHT = {
    "kind": "rectification",
    "email": "zoe@example.org",
    "datum": "address",
    "wrong": "12 rue",
    "right": "21 rue",
}
STATEMENT = {"name": "Zoë", "contract": "M7K4-92QD-3", "email": "zoe@example.org"}

FORMS = [
    ("contact/", test_contact.FORM, "message"),
    ("contact/", test_contact.FORM, "about"),
    ("privacy/", {**test_privacy.FORM, "kind": "access"}, "wish"),
    ("privacy/", RIGHT, "wrong"),
    ("withdraw/", STATEMENT, "contract"),
]


def limit_in(html: str, name: str) -> int:
    """How long a field may be, as its page says."""
    found = re.search(rf'name="{name}"[^>]*?maxlength="(\d+)"', html)
    assert found, name
    return int(found[1])


def said(most: int) -> str:
    return f"Use at most {most:,} characters.".replace(",", " ")


@pytest.mark.parametrize(("path", "form", "name"), FORMS)
def test_one_sign_more_than_the_page_allows_is_refused_and_kept_and_the_limit_itself_is_taken(
    path: str, form: Mapping[str, str], name: str
) -> None:
    client = Client()
    most = limit_in(client.get(f"/en-fr/{path}").content.decode(), name)
    # A line's end is one sign to a browser, and two on the wire.
    text = "y\r\n" + "z" * (most - 2)
    long = client.post(f"/en-fr/{path}", {**form, name: text + "z"})
    assert long.status_code == 422
    html = long.content.decode()
    assert said(most) in words(html)
    assert "z" * (most - 1) in html
    assert not any(kind.objects.exists() for kind in (Case, Request, Withdrawal))
    assert client.post(f"/en-fr/{path}", {**form, name: text}).status_code in {200, 302}


def test_what_a_claim_describes_is_not_cut(shopper: Client) -> None:
    path = f"/en-fr/orders/{builders.a_delivered_order().token}/claim/"
    most = limit_in(shopper.get(f"{path}?kind=damaged").content.decode(), "description")
    answer = shopper.post(path, {"kind": "damaged", "description": "z" * (most + 1)})
    assert answer.status_code == 422
    assert said(most) in words(answer.content.decode())
    assert "z" * (most + 1) in answer.content.decode()
