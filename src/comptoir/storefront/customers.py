"""The customer who is signed in at this browser, by a cookie that has nothing to do with the desk's."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from comptoir.infra import clock
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets
from comptoir.people import queries, services
from comptoir.people.services import Asker
from comptoir.storefront.cookies import TokenCookie
from comptoir.storefront.store import Routed, Store, in_store, keep_private

if TYPE_CHECKING:
    from comptoir.people.models import User

P = ParamSpec("P")
COOKIE = TokenCookie(name="customer", kept=queries.SESSION_LONGEST)
# What a browser keeps while it waits for a code, and of a link that it opened.
PROOF = TokenCookie(name="proof", kept=timedelta(days=1))
RESET = TokenCookie(name="reset", kept=timedelta(days=1))
_OURS = re.compile(r"/[a-z]{2}-[a-z]{2}/")


def customer_of(*, request: HttpRequest) -> User | None:
    """The customer who is signed in; a browser without the cookie asks nothing of the database."""
    token = COOKIE.token_of(request)
    found = queries.customer_in(token=token, at=clock.real_now()) if token else None
    if found is None:
        return None
    customer, unnoted = found
    if unnoted:
        services.note_visit(token=token, at=clock.real_now())
    return customer


def for_customers(view: Callable[Concatenate[HttpRequest, Store, User, P], HttpResponse]) -> Routed:
    """A view of a store version for the customer who is signed in; strangers sign in first, and come back."""

    @functools.wraps(view)
    def run(request: HttpRequest, store: Store, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        customer = customer_of(request=request)
        if customer is None:
            return to_sign_in(request, store)
        return keep_private(view(request, store, customer, *args, **kwargs))

    return in_store(run)


def to_sign_in(request: HttpRequest, store: Store) -> HttpResponse:
    """To the sign-in page, and back to the page that was asked for; what was sent by a form is not sent again."""
    back = request.get_full_path() if request.method == "GET" else store.to("account/")
    return HttpResponseRedirect(store.to("account/sign-in/?") + urlencode({"next": back}))


def next_page(request: HttpRequest, store: Store) -> str:
    """Where to go when signed in: a page of this shop, or the account."""
    wanted = (request.POST.get("next") or request.GET.get("next") or "")[:500]
    ours = url_has_allowed_host_and_scheme(wanted, None) and _OURS.match(wanted)
    return wanted if ours else store.to("account/")


def sign_in(request: HttpRequest, store: Store, customer: User, *, way: str) -> HttpResponse:
    """Sign the customer in at this browser, with a new cookie, and go on. `way` is how they showed who they are."""
    token = services.open_session(
        user=customer,
        instead_of=COOKIE.token_of(request),
        device=request.headers.get("User-Agent", ""),
        country=visitor_of(request=request).country,
        way=way,
        real_at=clock.real_now(),
        at=clock.now(),
    )
    rotate_token(request)
    return keep_private(COOKIE.give(HttpResponseRedirect(next_page(request, store)), token))


def sign_out(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the session of this browser, if there is one."""
    if customer := customer_of(request=request):
        services.end_session(user=customer, token=COOKIE.token_of(request), at=clock.now())
    return COOKIE.take_back(response)


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
