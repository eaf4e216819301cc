"""A country that the policy has left while its orders live: the shop is closed there, and every door of an order stays open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.policy import Method
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.notices.queries import SentMail
from comptoir.orders import queries as orders
from comptoir.returns import queries as returns
from tests import builders, cast
from tests.apps.payments.closed import case_of, refused_refund
from tests.apps.payments.large import BACK
from tests.desk.selling import signed_in
from tests.storefront.pages import hidden, text_of, words

pytestmark = pytest.mark.usefixtures("house")
LEFT = builders.MONDAY + timedelta(days=3)
FORM = {"name": "John Example", "email": cast.JEANNE_EMAIL}


def mail(kind: str) -> SentMail:
    """The last mail of a kind."""
    queue.run_waiting()
    return next(mail for mail in notices.outbox(to=cast.JEANNE_EMAIL) if mail.kind == kind)


def path_in(found: SentMail, part: str) -> str:
    """The path of the link of a mail that has these words in it."""
    link = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", found.text)
    assert link, found.text
    return link[1]


def sent(client: Client, path: str, **form: object) -> str:
    """What is said after a form was sent."""
    answer = client.post(path, form, follow=True)
    assert answer.status_code == 200, (path, words(answer.content.decode()))
    return words(answer.content.decode())


@pytest.mark.rule("DEL-01", "RET-01", "A-07", "A-12")
def test_who_bought_where_the_house_sells_no_more_is_looked_after_as_before(shopper: Client) -> None:
    placed = builders.a_delivered_order(address=cast.JOHN)
    order = orders.order_by_number(number=placed.number)
    assert order
    page, pieces = f"/en-us/orders/{placed.token}/", orders.pieces_of(order_id=order.pk)
    knit, shirt = (str(piece.public_id) for piece in pieces)
    assert "delivery is free" in text_of(shopper, page)
    builders.leave("US", at=LEFT)
    builders.at_clock(LEFT)

    text_of(shopper, "/en-us/", status=404)
    text_of(shopper, "/en-us/wishlist/", status=404)
    seen = text_of(shopper, page)
    assert "Delivered" in seen
    assert "United States: new orders are closed." in seen
    assert "delivery is free" not in seen
    text_of(shopper, f"{page}help/returns/")
    text_of(shopper, "/en-us/account/sign-in/")

    assert "Which pieces come back?" in text_of(shopper, f"{page}return/")
    sent(shopper, f"{page}return/", piece=knit, step="confirm")
    (known,) = returns.returns_of(order_number=placed.number)
    text_of(shopper, f"{page}return/{known.number}/")
    mail("return_registered")

    text_of(shopper, f"{page}claim/")
    sent(shopper, f"{page}claim/", kept="1", kind="missing", piece=shirt)
    text_of(shopper, path_in(mail("claim_received"), "/claims/"))

    text_of(shopper, f"/en-us/withdraw/?order={placed.token}")
    sent(
        shopper,
        "/en-us/withdraw/",
        **FORM,
        contract=placed.number,
        piece=shirt,
        order=placed.token,
        step="confirm",
    )
    mail("withdrawal_received")

    sent(shopper, "/en-us/privacy/", kind="access", email=cast.JEANNE_EMAIL, wish="")
    link = path_in(mail("privacy_prove"), "/privacy/")
    sent(shopper, link)

    sent(shopper, "/en-us/contact/", **FORM, topic="return", order=placed.number, message="And the refund?")
    mail("contact_received")
    (message,) = [case for case in cases.open_cases(order_number=placed.number) if case.kind == "message"]
    advisor = signed_in(Role.ADVISOR)
    text_of(advisor, f"/desk/orders/{placed.number}/")
    form = advisor.get(f"/desk/cases/{message.id}/").content.decode()
    sent(advisor, f"/desk/cases/{message.id}/answer/", text="Soon.", read=hidden(form, "read"))
    assert "Soon." in mail("case_answer").text


@pytest.mark.rule("PAY-10")
def test_an_order_that_waits_for_its_money_offers_the_ways_of_its_own_terms(shopper: Client) -> None:
    placed = builders.a_placed_order(address=cast.JOHN, method=Method.PAYPAL, token="")
    builders.leave("US", at=builders.MONDAY)
    page = f"/en-us/orders/{placed.token}/"
    assert shopper.get(f"{page}paid/").headers["Location"] == f"{page}pay/"
    assert "Klarna" in text_of(shopper, f"{page}pay/")
    assert shopper.post(f"{page}pay/", {"payment_method": "klarna"}).status_code == 302


def test_a_refund_by_transfer_asks_for_the_account_where_the_house_sells_no_more(shopper: Client) -> None:
    number = refused_refund(address=cast.JOHN)
    builders.leave("US", at=BACK)
    advisor = signed_in(Role.ADVISOR)
    sent(advisor, f"/desk/cases/{case_of(number)}/transfer/")
    text_of(shopper, path_in(mail("refund_account"), "/refund-account/"))
