"""Browsing: home, line sheets, collections, search."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Card, CategoryNode, ProductPage
from comptoir.checkout import queries as checkout
from comptoir.infra import clock, formats
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock
from comptoir.storefront import baskets, home_page
from comptoir.storefront.choosing import choose_version
from comptoir.storefront.store import (
    SPOKEN,
    Shelf,
    Store,
    in_store,
    keep_private,
    same_page_in,
    shelves_of,
    show_page,
)


def root(request: HttpRequest) -> HttpResponse:
    """Pick a store version by what the browser asks for, and go there."""
    policy = markets.current_policy(at=clock.now())
    language, country = choose_version(
        request.headers.get("Accept-Language", ""), policy=policy, languages=tuple(SPOKEN)
    )
    response = HttpResponseRedirect(f"/{language}-{country.lower()}/")
    response.headers["Vary"] = "Accept-Language"
    return response


def with_slash(request: HttpRequest, version: str) -> HttpResponse:
    """The home page of a version, typed without its last slash."""
    del request
    return HttpResponseRedirect(f"/{version}/")


@in_store
def change_version(request: HttpRequest, store: Store) -> HttpResponse:
    """The same page for another country or in another language."""
    country = request.GET.get("country", store.country)
    language = request.GET.get("language", store.language)
    if country not in store.policy.markets or language not in SPOKEN:
        raise Http404
    chosen = Store(
        language=language, country=country, market=store.policy.markets[country], policy=store.policy
    )
    return HttpResponseRedirect(same_page_in(chosen, request.GET.get("from", "")))


@in_store
def me(request: HttpRequest, store: Store) -> HttpResponse:
    """What the page shows of the one who reads it."""
    del store
    return keep_private(JsonResponse({"basket": checkout.count_in(token=baskets.token_of(request))}))


@in_store
def home(request: HttpRequest, store: Store) -> HttpResponse:
    """The home page: blocks that the house arranges."""
    blocks = home_page.blocks(store, at=clock.now())
    cards = tuple(card for block in blocks for card in block.cards)
    context = {
        "title": blocks[0].title if blocks else _("Line sheets"),
        "description": _("Ready-to-wear, bags, shoes and accessories. Delivery: %(country)s.")
        % {"country": formats.country(store.country)},
        "blocks": blocks,
        "sold_out": sold_out(cards, left_of(cards)),
    }
    return show_page(request, store, "home", context, paths=dict.fromkeys(SPOKEN, ""))


@in_store
def category(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """The line sheet of a category and of what is below it."""
    nodes = catalogue.categories(language=store.language)
    node = _find(nodes, slug)
    if slug != node.slug:
        return HttpResponseRedirect(store.to(f"c/{node.slug}/"))
    page = catalogue.list_products(
        country=store.country,
        language=store.language,
        at=clock.now(),
        category=node.code,
        page=page_number(request),
    )
    if not page.cards and page.page > 1:
        raise Http404
    context = {
        "name": node.name,
        "description": _("%(name)s: every style, with its price and sizes.") % {"name": node.name},
        "text": "",
        "shown": "",
        "kinds": _kinds(node, nodes),
        "trail": node.path,
        "trail_links": _way(store, node, nodes),
        **results(request, page),
    }
    return show_page(
        request,
        store,
        "category",
        context,
        paths={language: f"c/{own}/" for language, own in node.slugs.items()},
    )


def _find(nodes: tuple[CategoryNode, ...], slug: str) -> CategoryNode:
    """The category of a slug in any language, or of a code."""
    for node in nodes:
        if slug in {node.slug, node.code, *node.slugs.values()}:
            return node
    raise Http404


def _kinds(node: CategoryNode, nodes: tuple[CategoryNode, ...]) -> list[dict[str, object]]:
    """The kinds of the shelf that a category stands on, all of it first."""
    top = next(other for other in nodes if other.code == node.path[0])
    below = shelves_of(nodes, parent=top.code)
    if not below:
        return []
    whole = Shelf(code=top.code, name=_("All"), path=f"c/{top.slug}/")
    return [
        {"name": shelf.name, "path": shelf.path, "here": shelf.code == node.code} for shelf in (whole, *below)
    ]


def _way(store: Store, node: CategoryNode, nodes: tuple[CategoryNode, ...]) -> list[tuple[str, str]]:
    steps = [other for code in node.path for other in nodes if other.code == code]
    return [(step.name, "" if step.code == node.code else store.to(f"c/{step.slug}/")) for step in steps]


@in_store
def collection(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """The line sheet of a collection that is online (PRD-01)."""
    seasons = catalogue.collections(language=store.language, at=clock.now())
    season = next((season for season in seasons if slug in {season.slug, *season.slugs.values()}), None)
    if season is None:
        raise Http404
    if slug != season.slug:
        return HttpResponseRedirect(store.to(f"collections/{season.slug}/"))
    page = catalogue.list_products(
        country=store.country,
        language=store.language,
        at=clock.now(),
        collection=season.code,
        page=page_number(request),
    )
    if not page.cards and page.page > 1:
        raise Http404
    context = {
        "name": season.name,
        "description": season.text,
        "text": season.text,
        "shown": season.shown,
        "kinds": [
            {"name": other.name, "path": f"collections/{other.slug}/", "here": other.code == season.code}
            for other in seasons
            if len(seasons) > 1
        ],
        "trail": [season.code],
        "trail_links": [],
        **results(request, page),
    }
    paths = {language: f"collections/{own}/" for language, own in season.slugs.items()}
    return show_page(request, store, "category", context, paths=paths)


@in_store
def search(request: HttpRequest, store: Store) -> HttpResponse:
    """What fits the words; a reference or SKU goes straight to its product."""
    words = request.GET.get("q", "").strip()[:80]
    if not words:
        return show_page(request, store, "search", {"q": "", "name": _("Search")})
    if any(sign.isdigit() for sign in words):
        known = catalogue.find_reference(reference=words, language=store.language)
        if known is not None:
            return HttpResponseRedirect(store.to(f"p/{known.reference}/"))
    page = catalogue.list_products(
        country=store.country, language=store.language, at=clock.now(), q=words, page=page_number(request)
    )
    context = {"q": words, "name": words, **results(request, page)}
    return show_page(request, store, "search", context)


def results(request: HttpRequest, page: ProductPage) -> dict[str, object]:
    """A page of cards with what is sold out among them, and the address of its neighbours."""
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    turn = f"?{urlencode({**kept, 'page': ''})}".removesuffix("page=")
    return {"page": page, "sold_out": sold_out(page.cards, left_of(page.cards)), "turn": turn}


def page_number(request: HttpRequest) -> int:
    """The page asked for; the first where that is no number."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1


def left_of(cards: tuple[Card, ...]) -> dict[str, int]:
    """What can still be ordered of everything on these cards."""
    return stock.available(skus=[sku for card in cards for sku in card.skus])


def sold_out(cards: tuple[Card, ...], left: Mapping[str, int]) -> frozenset[str]:
    """The styles of which nothing is left."""
    return frozenset(card.style for card in cards if not any(left[sku] for sku in card.skus))
