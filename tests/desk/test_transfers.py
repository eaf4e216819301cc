"""A refund by bank transfer at the desk and on the customer's private page: planned, given, opened, sent (C-24)."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.notices.models import Message
from comptoir.payments import queries as payments
from comptoir.payments.models import BankTransfer
from tests.apps.fulfilment import ship
from tests.apps.payments.closed import IBAN, case_of, refused_refund
from tests.desk.selling import page, plain, said, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("C-24")]


def post(client: Client, path: str, **form: str) -> str:
    answer = client.post(path, form, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def planned(client: Client) -> tuple[str, str, str]:
    """Plan one as an advisor does: the order's number, the transfer's page, and the customer's private page."""
    number = refused_refund()
    case = f"/desk/cases/{case_of(number)}/"
    assert "Send it by bank transfer" in page(client, case)
    assert "asked for an account" in said(post(client, f"{case}transfer/"))
    (transfer,) = payments.transfers_waiting()
    link = Message.objects.get(kind="refund_account").facts["account_link"]
    return number, f"/desk/transfers/{transfer.id}/", "/" + link.split("/", 3)[3]


def test_from_the_case_to_the_banks_reference() -> None:
    advisor = signed_in(Role.ADVISOR)
    number, path, link = planned(advisor)
    assert "asked of the customer, not given yet" in page(advisor, "/desk/money/")
    shopper = Client()
    wrong = shopper.post(link, {"holder": "Jeanne Exemple", "iban": "FR00 1420"})
    assert wrong.status_code == 422
    assert "This IBAN is not right." in plain(wrong.content.decode())
    assert shopper.post(link, {}).status_code == 422
    done = shopper.post(link, {"holder": "Jeanne Exemple", "iban": IBAN}, follow=True)
    text = plain(done.content.decode())
    assert "your account ending in 2606" in text
    assert IBAN not in text
    # The link changes nothing any more, and tells nothing more.
    assert shopper.post(link, {"holder": "Somebody Else", "iban": IBAN}).status_code == 422
    assert "ends in 2606" in page(advisor, path)
    assert IBAN not in page(advisor, path)
    assert advisor.post(f"{path}open/").status_code == 403
    finance = signed_in(Role.FINANCE)
    opened = plain(finance.post(f"{path}open/").content.decode())
    assert f"IBAN {IBAN}" in opened
    assert "Holder Jeanne Exemple" in opened
    assert IBAN not in page(finance, path)
    assert "Booked." in said(post(finance, f"{path}sent/", reference="SCT-0815"))
    assert BankTransfer.objects.get().sealed == ""
    assert "Done: nothing is needed from you" in plain(shopper.get(link).content.decode())
    ship.work()
    assert "Bank transfer carried out" in page(advisor, f"/desk/orders/{number}/")
    assert "No refund goes by bank transfer." in page(advisor, "/desk/money/")
    assert advisor.post(f"{path}returned/", {"why": "AC04"}).status_code == 403
    assert "owed again" in said(post(finance, f"{path}returned/", why="AC04 account closed"))
    assert "AC04 account closed" in page(advisor, path)
    assert "asked of the customer, not given yet" in page(advisor, "/desk/money/")


def test_finance_types_the_account_and_somebody_else_sends_it() -> None:
    advisor = signed_in(Role.ADVISOR)
    _number, path, _link = planned(advisor)
    finance, boss = signed_in(Role.FINANCE), signed_in(Role.ADMIN)
    text = said(post(finance, f"{path}account/", holder="Jeanne Exemple", number="12", code="x"))
    assert "Check the account number" in text
    typed = {"holder": "Jeanne Exemple", "number": "12345678", "code": "20-04-15"}
    assert "sealed" in said(post(finance, f"{path}account/", **typed))
    assert "somebody else carries it out" in page(finance, path)
    assert "somebody else has to decide on it" in said(post(finance, f"{path}open/"))
    assert "Account number 12345678 BIC or bank code 200415" in plain(post(boss, f"{path}open/"))
    assert "Booked." in said(post(boss, f"{path}sent/", reference="SCT-1"))


def test_a_link_of_nobodys_and_an_old_one_open_nothing() -> None:
    assert Client().get("/en-fr/refund-account/nothing/").status_code == 404
    advisor = signed_in(Role.ADVISOR)
    _number, path, link = planned(advisor)
    assert "new link by mail" in said(post(advisor, f"{path}link/"))
    assert Client().get(link).status_code == 404
