"""The basket's cookie: an opaque token, nothing of the basket itself."""

from __future__ import annotations

from datetime import timedelta

from comptoir.storefront.cookies import TokenCookie

COOKIE = TokenCookie(name="basket", kept=timedelta(days=90))
token_of, give_token = COOKIE.token_of, COOKIE.give
