"""An order by its private link: where it stands, what can be done, its documents, and paying again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.cases import queries as cases
from comptoir.checkout import services as checkout
from comptoir.core.policy import Method
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import clock, media
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.signed_links import Link, read_link
from comptoir.infra.visitors import visitor_of
from comptoir.invoicing import queries as invoicing_queries
from comptoir.invoicing import services as invoicing
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.privacy import queries as privacy
from comptoir.storefront import order_page
from comptoir.storefront.account_page import own_view
from comptoir.storefront.customers import actor_in, customer_of, to_sign_in
from comptoir.storefront.store import Routed, Store, in_any_store, keep_private, show_personal
from comptoir.storefront.words import charged_words, method_names

P = ParamSpec("P")
OrderView = cases.OrderView
Page = Callable[Concatenate[HttpRequest, Store, OrderView, P], HttpResponse]


def of_order(page: Page[P]) -> Routed:
    """A page of an order, for whoever holds its private link, account or none (ACC-02), and for the customer whose it is.

    Any other link is answered alike; the pages of an account have no token in them, and of another's order there are none.
    """

    @in_any_store
    def run(
        request: HttpRequest,
        store: Store,
        /,
        token: str = "",
        own: str = "",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> HttpResponse:
        if own:
            return _own(request, store, own, lambda view: page(request, store, view, *args, **kwargs))
        known = orders.order_by_link(token=token)
        if known is None:
            return show_personal(request, store, "expired", {}, status=404)
        view = cases.order_view(order=known, viewer="shopper", at=clock.now())
        return page(request, store, view, *args, **kwargs)

    return run


def _own(
    request: HttpRequest, store: Store, number: str, show: Callable[[OrderView], HttpResponse]
) -> HttpResponse:
    customer = customer_of(request=request)
    if customer is None:
        return to_sign_in(request, store)
    known = orders.own_order(customer_id=customer.pk, number=number)
    if known is None:
        raise Http404
    return show(own_view(cases.order_view(order=known, viewer="shopper", at=clock.now())))


@of_order
def order(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """The order with its clocks."""
    if view.state == "awaiting_payment":
        return HttpResponseRedirect(store.to(f"{view.path}pay/"))
    if view.state == "abandoned":
        return show_personal(request, store, "abandoned", {"order": view})
    guest = customer_of(request=request) is None
    context = {**order_page.context(view, at=clock.now()), "offers_account": guest}
    return show_personal(request, store, "order", context)


@of_order
def paid(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """Where the provider sends the shopper back to: see what came of it, and go on there."""
    progress = checkout.come_back(order_number=view.number, actor=actor_in(request=request), at=clock.now())
    step = "pay/" if progress.state == "awaiting_payment" else ""
    return HttpResponseRedirect(store.to(f"{view.path}{step}"))


@of_order
def pay(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """The payment page of an order that is not paid yet (PAY-10): choose a way to pay again."""
    if view.state != "awaiting_payment":
        return HttpResponseRedirect(store.to(view.path))
    progress = checkout.settle_order(
        order_number=view.number, actor=actor_in(request=request), at=clock.now()
    )
    errors: list[str] = []
    if request.method == "POST":
        try:
            method = Method(request.POST.get("payment_method", ""))
            progress = checkout.pay_again(
                order_number=view.number,
                method=method,
                actor=actor_in(request=request),
                at=clock.now(),
                visitor=visitor_of(request=request),
            )
            return HttpResponseRedirect(progress.next_url or store.to(f"{view.path}paid/"))
        except NotPossible as refused:
            errors = order_page.texts(refused)
        except ValueError:
            errors = [_("Choose how to pay.")]
    policy = markets.policy_version(number=view.policy_version)
    context = {
        "order": view,
        "progress": progress,
        "reason": order_page.payment_reason(progress),
        "errors": errors,
        "methods": policy.markets[view.country].methods,
        "terms": policy.methods,
        "method_names": method_names(),
        "charged_words": charged_words(),
    }
    return show_personal(request, store, "pay", context, status=422 if errors else 200)


def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """An invoice or credit note, by a signed address of it (ORD-05, D2-03); one that is over leads to a fresh order link."""
    found = invoicing_queries.document_by_id(public_id=document_id)
    worth = read_link(request=request)
    if found is None or worth is Link.WRONG or privacy.is_restricted(order_number=found.order_number):
        raise Http404
    if worth is Link.OVER:
        return HttpResponseRedirect(f"/{found.language}-{found.body['country'].lower()}/returns/")
    made = invoicing.read_document(public_id=document_id, at=clock.now())
    if made is None:
        raise Http404
    return _pdf(made.content, name=made.name)


def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """A paper of a parcel, by a signed address of it: the desk makes one for each print (D2-03)."""
    found = invoicing_queries.paper_by_id(public_id=paper_id)
    if found is None or read_link(request=request) is not Link.GOOD:
        raise Http404
    made = invoicing.paper_file(paper=found)
    return _pdf(made.pdf, name=made.name)


def label(request: HttpRequest, label_id: UUID) -> HttpResponse:
    """A label or one of its customs documents, for whoever holds the order's link, or whose it is (RET-08)."""
    found = fulfilment.label_by_id(public_id=label_id)
    if found is None or not _may_print(request, found.order_number):
        raise Http404
    paper = request.GET.get("paper", "")
    digest = found.papers.get(paper) if paper else found.digest
    if not digest:
        raise Http404
    return _pdf(media.read(digest, private=True), name=f"{found.tracking_number}{paper and '-'}{paper}.pdf")


def _may_print(request: HttpRequest, number: str) -> bool:
    if known := orders.order_by_link(token=request.GET.get("token", "")):
        return known.number == number
    customer = customer_of(request=request)
    return bool(customer and orders.own_order(customer_id=customer.pk, number=number))


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return keep_private(response)
