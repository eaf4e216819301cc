"""An order found by number and e-mail: its link is mailed, and the page says the same to everybody (D2-02)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from comptoir.infra.i18n import gettext as _
from comptoir.orders import services as orders
from comptoir.storefront import forms
from comptoir.storefront.store import Store, in_store, show_personal


@in_store
def for_return(request: HttpRequest, store: Store) -> HttpResponse:
    """By whoever sends pieces back without an account (RET-07)."""
    return _find(request, store, "returns_find")


@in_store
def for_claim(request: HttpRequest, store: Store) -> HttpResponse:
    """By whoever has something to claim."""
    return _find(request, store, "claims_find")


def _find(request: HttpRequest, store: Store, page: str) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip()[:200] for name in ("number", "email")}
    errors = {}
    if request.method == "POST":
        if not typed["number"]:
            errors["number"] = _("Give the order number: it is in the confirmation and on the invoice.")
        if text := forms.email_error(typed["email"]):
            errors["email"] = text
        if not errors:
            orders.ask_for_link(number=typed["number"], email=typed["email"])
            return show_personal(request, store, "returns_sent", {"typed": typed})
    context = {"typed": typed, "errors": errors, "policy": store.policy}
    return show_personal(request, store, page, context, status=422 if errors else 200)
