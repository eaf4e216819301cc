"""A payment link: what an advisor prepared, looked at and paid by the one it is for (ORD-06)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.checkout import queries, services
from comptoir.checkout.queries import CannotPrice, LinkView, Priced
from comptoir.core.actors import GUEST
from comptoir.core.decisions import Refused
from comptoir.core.policy import Method
from comptoir.core.quote import QuotedDelivery
from comptoir.infra import clock, ids
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.storefront import order_page
from comptoir.storefront.store import Store, in_store, show_personal
from comptoir.storefront.views.checkout import forward
from comptoir.storefront.words import charged_words, method_names, order_button


@in_store
def pay(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """Show what was prepared, priced as of now, or order it."""
    link = queries.link_by_token(token=token, at=clock.now())
    if link is None:
        return show_personal(request, store, "expired", {}, status=404)
    if (link.country, link.language) != (store.country, store.language):
        return HttpResponseRedirect(link.url)
    made = orders.order_by_number(number=link.order_number) if link.order_number else None
    if made is not None and made.state != "abandoned":
        return HttpResponseRedirect(store.to(f"orders/{orders.link_token(made)}/"))
    if made is None and link.state != "open":
        return show_personal(request, store, "payment_link_over", {}, status=410)
    errors: list[str] = []
    if request.method == "POST":
        try:
            return forward(store, _order(request, link))
        except NotPossible as refused:
            errors = order_page.texts(refused)
        except ValueError:
            errors = [_("Choose how to pay.")]
    return _show(request, store, link, errors)


def _order(request: HttpRequest, link: LinkView) -> services.Progress:
    shown = whole_number(request.POST.get("shown_total", ""))
    return services.pay_by_link(
        link=link,
        method=Method(request.POST.get("payment_method", "")),
        shown_total=shown if shown is not None else -1,
        key=request.POST.get("key", "")[:100] or ids.new_token(),
        actor=GUEST,
        at=clock.now(),
        visitor=visitor_of(request=request),
    )


def _show(request: HttpRequest, store: Store, link: LinkView, errors: list[str]) -> HttpResponse:
    try:
        priced, delivery = _price(link)
    except CannotPrice as refused:
        errors = order_page.texts(refused)
        return show_personal(request, store, "payment_link_over", {"errors": errors}, status=410)
    context = {
        "link": link,
        "zone": store.house.time_zone,
        "key": ids.new_token(),
        "quote": priced.quote,
        "goods": priced.goods,
        "address": markets.address_lines(address=link.address, language=link.language),
        "by": delivery,
        "errors": errors,
        "method_names": method_names(),
        "charged_words": charged_words(),
        "order_button": order_button(store.market),
        "policy": store.policy,
    }
    return show_personal(request, store, "payment_link", context, status=422 if errors else 200)


def _price(link: LinkView) -> tuple[Priced, QuotedDelivery]:
    priced = queries.price_lines(
        lines=link.lines,
        country=link.country,
        language=link.language,
        codes=link.codes,
        region=link.address.region,
        postal_code=link.address.postal_code,
        at=clock.now(),
    )
    delivery = priced.quote.delivery(link.service)
    if isinstance(delivery, Refused):
        raise CannotPrice(delivery)
    return priced, delivery
