"""Reads of checkout: baskets, prices, attempts."""

from comptoir.checkout.queries.attempts import (
    is_open,
    latest_attempt,
    next_expiry_at,
    open_attempts,
    overdue_orders,
)
from comptoir.checkout.queries.baskets import (
    MOST_CODES,
    BasketLineView,
    BasketView,
    basket_by_token,
    basket_view,
    count_in,
    lock_basket,
)
from comptoir.checkout.queries.links import (
    LinkState,
    LinkView,
    link_by_id,
    link_by_token,
    link_token,
    lock_link,
    recent_links,
)
from comptoir.checkout.queries.pricing import CannotPrice, Priced, price_lines

__all__ = [
    "MOST_CODES",
    "BasketLineView",
    "BasketView",
    "CannotPrice",
    "LinkState",
    "LinkView",
    "Priced",
    "basket_by_token",
    "basket_view",
    "count_in",
    "is_open",
    "latest_attempt",
    "link_by_id",
    "link_by_token",
    "link_token",
    "lock_basket",
    "lock_link",
    "next_expiry_at",
    "open_attempts",
    "overdue_orders",
    "price_lines",
    "recent_links",
]
