"""What an account shows: the orders of a customer as they stand, and the kept addresses as people write them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from comptoir.cases import queries as cases
from comptoir.cases.queries import OrderView
from comptoir.core.numbers import show_number
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.people import queries as people
from comptoir.storefront import order_page
from comptoir.storefront.order_page import Act, Group
from comptoir.storefront.store import Store

ON_A_PAGE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order among others: where it stands, its pieces, and what can be done with it now."""

    order: OrderView
    shown: str
    standing: str
    groups: tuple[Group, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """A kept address as it is written; `sold` says whether the house delivers to its country."""

    id: UUID
    lines: tuple[str, ...]
    phone: str
    country: str
    preferred: bool
    sold: bool


def own_view(view: OrderView) -> OrderView:
    """The order as the account shows it: without its private link, so that no address on a page holds its token."""
    back = tuple(replace(each, label_url=each.label_url.partition("?")[0]) for each in view.returns)
    return replace(view, token="", link="", path=f"account/orders/{view.number}/", returns=back)


def order_rows(*, customer_id: int, page: int, at: datetime) -> tuple[list[OrderRow], bool]:
    """A page of a customer's orders, newest first, and whether there are older ones."""
    start = (page - 1) * ON_A_PAGE
    known = list(orders.orders_of_customer(customer_id=customer_id)[start : start + ON_A_PAGE + 1])
    views = [own_view(cases.order_view(order=order, viewer="shopper", at=at)) for order in known[:ON_A_PAGE]]
    return [_row(view, at) for view in views], len(known) > ON_A_PAGE


def _row(view: OrderView, at: datetime) -> OrderRow:
    return OrderRow(
        order=view,
        shown=show_number(view.number),
        standing=order_page.standing(view, at=at),
        groups=tuple(order_page.groups(view)),
        acts=tuple(act for act in order_page.acts(view) if act.allowed),
    )


def address_rows(*, customer_id: int, store: Store) -> list[AddressRow]:
    """The addresses that a customer keeps, the default first."""
    return [
        AddressRow(
            id=kept.id,
            lines=markets.address_lines(address=kept.address, language=store.language),
            phone=kept.address.phone,
            country=kept.address.country,
            preferred=kept.preferred,
            sold=kept.address.country in store.policy.markets,
        )
        for kept in people.addresses_of(user_id=customer_id)
    ]
