"""Browsing: home, line sheets, collections, search."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import CategoryNode
from comptoir.checkout import queries as checkout
from comptoir.infra import clock, formats, pages
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.storefront import baskets, home_page, looks, structured, wishlists
from comptoir.storefront.choosing import choose_version
from comptoir.storefront.line_sheets import LineSheet, line_sheet, selection_of
from comptoir.storefront.store import (
    SPOKEN,
    Shelf,
    Store,
    in_store,
    keep_private,
    shelves_of,
    show_page,
)
from comptoir.storefront.views.looks import show_past
from comptoir.storefront.wire import packed
from comptoir.wishes import queries as wishes


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
def me(request: HttpRequest, store: Store) -> HttpResponse:
    """What the page shows of the one who reads it."""
    del store
    known = {
        "basket": checkout.count_in(token=baskets.token_of(request)),
        "wishes": wishes.wished(token=wishlists.token_of(request), at=clock.now()),
    }
    return keep_private(JsonResponse(known))


@in_store
def home(request: HttpRequest, store: Store) -> HttpResponse:
    """The home page: blocks that the house arranges."""
    blocks = home_page.blocks(store, at=clock.now())
    context = {
        "title": blocks[0].title if blocks else _("Line sheets"),
        "description": _("Ready-to-wear, bags, shoes and accessories. Delivery: %(country)s.")
        % {"country": formats.country(store.country)},
        "blocks": blocks,
        "structured": structured.house_data(store),
    }
    return show_page(request, store, "home", context, paths=dict.fromkeys(SPOKEN, ""))


@in_store
def category(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """The line sheet of a category and of what is below it."""
    nodes = pages.kept(("categories", store.language), lambda: catalogue.categories(language=store.language))
    node = _find(nodes, slug)
    if slug != node.slug:
        return HttpResponseRedirect(store.to(f"c/{node.slug}/") + _asked(request))
    sheet = line_sheet(request, store, selection_of(request, store, at=clock.now(), category=node.code))
    _refuse_beyond(sheet)
    context = {
        "name": node.name,
        "description": _("%(name)s: every style, with its price and sizes.") % {"name": node.name},
        "text": "",
        "shown": "",
        "book": None,
        "kinds": _kinds(node, nodes),
        "trail": node.path,
        "trail_links": _way(store, node, nodes),
        **results(sheet),
    }
    paths = {language: f"c/{own}/{_numbered(sheet)}" for language, own in node.slugs.items()}
    return show_page(request, store, "category", context, paths=paths)


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
        return show_past(request, store, slug)
    if slug != season.slug:
        return HttpResponseRedirect(store.to(f"collections/{season.slug}/") + _asked(request))
    sheet = line_sheet(request, store, selection_of(request, store, at=clock.now(), collection=season.code))
    _refuse_beyond(sheet)
    context = {
        "name": season.name,
        "description": season.text,
        "text": season.text,
        "shown": season.shown,
        "book": None if sheet.narrowed or sheet.page.page > 1 else looks.lookbook(store, season),
        "kinds": [
            {"name": other.name, "path": f"collections/{other.slug}/", "here": other.code == season.code}
            for other in seasons
            if len(seasons) > 1
        ],
        "trail": ["collections", season.code],
        "trail_links": [(_("Collections"), store.to("collections/")), (season.name, "")],
        **results(sheet),
    }
    paths = {language: f"collections/{own}/{_numbered(sheet)}" for language, own in season.slugs.items()}
    return show_page(request, store, "category", context, paths=paths)


@in_store
def search(request: HttpRequest, store: Store) -> HttpResponse:
    """What fits the words; a reference or SKU goes straight to its product."""
    words = _words(request)
    if not words:
        return show_page(request, store, "search", {"q": "", "name": _("Search")})
    if any(sign.isdigit() for sign in words):
        known = catalogue.find_reference(reference="-".join(words.split()), language=store.language)
        if known is not None:
            return HttpResponseRedirect(store.to(f"p/{known.reference}/"))
    at = clock.now()
    found = catalogue.search_products(q=words, language=store.language)
    sheet = line_sheet(request, store, selection_of(request, store, at=at, found=found), found=found, q=words)
    context = {
        "q": words,
        "name": words,
        "found": found,
        "near": catalogue.near_words(q=words, language=store.language) if not sheet.page.count else (),
        "ask": store.to("contact/") + "?" + urlencode({"topic": "product", "about": words}),
        **results(sheet),
    }
    return show_page(request, store, "search", context)


@in_store
def suggest(request: HttpRequest, store: Store) -> HttpResponse:
    """What may be meant by words that are still being typed: a fragment for the search box."""
    words = _words(request)
    offered = catalogue.suggestions(q=words, country=store.country, language=store.language, at=clock.now())
    context = {"store": store, "q": words, "offered": offered}
    return packed(request, render(request, "storefront/suggestions.html", context))


def results(sheet: LineSheet) -> dict[str, object]:
    """What the template of results wants."""
    return {"sheet": sheet, "page": sheet.page}


def _words(request: HttpRequest) -> str:
    """What was typed, without signs that cannot be."""
    return "".join(sign for sign in request.GET.get("q", "") if sign.isprintable()).strip()[:80]


def _asked(request: HttpRequest) -> str:
    """What the address asks for, to be kept on the way to the same sheet in another language."""
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _refuse_beyond(sheet: LineSheet) -> None:
    if not sheet.page.cards and sheet.page.page > 1:
        raise Http404


def _numbered(sheet: LineSheet) -> str:
    """What tells a further page of the whole sheet apart; narrowed sheets are known by the whole one."""
    further = sheet.page.page > 1 and not sheet.narrowed
    return f"?page={sheet.page.page}" if further else ""
