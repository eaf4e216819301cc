"""What lapses, what is disputed and the books, at the desk: who may read them, and the evidence for the bank."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.cases import tasks as cases_tasks
from comptoir.core.actors import HOUSE, Role
from comptoir.core.policy import Method
from comptoir.infra import clock
from comptoir.payments import queries as payments
from comptoir.payments import services
from tests import builders
from tests.api.calls import provider
from tests.desk.selling import plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def disputed_order() -> tuple[str, str]:
    """Number of a delivered order that is disputed, and the path of its dispute."""
    number = builders.a_delivered_order(method=Method.PAYPAL, token="paypal_ok").number
    (payment,) = payments.payments_of(order_number=number)
    provider("/disputes", payment_intent=payment.provider_ref, reason="product_not_received")
    services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=clock.now())
    (dispute,) = payments.disputes_of(order_number=number)
    return number, f"/desk/disputes/{dispute.public_id}/"


@pytest.mark.rule("C-05")
def test_the_board_shows_what_lapses_first_with_what_has_not_left_and_what_to_do() -> None:
    late = builders.a_released_order()
    builders.at_clock(builders.MONDAY + timedelta(hours=3))
    builders.a_placed_order(at=builders.MONDAY + timedelta(hours=3), lines=((builders.KNIT_M, 2),))
    text = page(signed_in(Role.ADVISOR), "/desk/money/")
    assert text.index("Boxy-fit shirt") < text.index("2 × Boxy crewneck")
    assert "Pack and ship" in text
    assert "€458.00" in text
    del late


@pytest.mark.rule("C-15")
def test_the_evidence_says_what_arrived_and_goes_to_the_bank_once() -> None:
    number, path = disputed_order()
    advisor = signed_in(Role.ADVISOR)
    assert "Not received" in page(advisor, "/desk/money/")
    assert "Not received" in page(advisor, path)
    file = advisor.get(f"{path}evidence.txt")
    text = file.content.decode()
    assert file.headers["Content-Disposition"] == 'attachment; filename="evidence.txt"'
    for words in ("Not ordered", "{%", "&#"):
        assert words not in text
    for words in (
        "version 1 of the terms",
        "Jeanne Exemple",
        "delivered",
        "WHAT THE CUSTOMER WAS TOLD",
        "Parcel shipped",
    ):
        assert words in text
    answer = advisor.post(f"{path}answer/", {"text": "Signed for by the customer."}, follow=True)
    assert "The evidence has been sent" in said(answer.content.decode())
    (dispute,) = payments.disputes_of(order_number=number)
    assert dispute.state == "answered"
    again = advisor.post(f"{path}answer/", {}, follow=True)
    assert "already has our evidence" in said(again.content.decode())


@pytest.mark.rule("C-15")
def test_a_dispute_has_one_case_until_the_bank_decides() -> None:
    number, _ = disputed_order()
    for _ in range(2):
        cases_tasks.open_cases_for_trouble()
    advisor = signed_in(Role.ADVISOR)
    assert page(advisor, "/desk/cases/").count("A customer’s bank asks money back") == 1
    (dispute,) = payments.disputes_of(order_number=number)
    provider("/disputes", dispute=dispute.provider_ref, outcome="won")
    services.find_disputes(since=builders.MONDAY, actor=HOUSE, at=clock.now())
    cases_tasks.open_cases_for_trouble()
    assert "A customer’s bank asks money back" not in page(advisor, "/desk/cases/")


@pytest.mark.rule("A-42", "C-12")
def test_the_books_are_for_auditors_and_nothing_is_written_there() -> None:
    builders.a_shipped_order()
    auditor = signed_in(Role.AUDITOR)
    text = page(auditor, "/desk/money/books/")
    assert "With the provider, Stripe psp.stripe" in text
    assert "Taxes, France tax.FR" in text
    assert "€458.00" in text
    assert signed_in(Role.WAREHOUSE).get("/desk/money/").status_code == 403
    assert signed_in(Role.ADVISOR).get("/desk/money/books/").status_code == 403
    _, path = disputed_order()
    assert auditor.get(path).status_code == 200
    assert auditor.post(f"{path}answer/", {}).status_code == 403
