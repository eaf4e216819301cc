"""Reads of checkout: baskets, prices, attempts."""

from comptoir.checkout.queries.attempts import (
    latest_attempt,
    next_expiry_at,
    open_attempts,
    overdue_orders,
)
from comptoir.checkout.queries.baskets import (
    BasketLineView,
    BasketView,
    basket_by_token,
    basket_view,
    count_in,
    lock_basket,
)
from comptoir.checkout.queries.pricing import CannotPrice, Priced, price_lines

__all__ = [
    "BasketLineView",
    "BasketView",
    "CannotPrice",
    "Priced",
    "basket_by_token",
    "basket_view",
    "count_in",
    "latest_attempt",
    "lock_basket",
    "next_expiry_at",
    "open_attempts",
    "overdue_orders",
    "price_lines",
]
