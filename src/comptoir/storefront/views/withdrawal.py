"""The statutory withdrawal: a statement, and a second button that confirms it (A-07). No account, no reason, no offer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from comptoir.cases import queries as cases
from comptoir.cases.queries import OrderView
from comptoir.core.facts import PieceState
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.orders import queries as orders
from comptoir.returns import services as returns
from comptoir.storefront import forms
from comptoir.storefront.customers import customer_of
from comptoir.storefront.store import Store, in_any_store, show_personal

# The fields, and how long each may be; `order` is carried along.
_MOST = {"name": 200, "contract": 200, "email": 200, "order": 200}


@in_any_store
def withdraw(request: HttpRequest, store: Store) -> HttpResponse:
    """State the withdrawal, of the whole or of some pieces, read it once more, confirm it (A-08)."""
    sent = request.POST if request.method == "POST" else request.GET
    customer = None if request.method == "POST" else customer_of(request=request)
    known = {"name": customer.name, "email": customer.email} if customer else {}
    typed = forms.typed_whole(sent, _MOST)
    typed |= {name: text for name, text in known.items() if name not in sent}
    order = _order(request, typed["order"])
    pieces = [piece for piece in order.pieces if piece.state != PieceState.CANCELLED] if order else []
    chosen = [piece for piece in pieces if str(piece.id) in sent.getlist("piece")]
    context: dict[str, object] = {"typed": typed, "errors": {}, "pieces": pieces, "chosen": chosen}
    if request.method != "POST":
        return show_personal(request, store, "withdraw", context)
    if errors := _errors(typed):
        return show_personal(request, store, "withdraw", {**context, "errors": errors}, status=422)
    if request.POST.get("step") != "confirm":
        return show_personal(request, store, "withdraw_confirm", context)
    statement = returns.withdraw(
        name=typed["name"],
        contract=typed["contract"],
        email=typed["email"],
        pieces=[str(piece.id) for piece in chosen],
        language=store.language,
        proved=order.number if order else "",
        at=clock.now(),
    )
    done = {**context, "received_at": statement.received_at}
    return show_personal(request, store, "withdraw_done", done)


def _order(request: HttpRequest, given: str) -> OrderView | None:
    """The order whose link the consumer came with, or whose number from the own account: only then are its pieces shown."""
    known = orders.order_by_link(token=given) if given else None
    if known is None and given and (customer := customer_of(request=request)):
        known = orders.own_order(customer_id=customer.pk, number=given)
    return cases.order_view(order=known, viewer="shopper", at=clock.now()) if known else None


def _errors(typed: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not typed["name"]:
        errors["name"] = _("Give your name.")
    if not typed["contract"]:
        errors["contract"] = _("Say which contract: the order number, or what you ordered and when.")
    if text := forms.email_error(typed["email"]):
        errors["email"] = text
    return errors | forms.too_long(typed, _MOST)
