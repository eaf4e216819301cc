"""The basket's cookie: an opaque token, nothing of the basket itself. A customer's own basket needs none."""

from __future__ import annotations

from datetime import timedelta

from comptoir.storefront.customers import Kept

COOKIE = Kept(name="basket", kept=timedelta(days=90))
token_of, give_token = COOKIE.token_of, COOKIE.give
