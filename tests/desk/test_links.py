"""An advisor prepares an order for a caller at the desk, sends its link and revokes it (ORD-06)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from comptoir.checkout import queries as checkout
from comptoir.core.actors import Role
from tests import builders
from tests.desk.selling import plain, said, signed_in
from tests.storefront.pages import ADDRESS

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("ORD-06")]
NEW = "/desk/links/new/"
PIECE = {"sku": builders.KNIT_M, f"quantity.{builders.KNIT_M}": "1"}
WHOLE: dict[str, Any] = {"country": "FR", "language": "fr", "service": "express", **ADDRESS, **PIECE}


@pytest.fixture
def advisor() -> Client:
    return signed_in(Role.ADVISOR)


def test_a_piece_is_found_by_its_name_and_added_with_what_it_comes_to(advisor: Client) -> None:
    found = advisor.post(NEW, {"country": "FR", "q": "crewneck", "do": "find"}).content.decode()
    assert f'value="{builders.KNIT_M}"' in found
    page = plain(
        advisor.post(NEW, {"country": "FR", "language": "en", "add": builders.KNIT_M}).content.decode()
    )
    assert "Boxy crewneck" in page
    assert "€290.00" in page


def test_what_was_added_ends_the_search(advisor: Client) -> None:
    added = {"country": "FR", "language": "en", "q": "crewneck", "add": builders.KNIT_M}
    html = advisor.post(NEW, added).content.decode()
    assert 'name="add"' not in html
    assert "Boxy crewneck" in plain(html)


def test_what_was_typed_stays_while_another_country_is_chosen(advisor: Client) -> None:
    html = advisor.post(NEW, WHOLE | {"country": "GB", "do": "look"}).content.decode()
    assert 'value="Jeanne Exemple"' in html
    assert "£261.00" in plain(html)


def test_the_link_is_sent_and_revoked(advisor: Client) -> None:
    answer = advisor.post(NEW, WHOLE | {"do": "send"}, follow=True)
    assert said(answer.content.decode()) == "Link sent to jeanne@example.org."
    (link,) = checkout.recent_links(at=builders.MONDAY)
    assert (link.state, link.language, link.total) == ("open", "fr", 30800)
    done = advisor.post(f"/desk/links/{link.id}/revocation/", follow=True).content.decode()
    assert said(done) == "Link revoked. It opens nothing any more."
    assert "Revoked" in plain(done)
    assert Client().get(re.sub(r"^https?://[^/]+", "", link.url)).status_code == 410


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "nobody"}, "e-mail address"),
        ({"service": ""}, "Choose a delivery."),
        ({"line1": "BP 12"}, "PO box"),
        ({"codes": "NOPE"}, "“NOPE”"),
        ({f"quantity.{builders.KNIT_M}": "99"}, "1 to 10"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_sent(
    advisor: Client, changes: dict[str, str], told: str
) -> None:
    answer = advisor.post(NEW, WHOLE | changes | {"do": "send"})
    assert answer.status_code == 422
    assert told in said(answer.content.decode())
    assert checkout.recent_links(at=builders.MONDAY) == []


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.MERCHANDISER, Role.AUDITOR])
def test_the_pages_are_for_advisors(role: Role) -> None:
    client = signed_in(role)
    assert client.get("/desk/links/").status_code == 403
    assert client.post(NEW, WHOLE | {"do": "send"}).status_code == 403
