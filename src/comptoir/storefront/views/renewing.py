"""Paying again for what the bank no longer holds (C-06): the page the mail leads to, and the way back from the provider."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.checkout import services as checkout
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.storefront.customers import actor_in
from comptoir.storefront.store import Store, show_personal
from comptoir.storefront.views.orders import OrderView, of_order
from comptoir.storefront.words import method_names


@of_order
def renewal(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """What is to be paid again and why; the button goes to the provider's page. Nothing to pay leads to the order."""
    at = clock.now()
    errors: list[str] = []
    if request.method == "POST":
        page = checkout.pay_renewal(order_number=view.number, actor=actor_in(request=request), at=at)
        if page:
            return HttpResponseRedirect(page)
        errors = [_("The payment page does not open just now. Try again in a minute.")]
    asked = checkout.renewal_asked(order_number=view.number)
    if asked is None:
        return HttpResponseRedirect(store.to(view.path))
    context = {"order": view, "asked": asked, "errors": errors, "method_names": method_names()}
    return show_personal(request, store, "renewal", context, status=422 if errors else 200)


@of_order
def renewed(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """Back from the provider: see what came of it, then the order, or the page again while it is not paid."""
    checkout.settle_renewal(order_number=view.number, actor=actor_in(request=request), at=clock.now())
    step = "renewal/" if checkout.renewal_asked(order_number=view.number) else ""
    return HttpResponseRedirect(store.to(f"{view.path}{step}"))
