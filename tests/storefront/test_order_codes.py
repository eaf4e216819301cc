"""An order opened by the code of a mail, typed where it was asked for; and what is sent too often."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from comptoir.claims.models import Claim
from comptoir.infra import clock, queue
from comptoir.notices.models import Message
from comptoir.orders.models import LinkCode
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.storefront.pages import words
from tests.storefront.test_claims import a_page, photo

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("D2-02")]
AWAY = "9.9.9.9"


def ask(shopper: Client, page: str, number: str, email: str = cast.JEANNE_EMAIL) -> dict[str, str]:
    """Ask for an order; the fields of the page that wants its code."""
    html = shopper.post(page, {"number": number, "email": email}).content.decode()
    queue.run_waiting()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def mailed() -> str:
    return str(Message.objects.filter(kind="order_link").latest("id").facts["code"])


@pytest.mark.rule("RET-07")
@pytest.mark.parametrize(("page", "goal"), [("returns", "return"), ("claims", "claim")])
def test_the_code_opens_the_order_once_where_it_was_asked_for(shopper: Client, page: str, goal: str) -> None:
    order, path = ship.a_delivered_order(), f"/en-fr/{page}/"
    kept = ask(shopper, path, order.number)
    opened = shopper.post(path, {**kept, "code": mailed()})
    assert re.fullmatch(rf"/en-fr/orders/[\w-]+/{goal}/", opened["Location"])
    assert shopper.get(opened["Location"]).status_code == 200
    again = shopper.post(path, {**kept, "code": mailed()})
    assert (again.status_code, "This is not the code" in again.content.decode()) == (422, True)
    assert mailed().replace(" ", "") not in str(list(LinkCode.objects.values()))


def test_five_wrong_codes_or_ten_minutes_end_it(shopper: Client) -> None:
    order, path = builders.a_placed_order(), "/en-fr/returns/"
    kept = ask(shopper, path, order.number)
    for _try in range(5):
        assert shopper.post(path, {**kept, "code": "0000 0000"}).status_code == 422
    assert shopper.post(path, {**kept, "code": mailed()}).status_code == 422
    kept = ask(shopper, path, order.number)
    builders.at_clock(clock.now() + timedelta(minutes=10))
    assert shopper.post(path, {**kept, "code": mailed()}).status_code == 422
    assert LinkCode.objects.filter(used_at__isnull=False).count() == 0


def test_an_order_that_is_none_is_answered_alike_with_any_code(shopper: Client) -> None:
    order, path = builders.a_placed_order(), "/en-fr/claims/"
    answers = []
    for number, email in (
        (order.number, cast.JEANNE_EMAIL),
        (order.number, "stranger@example.org"),
        ("AAAAAAAAA", cast.JEANNE_EMAIL),
    ):
        kept = ask(shopper, path, number, email)
        answer: HttpResponse = shopper.post(path, {**kept, "code": "12345678"})
        text = words(answer.content.decode()).replace(number, "…").replace(email, "…")
        answers.append((answer.status_code, text, sorted(kept)))
    assert answers[0] == answers[1] == answers[2]
    assert Message.objects.filter(kind="order_link").count() == 1


def test_orders_are_not_asked_for_without_end(shopper: Client) -> None:
    order, form = builders.a_placed_order(), {"email": cast.JEANNE_EMAIL}
    seen = [
        shopper.post("/en-fr/returns/", {**form, "number": order.number}, REMOTE_ADDR=AWAY).status_code
        for _each in range(4)
    ]
    assert seen == [200, 200, 200, 422]
    queue.run_waiting()
    assert Message.objects.filter(kind="order_link").count() == 3


@pytest.mark.rule("D2-04", "ORD-08")
def test_claims_and_their_files_are_not_taken_without_end(shopper: Client) -> None:
    _order, page = a_page()
    for _each in range(30):
        assert shopper.post(page, {"kind": "missing"}, REMOTE_ADDR=AWAY).status_code == 422
    answer = shopper.post(page, {"kind": "missing", "photos": [photo()]}, REMOTE_ADDR=AWAY)
    assert answer.status_code == 429
    assert "30 messages came from you within the hour." in words(answer.content.decode())
    assert Claim.objects.count() == 0
    api = shopper.post("/api/v1/claims", {"kind": "missing", "order_number": "x"}, REMOTE_ADDR=AWAY)
    assert (api.status_code >= 400, "written_enough" in api.content.decode()) == (True, True)
    here = shopper.post(page, {"kind": "missing"}, REMOTE_ADDR="127.0.0.1")
    assert here.status_code == 422  # the demo trusts its own machine
