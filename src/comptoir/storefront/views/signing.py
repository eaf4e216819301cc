"""In and out of a customer's account; unknown e-mails and wrong passwords are answered alike (D2-01)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from comptoir.people import services as people
from comptoir.people.services import NotSignedIn
from comptoir.storefront import customers
from comptoir.storefront.store import Store, in_store, show_personal


@in_store
def sign_in(request: HttpRequest, store: Store) -> HttpResponse:
    """Sign in with e-mail and password; who is signed in already goes on."""
    if request.method != "POST":
        if customers.customer_of(request=request):
            return HttpResponseRedirect(customers.next_page(request, store))
        return _show_sign_in(request, store)
    try:
        customer = people.customer_by_password(
            email=request.POST.get("email", "")[:254], password=request.POST.get("password", "")[:200]
        )
    except NotSignedIn:
        return _show_sign_in(request, store, wrong=True)
    return customers.sign_in(request, store, customer, way="password")


def _show_sign_in(request: HttpRequest, store: Store, *, wrong: bool = False) -> HttpResponse:
    context = {
        "email": request.POST.get("email", "")[:254],
        "next": customers.next_page(request, store),
        "wrong": wrong,
    }
    return show_personal(request, store, "sign_in", context, status=401 if wrong else 200)


@require_POST
@in_store
def sign_out(request: HttpRequest, store: Store) -> HttpResponse:
    """End the session of this browser."""
    return customers.sign_out(request, HttpResponseRedirect(store.to("")))
