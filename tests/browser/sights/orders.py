"""The pages of an order, of what comes back, and of links to them."""

from __future__ import annotations

import re

from comptoir.core.actors import Role
from tests.browser.orders import Orders, email_in
from tests.browser.sights.reaching import Sight, at, of, sent
from tests.browser.visiting import Visitor
from tests.journeys.program import Program


def _review(visitor: Visitor, orders: Orders) -> None:
    visitor.go(f"orders/{orders.placed['delivered']['token']}/return/")
    visitor.page.check("input[name=piece] >> nth=0")
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_selector("#pickup-courier")


def _no_piece(visitor: Visitor, orders: Orders) -> None:
    visitor.go(f"orders/{orders.placed['delivered']['token']}/return/")
    visitor.page.click("main button[type=submit]")


def _registered(visitor: Visitor, orders: Orders) -> None:
    token, number = orders.placed["registered"]["token"], orders.returns["registered"]["number"]
    visitor.go(f"orders/{token}/return/{number}/")


def _confirm_withdrawal(visitor: Visitor, orders: Orders) -> None:
    sent("withdraw/", name="Jeanne Exemple", contract="K7Q2-MX9R-T", email="jeanne@example.org")(
        visitor, orders
    )
    visitor.page.wait_for_selector("button[name=step]")


def _withdrawn(visitor: Visitor, orders: Orders) -> None:
    _confirm_withdrawal(visitor, orders)
    visitor.page.click("button[name=step]")


def _by_link(visitor: Visitor, orders: Orders) -> None:
    visitor.page.goto(orders.link)


def _by_link_over(visitor: Visitor, orders: Orders) -> None:
    """By the newest link, which an advisor has just revoked."""
    visitor.start_afresh(role=Role.ADMIN)
    visitor.go_to_desk("links/")
    visitor.page.click(f"tr:has-text('{email_in(visitor.language)}') form button >> nth=0")
    visitor.start_afresh()
    visitor.page.goto(orders.newest_link)


def plan_transfer(visitor: Visitor, orders: Orders) -> None:
    """From the case of a refund that the card refused (C-24)."""
    visitor.go_to_desk(f"orders/{orders.placed['closed']['number']}/")
    visitor.page.click("main ul.plain a[href*='/desk/cases/']")
    visitor.page.click("form[action$='/transfer/'] button")
    visitor.page.wait_for_selector("[role=status]")


def _refund_account(visitor: Visitor, orders: Orders) -> None:
    """The page behind the mailed link, where an account is given; here a wrong one."""
    visitor.start_afresh(role=Role.ADMIN)
    plan_transfer(visitor, orders)
    visitor.start_afresh()
    mails = Program(visitor.house).mails(email_in(visitor.language))
    link = next(
        re.findall(r"\S+/refund-account/\S+", mail["text"])
        for mail in mails
        if mail["kind"] == "refund_account"
    )
    visitor.page.goto(link[0])
    visitor.page.fill("main [name=iban]", "FR00 1420")
    visitor.page.click("main form button")
    visitor.page.wait_for_selector(".field.wrong")


ORDERS: dict[str, Sight] = {
    **{
        f"order {name}": of(name)
        for name in (
            "placed", "held", "unpaid", "failed", "abandoned", "cancelled", "released", "short", "shipped", "delivered",
            "registered", "received", "judged",
        )
    },
    "payment link": _by_link,
    "payment link, over": _by_link_over,
    "payment link, nonsense": at("pay/nothing/"),
    "order help": of("delivered", "help/"),
    "order help, returns": of("delivered", "help/returns/"),
    "link that opens nothing": at("orders/nothing/"),
    "return, find": at("returns/"),
    "return, find wrong": sent("returns/", number="", email="jeanne"),
    "return, link sent": sent("returns/", number="K7Q2-MX9R-T", email="jeanne@example.org"),
    "return, choose": of("delivered", "return/"),
    "return, nothing chosen": _no_piece,
    "return, review": _review,
    "return, registered": _registered,
    "refund account": _refund_account,
    "withdraw": at("withdraw/"),
    "withdraw, wrong": sent("withdraw/", email="jeanne"),
    "withdraw, confirm": _confirm_withdrawal,
    "withdraw, done": _withdrawn,
}  # fmt: skip
