"""An order found by number and e-mail: link and code are mailed, and the page says the same to everybody (D2-02)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.orders import services as orders
from comptoir.storefront import forms
from comptoir.storefront.store import Store, in_any_store, show_personal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    """What an order is looked for: its page that asks, and the paths to ask again, to go on, and to do without."""

    page: str
    again: str
    onward: str
    without: str = ""


_RETURN = _Goal(page="returns_find", again="returns/", onward="orders/{token}/return/")
_CLAIM = _Goal(page="claims_find", again="claims/", onward="orders/{token}/claim/")
_WITHDRAWAL = _Goal(
    page="withdraw_find", again="withdraw/order/", onward="withdraw/?{query}", without="withdraw/"
)


@in_any_store
def for_return(request: HttpRequest, store: Store) -> HttpResponse:
    """By whoever sends pieces back without an account (RET-07)."""
    return _find(request, store, _RETURN)


@in_any_store
def for_claim(request: HttpRequest, store: Store) -> HttpResponse:
    """By whoever has something to claim."""
    return _find(request, store, _CLAIM)


@in_any_store
def for_withdrawal(request: HttpRequest, store: Store) -> HttpResponse:
    """By whoever withdraws from part of an order and would choose its pieces; the statement itself needs no order (A-08)."""
    return _find(request, store, _WITHDRAWAL)


def _find(request: HttpRequest, store: Store, goal: _Goal) -> HttpResponse:
    """The order is asked for, then opened by its mail's link, or by the code in it at the page of the goal."""
    names = {"number": 200, "email": 200, "asked": 60, "code": 20}
    typed = {name: request.POST.get(name, "").strip()[:most] for name, most in names.items()}
    if typed["asked"]:
        return _open(request, store, typed, goal)
    errors = {}
    if request.method == "POST":
        if not typed["number"]:
            errors["number"] = _("Give the order number: it is in the confirmation and on the invoice.")
        if text := forms.email_error(typed["email"]):
            errors["email"] = text
        if not errors:
            return _ask(request, store, typed, goal)
    return _show(request, store, typed, goal, errors)


def _ask(request: HttpRequest, store: Store, typed: dict[str, str], goal: _Goal) -> HttpResponse:
    try:
        typed["asked"] = orders.ask_for_link(
            number=typed["number"],
            email=typed["email"],
            visitor=visitor_of(request=request),
            at=clock.now(),
        )
    except NotPossible as refused:
        return _show(request, store, typed, goal, {"email": explain(refused.refusals[0])})
    return _sent(request, store, typed, goal, "")


def _open(request: HttpRequest, store: Store, typed: dict[str, str], goal: _Goal) -> HttpResponse:
    try:
        token = orders.open_by_code(
            token=typed["asked"], code=typed["code"], visitor=visitor_of(request=request), at=clock.now()
        )
    except NotPossible as refused:
        return _sent(request, store, typed, goal, explain(refused.refusals[0]))
    query = urlencode({"contract": typed["number"], "order": token})
    return HttpResponseRedirect(store.to(goal.onward.format(token=token, query=query)))


def _show(
    request: HttpRequest, store: Store, typed: dict[str, str], goal: _Goal, errors: dict[str, str]
) -> HttpResponse:
    context = {"typed": typed, "errors": errors, "policy": store.policy}
    return show_personal(request, store, goal.page, context, status=422 if errors else 200)


def _sent(request: HttpRequest, store: Store, typed: dict[str, str], goal: _Goal, error: str) -> HttpResponse:
    context = {"typed": typed, "error": error, "again": goal.again, "without": goal.without}
    return show_personal(request, store, "returns_sent", context, status=422 if error else 200)
