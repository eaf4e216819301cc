"""Collections as a house shows them: the seasons, their looks, and where past ones are found."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Season
from comptoir.content import queries as content
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.storefront import looks
from comptoir.storefront.store import SPOKEN, Store, in_store, show_page


@in_store
def seasons(request: HttpRequest, store: Store) -> HttpResponse:
    """The collections of the house: the ones that are online, and past ones with where to find them (PRD-01, PRD-04)."""
    at = clock.now()
    context = {
        "name": _("Collections"),
        "description": _("Two collections a year, with their looks; and where to find pieces of past ones."),
        "books": [
            looks.lookbook(store, season) for season in catalogue.collections(language=store.language, at=at)
        ],
        "past": [
            looks.lookbook(store, season)
            for season in catalogue.past_collections(language=store.language, at=at)
        ],
        "outlets": markets.house_stores(kind="outlet"),
        "trail": ["collections"],
    }
    return show_page(request, store, "collections", context, paths=dict.fromkeys(SPOKEN, "collections/"))


@in_store
def look(request: HttpRequest, store: Store, slug: str, number: int) -> HttpResponse:
    """One look: its pieces on the plate and in a list, with what is left of them here."""
    at = clock.now()
    season = _find(
        slug,
        (
            *catalogue.collections(language=store.language, at=at),
            *catalogue.past_collections(language=store.language, at=at),
        ),
    )
    if slug != season.slug:
        return HttpResponseRedirect(store.to(f"collections/{season.slug}/looks/{number}/"))
    plates = content.looks_of(collection=season.code, language=store.language)
    place = next((place for place, plate in enumerate(plates) if plate.number == number), None)
    if place is None:
        raise Http404
    shown = plates[place]
    home = f"collections/{season.slug}/"
    context = {
        "name": shown.title,
        "description": _("%(title)s: look %(number)s of %(collection)s, piece by piece.")
        % {"title": shown.title, "number": number, "collection": season.name},
        "shown": looks.show_look(store, shown, at=at),
        "season": season,
        "place": place + 1,
        "count": len(plates),
        "before": plates[place - 1] if place else None,
        "after": plates[place + 1] if place + 1 < len(plates) else None,
        "home": home,
        "trail": ["collections", season.code],
        "trail_links": [
            (_("Collections"), store.to("collections/")),
            (season.name, store.to(home)),
            (_("Look %(number)s") % {"number": number}, ""),
        ],
    }
    paths = {language: f"collections/{own}/looks/{number}/" for language, own in season.slugs.items()}
    return show_page(request, store, "look", context, paths=paths)


def show_past(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """A collection that has left the store: its looks, and where its pieces are found (PRD-04)."""
    season = _find(slug, catalogue.past_collections(language=store.language, at=clock.now()))
    context = {
        "name": season.name,
        "description": season.text,
        "book": looks.lookbook(store, season),
        "outlets": markets.house_stores(kind="outlet"),
        "trail": ["collections", season.code],
        "trail_links": [(_("Collections"), store.to("collections/")), (season.name, "")],
    }
    paths = {language: f"collections/{own}/" for language, own in season.slugs.items()}
    return show_page(request, store, "past_collection", context, paths=paths)


def _find(slug: str, known: Sequence[Season]) -> Season:
    """The collection of a slug in any language; there is no page where there is none."""
    for season in known:
        if slug in {season.slug, *season.slugs.values()}:
            return season
    raise Http404
