"""Store versions: the question to a visitor from elsewhere, and the way from one to another (I18N-01, PAY-03)."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from comptoir.checkout import queries as checkout
from comptoir.infra import clock
from comptoir.infra.i18n import speaking
from comptoir.storefront import baskets
from comptoir.storefront.choosing import place_of, spoken_of
from comptoir.storefront.store import (
    SPOKEN,
    Store,
    in_store,
    keep_private,
    same_page_in,
    show_personal,
)
from comptoir.storefront.version_change import change_of


@in_store
def change_version(request: HttpRequest, store: Store) -> HttpResponse:
    """The same page for another country or in another language; first what that does to the basket (PAY-13)."""
    chosen = _chosen(request, store)
    target = same_page_in(chosen, request.GET.get("from", ""))
    token = baskets.token_of(request)
    moves = chosen.country != store.country and not request.GET.get("sure")
    if not moves or not checkout.count_in(token=token):
        return keep_private(HttpResponseRedirect(target))
    shown = replace(store, language=chosen.language)
    with speaking(chosen.language, store.country):
        context = {
            "chosen": chosen,
            "change": change_of(token=token, here=store, there=chosen, at=clock.now()),
            "target": target,
            "back": same_page_in(store, request.GET.get("from", "")),
        }
        return show_personal(request, shown, "version_change", context)


def _chosen(request: HttpRequest, store: Store) -> Store:
    country = request.GET.get("country", store.country)
    language = request.GET.get("language", store.language)
    if country not in store.policy.markets or language not in SPOKEN:
        raise Http404
    return replace(store, language=language, country=country, market=store.policy.markets[country])


@in_store
def advise(request: HttpRequest, store: Store) -> HttpResponse:
    """I18N-01: the question in the visitor's language where the place is another; nothing where it is the same."""
    accepted = request.headers.get("Accept-Language", "")
    place = place_of(accepted, told=request.headers.get(settings.PLACE_HEADER, ""))
    if place in {"", store.country}:
        return keep_private(HttpResponse(status=204))
    language = spoken_of(accepted, languages=tuple(SPOKEN)) or store.language
    market = store.policy.markets.get(place)
    context = {
        "store": store,
        "place": place,
        "market": market,
        "language": language,
        "from": request.GET.get("from", ""),
    }
    with speaking(language, store.country):
        return keep_private(render(request, "storefront/version_advice.html", context))
