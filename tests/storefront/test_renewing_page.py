"""A customer whose bank lets go of the payment too early pays again on a page of the order, without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.checkout import services, tasks
from comptoir.core.actors import HOUSE
from comptoir.infra import clock, queue
from comptoir.notices import queries as notices
from comptoir.payments import queries as payments
from tests import builders
from tests.api.calls import OUTSIDE, at_the_page
from tests.standins.paying import CARD

TOTAL = 45800


def lapsing_order() -> tuple[str, str]:
    """Number and link's path of an order that was asked to be paid again."""
    placed = builders.a_placed_order(token="card_3ds")
    at_the_page(placed.next_url, "approve")
    services.settle_order(order_number=placed.number, actor=HOUSE, at=builders.MONDAY)
    (payment,) = payments.payments_of(order_number=placed.number)
    assert payment.capture_before is not None
    builders.at_clock(payment.capture_before - timedelta(hours=23))
    tasks.renew_authorisations()
    queue.run_waiting()
    return placed.number, f"/en-fr/orders/{placed.token}/"


@pytest.mark.rule("C-06")
def test_the_mail_the_order_and_the_page_lead_to_one_payment(shopper: Client) -> None:
    number, path = lapsing_order()
    (mail,) = [m for m in notices.messages_for_order(number=number) if m.kind == "payment_renewal"]
    assert f"{path}renewal/" in mail.text
    assert f'href="{path}renewal/"' in shopper.get(path).content.decode()
    page = shopper.get(f"{path}renewal/").content.decode()
    assert "Pay 458,00" in page
    sent = shopper.post(f"{path}renewal/")
    assert sent.status_code == 302
    assert OUTSIDE.post(sent.headers["Location"], data=CARD).status_code == 303
    back = shopper.get(f"{path}renewed/")
    assert (back.status_code, back.headers["Location"]) == (302, path)
    assert "Pay again" not in shopper.get(path).content.decode()
    assert shopper.get(f"{path}renewal/").status_code == 302
    standing = [p.authorised for p in payments.payments_of(order_number=number) if p.state == "authorised"]
    assert standing[-1:] == [TOTAL]


@pytest.mark.rule("C-06")
def test_who_comes_back_without_paying_finds_the_page_again(shopper: Client) -> None:
    _, path = lapsing_order()
    first = shopper.post(f"{path}renewal/").headers["Location"]
    assert shopper.get(f"{path}renewed/").headers["Location"] == f"{path}renewal/"
    assert shopper.post(f"{path}renewal/").headers["Location"] == first
    builders.at_clock(clock.now() + timedelta(hours=2))  # the page is over
    assert shopper.post(f"{path}renewal/").headers["Location"] != first
