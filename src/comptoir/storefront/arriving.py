"""A customer arrives and leaves: the session of this browser, and what comes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token

from comptoir.checkout import services as checkout
from comptoir.infra import clock
from comptoir.infra.visitors import visitor_of
from comptoir.orders import services as orders
from comptoir.people import queries, services
from comptoir.storefront import baskets, customers, wishlists
from comptoir.storefront.store import Store, keep_private
from comptoir.stores import services as stores
from comptoir.wishes import services as wishes

if TYPE_CHECKING:
    from comptoir.people.models import User


def sign_in(request: HttpRequest, store: Store, customer: User, *, way: str) -> HttpResponse:
    """Sign the customer in at this browser, with a new cookie, and go on. `way` is how they showed who they are."""
    token = services.open_session(
        user=customer,
        instead_of=customers.COOKIE.token_of(request),
        device=request.headers.get("User-Agent", ""),
        country=visitor_of(request=request).country,
        way=way,
        real_at=clock.real_now(),
        at=clock.now(),
    )
    rotate_token(request)
    join_orders(customer)
    _bring_along(request, customer)
    response = keep_private(HttpResponseRedirect(customers.next_page(request, store)))
    for left in (baskets.COOKIE, wishlists.COOKIE):
        if left.brought(request):
            left.take_back(response)
    return customers.COOKIE.give(response, token)


def _bring_along(request: HttpRequest, customer: User) -> None:
    """The basket and the wishlist of this browser become the customer's, on every device."""
    at = clock.now()
    cookie = baskets.COOKIE
    checkout.keep_basket(token=cookie.brought(request), own=cookie.own_token(customer), at=at)
    wishes.keep_wishes(
        token=wishlists.COOKIE.brought(request),
        own=wishlists.COOKIE.own_token(customer),
        customer_id=customer.pk,
        at=at,
    )


def join_orders(customer: User) -> None:
    """What was ordered as a guest or bought in a store with the customer's e-mail is theirs once that is proved (ACC-03)."""
    actor = queries.actor_of(user=customer)
    orders.join_orders(user_id=customer.pk, email=customer.email, actor=actor, at=clock.now())
    stores.join_receipts(user_id=customer.pk, email=customer.email, actor=actor, at=clock.now())


def sign_out(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the session of this browser, if there is one."""
    if customer := customers.customer_of(request=request):
        services.end_session(user=customer, token=customers.COOKIE.token_of(request), at=clock.now())
    return customers.COOKIE.take_back(response)
