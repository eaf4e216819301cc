"""The basket: what is in it, what changed, what it comes to here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from comptoir.checkout import queries, services
from comptoir.checkout.queries import BasketView, CannotPrice, Priced
from comptoir.checkout.services import NotInBasket
from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.storefront.baskets import give_token, token_of
from comptoir.storefront.codes import code_lines, promotion_notes
from comptoir.storefront.drops import tickets_in
from comptoir.storefront.store import Store, in_store, show_personal
from comptoir.storefront.words import payment_lines


@in_store
def basket(request: HttpRequest, store: Store) -> HttpResponse:
    """The basket with delivery and duties known before checkout (F-10)."""
    return _show(request, store)


def _show(request: HttpRequest, store: Store, *, refused: NotInBasket | None = None) -> HttpResponse:
    view = queries.basket_view(
        token=token_of(request), country=store.country, language=store.language, at=clock.now()
    )
    priced, reasons = price_of(view, store)
    quote = priced.quote if priced else None
    texts = [explain(refusal) for refusal in refused.refusals] if refused else reasons
    context = {
        "basket": view,
        "quote": quote,
        "refusals": texts,
        "most": store.policy.checkout.most_per_sku,
        "policy": store.policy,
        "payment_lines": payment_lines(store),
        "codes": code_lines(view.codes, quote=quote) if quote else (),
        "promotion_notes": promotion_notes(view.codes, quote=quote) if quote else (),
        "gifts": [priced.goods[gift.sku] for gift in priced.quote.gifts] if priced else (),
    }
    return show_personal(request, store, "basket", context, status=422 if refused else 200)


def price_of(view: BasketView, store: Store) -> tuple[Priced | None, list[str]]:
    """The price of a basket in this store version, or nothing where a line stands in its way."""
    if not view.lines or any(set(line.changes) & {"gone", "elsewhere", "short"} for line in view.lines):
        return None, []
    try:
        priced = queries.price_lines(
            lines=view.buyable,
            country=store.country,
            language=store.language,
            codes=view.codes,
            at=clock.now(),
        )
    except CannotPrice as refused:
        return None, [explain(refusal) for refusal in refused.refusals]
    return priced, []


@require_POST
@in_store
def add(request: HttpRequest, store: Store) -> HttpResponse:
    """Put a piece in and show its page again, saying so."""
    sku = request.POST.get("sku", "")[:40]
    reference = sku.rpartition("-")[0]
    if not reference:
        back = request.POST.get("reference", "")[:30]
        return HttpResponseRedirect(store.to(f"p/{back}/?choose=1" if back else "basket/"))
    try:
        held = services.add_to_basket(
            token=token_of(request),
            sku=sku,
            quantity=1,
            country=store.country,
            language=store.language,
            tickets=tickets_in(request),
            at=clock.now(),
        )
    except NotInBasket as refused:
        return _show(request, store, refused=refused)
    return give_token(HttpResponseRedirect(store.to(f"p/{reference}/?added={sku}")), held.token)


@require_POST
@in_store
def set_quantity(request: HttpRequest, store: Store) -> HttpResponse:
    """Change how many of a line, or take it out."""
    wanted = request.POST.get("quantity", "")
    quantity = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else -1
    if quantity < 0:
        return HttpResponseRedirect(store.to("basket/"))
    try:
        services.set_quantity(
            token=token_of(request), sku=request.POST.get("sku", "")[:40], quantity=quantity, at=clock.now()
        )
    except NotInBasket as refused:
        return _show(request, store, refused=refused)
    return HttpResponseRedirect(store.to("basket/"))
