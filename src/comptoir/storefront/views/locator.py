"""The store locator: every store, a drawn map, hours, and each on a page of its own (STO-06)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from comptoir.infra import clock, formats
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.storefront import locator_page, structured
from comptoir.storefront.locator_page import KINDS, Chosen
from comptoir.storefront.store import SPOKEN, Store, in_store, show_page


@in_store
def stores(request: HttpRequest, store: Store) -> HttpResponse:
    """The stores, all or those of a country, a kind, a town."""
    every = markets.house_stores()
    chosen = Chosen(
        country=_one_of(request.GET.get("country", "").upper(), {place.country for place in every}),
        kind=_one_of(request.GET.get("kind", ""), set(KINDS)),
        text=request.GET.get("q", "").strip()[:80],
    )
    places = locator_page.choose(every, chosen, first=store.country, at=clock.now())
    lands = sorted(
        {(place.country, formats.country(place.country)) for place in every}, key=lambda pair: pair[1]
    )
    context = {
        "name": _("Stores"),
        "description": _("Every store of the house, with its address, hours and services."),
        "chosen": chosen,
        "places": places,
        "lands": lands,
        "map": locator_page.map_of(places),
        "structured": structured.stores_data(store, [place.store for place in places]),
        **_words(),
    }
    response = show_page(request, store, "stores", context, paths=dict.fromkeys(SPOKEN, "stores/"))
    # The only page on which the browser may be asked where it is: on a press, and it tells nobody else.
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return response


@in_store
def one(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """One store."""
    now = clock.now()
    found = next((place for place in markets.house_stores() if place.slug == slug), None)
    if found is None or not locator_page.choose([found], Chosen(), at=now):
        raise Http404
    place = locator_page.place_of(found, at=now)
    context = {
        "name": found.name,
        "description": f"{found.name}, {found.line1}, {found.postal_code} {found.city}",
        "place": place,
        "map": locator_page.map_of([place]),
        "structured": structured.stores_data(store, [found]),
        "trail_links": [(_("Stores"), store.to("stores/")), (found.name, "")],
        **_words(),
    }
    return show_page(request, store, "store", context, paths=dict.fromkeys(SPOKEN, f"stores/{slug}/"))


def _words() -> dict[str, object]:
    return {
        "kinds": locator_page.kind_words(),
        "services": locator_page.service_words(),
        "standing_words": locator_page.standing_words,
    }


def _one_of(asked: str, known: set[str]) -> str:
    return asked if asked in known else ""
