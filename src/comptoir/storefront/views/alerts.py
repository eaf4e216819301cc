"""“Tell me when it is back”: one mail for a sold-out size (ACC-11)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.stock import queries as stock
from comptoir.storefront import contact_page, forms
from comptoir.storefront.store import Store, in_store, show_personal
from comptoir.wishes import queries, services
from comptoir.wishes.services import CannotWait


@in_store
def alert(request: HttpRequest, store: Store) -> HttpResponse:
    """Ask for the mail; the answer is the same whatever the house knows of the address."""
    sku = (request.POST.get("sku") or request.GET.get("sku", ""))[:40]
    piece = queries.pieces_to_wait_for(
        skus=[sku], country=store.country, language=store.language, at=clock.now()
    ).get(sku)
    if piece is None:
        raise Http404
    email = request.POST.get("email", "").strip()[:200]
    left = stock.available(skus=[sku])[sku]
    asks = request.method == "POST" and not left
    error = _ask(request, store, sku=sku, email=email) if asks else ""
    context = {
        "piece": piece,
        "left": left,
        "email": email,
        "error": error,
        "asked": asks and not error,
        "days": store.policy.alerts.days,
        "most": services.MOST_ALERTS,
    }
    return show_personal(request, store, "alert", context, status=422 if error else 200)


def _ask(request: HttpRequest, store: Store, *, sku: str, email: str) -> str:
    """Want the mail; what is wrong with that, or nothing."""
    if error := _email_error(email):
        return error
    try:
        services.ask_alert(
            email=email,
            sku=sku,
            country=store.country,
            language=store.language,
            sender=contact_page.sender_of(request),
            at=clock.now(),
        )
    except CannotWait as refused:
        return " ".join(explain(no) for no in refused.refusals)
    return ""


def _email_error(email: str) -> str:
    return forms.email_error(email) if email else _("Give an e-mail address: the message goes there.")
