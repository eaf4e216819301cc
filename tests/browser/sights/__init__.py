"""Every page of the house in every state that it can be in, and how to get there."""

from tests.browser.sights.desk import DESK
from tests.browser.sights.orders import ORDERS
from tests.browser.sights.reaching import Sight
from tests.browser.sights.shop import SHOP

__all__ = ["DESK", "ORDERS", "SHOP", "Sight"]
