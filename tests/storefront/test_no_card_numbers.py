"""No card number ever reaches us: database, logs and mails are searched after purchases in every way (PAY-04, C-01, B-13)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from tests import builders
from tests.api.calls import OUTSIDE, at_the_page
from tests.storefront.pages import ADDRESS, fill_basket, order_form

pytestmark = pytest.mark.usefixtures("house")

# Thirteen to nineteen digits, run together or in groups, that belong to nothing longer.
_DIGITS = re.compile(r"(?<![\w.-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\w.-])")
CARDS = ("4242 4242 4242 4242", "4000 0025 0000 3155", "4000 0000 0000 9235", "4000 0000 0000 9995")


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(sign) * (2 if place % 2 else 1) for place, sign in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def card_numbers(text: str) -> list[str]:
    """What could be the number of a card."""
    found = (re.sub(r"\D", "", match) for match in _DIGITS.findall(text))
    return [digits for digits in found if passes_luhn(digits)]


def whole_database() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            yield from ((table, str(row[0])) for row in cursor.fetchall())


def buy(shopper: Client, method: Method, card: str = "") -> str:
    """A purchase in the German store, on the provider's page; the path that the shopper comes back to."""
    fill_basket(shopper, builders.KNIT_M, store="en-de")
    typed = {**ADDRESS, "line1": "Torstraße 12", "postal_code": "10119", "city": "Berlin"}
    form = {**order_form(shopper, store="en-de"), **typed, "payment_method": method}
    page = shopper.post("/en-de/checkout/", form).headers["Location"]
    if card:
        number = {"method": "card", "card_number": card, "card_expiry": "12/34", "card_cvc": "123"}
        answer = OUTSIDE.post(page, data=number)
        if "/orders/" not in answer.headers.get("Location", "/orders/"):
            at_the_page(answer.headers["Location"], "approve")
    else:
        at_the_page(page, "approve")
    order = orders.order_by_number(number=orders.orders_of_email(email=ADDRESS["email"])[0].number)
    assert order is not None
    shopper.get(f"/en-de/orders/{orders.link_token(order)}/paid/")
    queue.run_waiting()
    order.refresh_from_db()
    return str(order.state)


def test_the_search_finds_a_card_number_however_it_is_written() -> None:
    written = 'a "4242424242424242", b 4000-0025-0000-3155; c 3782 822463 10005, d 5555 5555 5555 4444'
    assert card_numbers(written) == [
        "4242424242424242",
        "4000002500003155",
        "378282246310005",
        "5555555555554444",
    ]
    assert card_numbers("4242 4242 4242 4241, order 4242-4242, +33 1 99 00 12 34, 2026-11-23 08:00:03") == []


@pytest.mark.rule("PAY-04", "C-01", "B-13")
def test_after_purchases_in_every_way_no_card_number_is_anywhere(
    shopper: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        states = [buy(shopper, Method.CARD, card) for card in CARDS]
        states += [buy(shopper, method) for method in Method if method is not Method.CARD]
    assert states == [
        "placed",
        "placed",
        "placed",
        "awaiting_payment",
        "placed",
        "placed",
        "placed",
        "placed",
    ]
    rows = list(whole_database())
    assert {"orders_order", "payments_payment", "notices_message", "journal_entry"} <= {t for t, _ in rows}
    assert [(table, found) for table, row in rows if (found := card_numbers(row))] == []
    assert card_numbers(caplog.text) == []
    mails = notices.outbox(to=ADDRESS["email"])
    assert len(mails) >= 7
    for mail in mails:
        assert card_numbers(f"{mail.subject} {mail.text} {mail.html}") == []
    everything = "".join(row for _, row in rows) + caplog.text
    for card in CARDS:
        assert card not in everything
        assert card.replace(" ", "") not in everything
