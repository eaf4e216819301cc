"""How a page is reached, whatever it is."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.orders import Orders
from tests.browser.visiting import Visitor

Sight = Callable[[Visitor, Orders], None]


def at(path: str) -> Sight:
    """A page of the store version."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go(path)

    return reach


def inside(country: str, path: str = "") -> Sight:
    """A page of the store of another country."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.page.goto(f"{visitor.house.url}/{visitor.language}-{country}/{path}")

    return reach


def of(name: str, path: str = "") -> Sight:
    """A page of an order by its private link."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go(f"orders/{orders.placed[name]['token']}/{path}")

    return reach


def with_basket(*skus: str, then: Callable[[Visitor], None]) -> Sight:
    """A page that is reached with these in the basket."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        for sku in skus:
            visitor.page.request.post(visitor.address("basket/add/"), form={"sku": sku})
        then(visitor)

    return reach


def sent(path: str, **typed: str) -> Sight:
    """A form with some fields filled in, sent by its first button."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go(path)
        for name, text in typed.items():
            visitor.page.fill(f"main [name={name}]", text)
        visitor.page.click("main form button")

    return reach
