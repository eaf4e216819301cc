"""The wishlist (ACC-10): hearts of every page come here, with a script and without."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Colourway
from comptoir.checkout import services as checkout
from comptoir.checkout.services import NotInBasket
from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.infra.refusals import NotPossible
from comptoir.storefront import baskets, wishlists
from comptoir.storefront.store import Store, in_store, keep_private, show_personal
from comptoir.wishes import queries, services
from comptoir.wishes.services import CannotWish


@in_store
def wishlist(request: HttpRequest, store: Store) -> HttpResponse:
    """What is wished, as it stands now."""
    return _show(request, store)


def _show(request: HttpRequest, store: Store, *, refused: NotPossible | None = None) -> HttpResponse:
    wishes = queries.wish_list(
        token=wishlists.token_of(request), country=store.country, language=store.language, at=clock.now()
    )
    added = request.GET.get("added", "")
    context = {
        "wishes": wishes,
        "removed": _removed(request, store, known={wish.piece.reference for wish in wishes}),
        "added": next(
            ((wish.piece, size) for wish in wishes for size in wish.sizes if size.sku == added), None
        ),
        "choose": request.GET.get("choose", ""),
        "refusals": [explain(refusal) for refusal in refused.refusals] if refused else [],
    }
    return show_personal(request, store, "wishlist", context, status=422 if refused else 200)


def _removed(request: HttpRequest, store: Store, *, known: set[str]) -> Colourway | None:
    """The piece that was just taken off, so that it can be put back."""
    reference = request.GET.get("removed", "")[:30]
    if not reference or reference in known:
        return None
    pieces = catalogue.colourways(
        references=[reference], country=store.country, language=store.language, at=clock.now()
    )
    return pieces.get(reference)


@require_POST
@in_store
def add(request: HttpRequest, store: Store) -> HttpResponse:
    """Put a piece on the list, and be back where the heart was."""
    try:
        token = services.add_wish(
            token=wishlists.token_of(request),
            reference=request.POST.get("reference", "")[:30],
            country=store.country,
            language=store.language,
            at=clock.now(),
        )
    except CannotWish as refused:
        if _wants_json(request):
            return keep_private(
                JsonResponse({"refused": [explain(no) for no in refused.refusals]}, status=422)
            )
        return _show(request, store, refused=refused)
    answer = _told(token) if _wants_json(request) else HttpResponseRedirect(_back(request, store))
    return wishlists.give_token(answer, token)


@require_POST
@in_store
def remove(request: HttpRequest, store: Store) -> HttpResponse:
    """Take a piece off the list."""
    token = wishlists.token_of(request)
    reference = request.POST.get("reference", "")[:30]
    services.remove_wish(token=token, reference=reference, at=clock.now())
    if _wants_json(request):
        return _told(token)
    return HttpResponseRedirect(store.to(f"wishlist/?removed={reference}"))


@require_POST
@in_store
def to_basket(request: HttpRequest, store: Store) -> HttpResponse:
    """Put a wished piece into the basket in a size; it stays on the list."""
    sku = request.POST.get("sku", "")[:40]
    if not sku:
        return HttpResponseRedirect(store.to(f"wishlist/?choose={request.POST.get('reference', '')[:30]}"))
    try:
        held = checkout.add_to_basket(
            token=baskets.token_of(request),
            sku=sku,
            quantity=1,
            country=store.country,
            language=store.language,
            at=clock.now(),
        )
    except NotInBasket as refused:
        return _show(request, store, refused=refused)
    return baskets.give_token(HttpResponseRedirect(store.to(f"wishlist/?added={sku}")), held.token)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _told(token: str) -> HttpResponse:
    """What the list holds now, as `/me/` tells it."""
    return keep_private(JsonResponse({"wishes": queries.wished(token=token, at=clock.now())}))


def _back(request: HttpRequest, store: Store) -> str:
    """The page of this store on which the heart was, else the list."""
    came = urlsplit(request.headers.get("Referer", ""))
    ours = came.netloc == request.get_host() and came.path.startswith(store.to(""))
    if not ours or came.path.startswith(store.to("wishlist/")):
        return store.to("wishlist/")
    return f"{came.path}{f'?{came.query}' if came.query else ''}#wished"
