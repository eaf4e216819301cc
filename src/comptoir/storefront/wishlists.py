"""The wishlist's cookie, which lives as long as the list that nobody signed in to keep (ACC-10)."""

from __future__ import annotations

from comptoir.storefront.customers import Kept
from comptoir.wishes.queries import KEPT

COOKIE = Kept(name="wishlist", kept=KEPT)
token_of, give_token = COOKIE.token_of, COOKIE.give
