"""Where a refund goes that a card refuses: the page of the private link by which a customer gives an account (C-24)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.core.bank_accounts import BankAccount
from comptoir.core.decisions import Refused
from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.infra.refusals import NotPossible
from comptoir.payments import queries, services
from comptoir.storefront.customers import actor_in
from comptoir.storefront.store import Store, in_any_store, show_personal

_FIELDS = ("holder", "iban", "number", "code")


@in_any_store
def account(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """Give the account, once; afterwards the page says which one it is by its end."""
    transfer = queries.transfer_by_link(token=token)
    if transfer is None:
        return show_personal(request, store, "expired", {}, status=404)
    typed = {name: request.POST.get(name, "")[:80] for name in _FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            services.give_account(
                transfer_id=transfer.id,
                typed=BankAccount(**typed),
                actor=actor_in(request=request),
                at=clock.now(),
            )
            return HttpResponseRedirect(request.path)
        except NotPossible as no:
            errors = {_place(refusal, typed): explain(refusal) for refusal in no.refusals}
    context = {"transfer": transfer, "typed": typed, "errors": errors}
    return show_personal(request, store, "refund_account", context, status=422 if errors else 200)


def _place(refusal: Refused, typed: dict[str, str]) -> str:
    """The field that a refusal stands at: who typed nothing of an account is shown the IBAN."""
    if refusal.field in ("number", "code") and not (typed["number"] or typed["code"]):
        return "iban"
    return refusal.field or ""
