"""Cancelling by the shopper, where the house lets them (ORD-03): what will happen, then the button that does it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.cases import queries as cases
from comptoir.core.decisions import Allowed
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock
from comptoir.infra.refusals import NotPossible
from comptoir.storefront import order_page
from comptoir.storefront.customers import actor_in
from comptoir.storefront.store import Store, show_personal
from comptoir.storefront.views.orders import OrderView, of_order


@of_order
def cancel(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """What cancelling does, and the button; whoever has to call is told so on the order's page."""
    decision = view.can.cancel
    back = store.to(view.path)
    if not isinstance(decision, Allowed) or ("how", "self") not in decision.values:
        return HttpResponseRedirect(back)
    errors: list[str] = []
    if request.method == "POST":
        try:
            fulfilment.call_back_order(
                order_number=view.number,
                actor=actor_in(request=request),
                reason="asked_on_the_page",
                at=clock.now(),
            )
        except NotPossible as refused:
            errors = order_page.texts(refused)
        else:
            return HttpResponseRedirect(back)
    context = {
        "order": view,
        "preview": cases.preview_cancellation(view=view),
        "asks_team": ("team", "asked") in decision.values,
        "now": clock.now(),
        "errors": errors,
    }
    return show_personal(request, store, "cancel", context, status=422 if errors else 200)
