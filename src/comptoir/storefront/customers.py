"""The customer who is signed in at this browser, by a cookie that has nothing to do with the desk's."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from comptoir.core.actors import GUEST, Actor
from comptoir.infra import clock, ids
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets
from comptoir.people import queries, services
from comptoir.people.services import Asker
from comptoir.storefront.cookies import TokenCookie
from comptoir.storefront.store import Routed, Store, in_any_store, keep_private

if TYPE_CHECKING:
    from comptoir.people.models import User

P = ParamSpec("P")
_OWN = "own-"  # how the tokens of a customer's own things begin, which no cookie carries
COOKIE = TokenCookie(name="customer", kept=queries.SESSION_LONGEST)
# What a browser keeps while it waits for a code, and of a link that it opened.
PROOF = TokenCookie(name="proof", kept=timedelta(days=1))
RESET = TokenCookie(name="reset", kept=timedelta(days=1))
PASSKEY = TokenCookie(name="passkey", kept=timedelta(days=1))  # which browser was asked for a passkey
_OURS = re.compile(r"/[a-z]{2}-[a-z]{2}/")


def customer_of(*, request: HttpRequest) -> User | None:
    """The customer who is signed in; a browser without the cookie asks nothing of the database."""
    token = COOKIE.token_of(request)
    found = queries.customer_in(token=token, at=clock.real_now()) if token else None
    if found is None:
        return None
    customer, unnoted = found
    if unnoted:
        services.note_visit(token=token, real_at=clock.real_now(), at=clock.now())
    return customer


def actor_in(*, request: HttpRequest) -> Actor:
    """Who acts at this browser: the customer who is signed in, else a guest."""
    customer = customer_of(request=request)
    return queries.actor_of(user=customer) if customer else GUEST


def for_customers(view: Callable[Concatenate[HttpRequest, Store, User, P], HttpResponse]) -> Routed:
    """A view of a store version for the customer who is signed in; strangers sign in first, and come back."""

    @functools.wraps(view)
    def run(request: HttpRequest, store: Store, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        customer = customer_of(request=request)
        if customer is None:
            return to_sign_in(request, store)
        return keep_private(view(request, store, customer, *args, **kwargs))

    return in_any_store(run)


def to_sign_in(request: HttpRequest, store: Store) -> HttpResponse:
    """To the sign-in page, and back to the page that was asked for; what was sent by a form is not sent again."""
    back = request.get_full_path() if request.method == "GET" else store.to("account/")
    return HttpResponseRedirect(store.to("account/sign-in/?") + urlencode({"next": back}))


def next_page(request: HttpRequest, store: Store) -> str:
    """Where to go when signed in: a page of this shop, or the account."""
    wanted = (request.POST.get("next") or request.GET.get("next") or "")[:500]
    ours = url_has_allowed_host_and_scheme(wanted, None) and _OURS.match(wanted)
    return wanted if ours else store.to("account/")


def asker_of(request: HttpRequest, store: Store) -> Asker:
    """Who asks for a mail about an account here."""
    return Asker(
        visitor=visitor_of(request=request),
        language=store.language,
        country=store.country,
        site=f"{settings.SITE_URL}{store.to('')}",
        zone=store.house.time_zone,
        terms=markets.letter_terms(
            policy=store.policy, country=store.country, language=store.language, on=clock.now().date()
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(TokenCookie):
    """The cookie of something that a browser keeps, and that a customer who is signed in has on every device instead."""

    def token_of(self, request: HttpRequest) -> str:
        """The token of the customer's own, or what the browser brought."""
        customer = customer_of(request=request)
        return self.own_token(customer) if customer else self.brought(request)

    def brought(self, request: HttpRequest) -> str:
        """What the browser brought, whoever is signed in."""
        return TokenCookie.token_of(self, request)

    def own_token(self, customer: User) -> str:
        """The token of what a customer has on every device; it is made, not kept, and leaves the house never."""
        return _OWN + ids.derived_token(f"{self.name}:{customer.public_id}")

    def give(self, response: HttpResponse, token: str) -> HttpResponse:
        """Let the browser keep the token, where it is the browser's."""
        return response if token.startswith(_OWN) else TokenCookie.give(self, response, token)
