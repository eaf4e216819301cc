"""The product page: a spec sheet."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import DetailColour, ProductDetail
from comptoir.drops import queries as drops
from comptoir.drops.queries import DropView
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.stock import queries as stock
from comptoir.storefront import looks, product_page, structured
from comptoir.storefront.store import SPOKEN, Store, in_store, show_page
from comptoir.storefront.words import payment_lines


@in_store
def product(request: HttpRequest, store: Store, style: str, slug: str) -> HttpResponse:
    """A style in its first colour that is left."""
    found = _find(store, style, at=clock.now())
    if slug != found.slug:
        return HttpResponseRedirect(store.to(f"p/{found.style}/{found.slug}/"))
    return _show(request, store, found, reference="")


@in_store
def by_reference(request: HttpRequest, store: Store, reference: str) -> HttpResponse:
    """A style in the colour of a reference; a bare style leads to its page."""
    known = catalogue.find_reference(reference=reference, language=store.language)
    if known is None:
        raise Http404
    if reference.upper() == known.style:
        return HttpResponseRedirect(store.to(f"p/{known.style}/{known.slug}/"))
    if reference != known.reference:
        return HttpResponseRedirect(store.to(f"p/{known.reference}/"))
    return _show(request, store, _find(store, known.style, at=clock.now()), reference=known.reference)


def _find(store: Store, style: str, *, at: datetime) -> ProductDetail:
    found = catalogue.product_detail(style=style, country=store.country, language=store.language, at=at)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, store: Store, found: ProductDetail, *, reference: str) -> HttpResponse:
    near = [sku for card in found.related for sku in card.skus]
    left = stock.available(skus=[*found.skus, *near])
    colour = _colour(found, reference, left)
    sizes = product_page.size_buttons(colour, left)
    added = next((size for size in sizes if size.sku == request.GET.get("added")), None)
    drop = _drop(colour, at=clock.now())
    options = product_page.deliveries(store, found, sku=sizes[0].sku, at=clock.now())
    trail = [*((step.name, store.to(f"c/{step.slug}/")) for step in found.path), (found.name, "")]
    paths = {language: f"p/{found.style}/{found.slugs.get(language, found.slug)}/" for language in SPOKEN}
    context = {
        "product": found,
        "description": found.description,
        "colour": colour,
        "plates": product_page.plates(found, colour),
        "measured": product_page.measured_plate(found, colour),
        "sizes": sizes,
        "share": product_page.share(store, found, colour),
        "last_pieces": [size.size for size in sizes if size.left == 1],
        "added": added,
        "chosen": added.sku if added else _only(sizes),
        "error": _("Choose a size first.") if request.GET.get("choose") else "",
        "composition": product_page.composition(found),
        "care": catalogue.care_words(found.care),
        "charts": product_page.charts(found),
        "tapes": product_page.tapes(found),
        "deliveries": options,
        "delivery_notes": product_page.delivery_notes(store, found, options),
        "payment_lines": payment_lines(store),
        "policy": store.policy,
        "drop": drop,
        "drop_opened": drop is not None and drop.terms.opens_at <= clock.now(),
        "zone": store.house.time_zone,
        "looks": looks.plates_with(
            store,
            references=[shade.reference for shade in found.colours],
            collection=found.collection,
            slug=found.collection_slug,
        ),
        "trail": [step.code for step in found.path],
        "trail_links": trail,
        "structured": structured.product_data(
            store, found, path=paths[store.language], left=left, deliveries=options, trail=trail
        ),
    }
    return show_page(request, store, "product", context, paths=paths)


def _colour(found: ProductDetail, reference: str, left: dict[str, int]) -> DetailColour:
    """The colour asked for, else the first of which something is left."""
    for colour in found.colours:
        if colour.reference == reference:
            return colour
    in_stock = (colour for colour in found.colours if any(left.get(size.sku) for size in colour.sizes))
    return next(in_stock, found.colours[0])


def _drop(colour: DetailColour, *, at: datetime) -> DropView | None:
    """The drop in which this colour is sold, if it is in one."""
    return next(iter(drops.drops_with(skus=[size.sku for size in colour.sizes], at=at)), None)


def _only(sizes: tuple[product_page.SizeButton, ...]) -> str:
    """A piece of one size needs no choice."""
    return sizes[0].sku if len(sizes) == 1 and sizes[0].left else ""
