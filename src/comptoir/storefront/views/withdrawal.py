"""The statutory withdrawal: a statement, and a second button that confirms it (A-07). No account, no reason, no offer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.returns import services as returns
from comptoir.storefront import forms
from comptoir.storefront.customers import customer_of
from comptoir.storefront.store import Store, in_store, show_personal

_FIELDS = ("name", "contract", "email")


@in_store
def withdraw(request: HttpRequest, store: Store) -> HttpResponse:
    """State the withdrawal, read it once more, confirm it."""
    customer = None if request.POST else customer_of(request=request)
    known = {"name": customer.name, "email": customer.email} if customer else {}
    given = {**known, **request.GET.dict(), **request.POST.dict()}
    typed = {name: str(given.get(name, "")).strip()[:200] for name in _FIELDS}
    if request.method != "POST":
        return show_personal(request, store, "withdraw", {"typed": typed, "errors": {}})
    errors = _errors(typed)
    if errors:
        context = {"typed": typed, "errors": errors}
        return show_personal(request, store, "withdraw", context, status=422)
    if request.POST.get("step") != "confirm":
        return show_personal(request, store, "withdraw_confirm", {"typed": typed})
    statement = returns.withdraw(
        name=typed["name"],
        contract=typed["contract"],
        email=typed["email"],
        pieces=[],
        language=store.language,
        at=clock.now(),
    )
    done = {"typed": typed, "received_at": statement.received_at}
    return show_personal(request, store, "withdraw_done", done)


def _errors(typed: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not typed["name"]:
        errors["name"] = _("Give your name.")
    if not typed["contract"]:
        errors["contract"] = _("Say which contract: the order number, or what you ordered and when.")
    if text := forms.email_error(typed["email"]):
        errors["email"] = text
    return errors
