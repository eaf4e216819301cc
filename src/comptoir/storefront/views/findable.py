"""For search engines and merchants' programs: robots.txt, sitemaps of every store version, product feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Card, CardColour, Findable
from comptoir.content import queries as content
from comptoir.core.money import Money
from comptoir.infra import clock, pages
from comptoir.infra.templates import media_url
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock
from comptoir.storefront.store import SPOKEN, Store, in_store, versions_of
from comptoir.storefront.views import help_centre

# A sitemap names each page in every store version, which makes its entries long.
_MAPPED, _FED = 200, 500
_PERSONAL = ("basket", "checkout", "orders", "me", "version", "wishlist", "alerts", "newsletter", "search")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_CUTS = {"women": "female", "men": "male", "unisex": "unisex"}

Paths = Mapping[str, str]  # by language


def robots(request: HttpRequest) -> HttpResponse:
    """What is nobody's but its owner's is not looked for; where the sitemaps are."""
    del request
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /api/"]
    lines += [f"Disallow: /*/{word}/" for word in _PERSONAL]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def sitemaps(request: HttpRequest) -> HttpResponse:
    """The sitemaps of every store version."""
    del request
    at = clock.now()
    counts = catalogue.counts_by_country(at=at)
    policy = markets.current_policy(at=at)
    entries = [
        f"<sitemap><loc>{settings.SITE_URL}{start}sitemap.xml{f'?page={page}' if page > 1 else ''}</loc></sitemap>"
        for code, _, start in versions_of(policy)
        for page in range(1, _pages(counts.get(code.partition("-")[2], 0), each=_MAPPED) + 1)
    ]
    return _xml(f"<sitemapindex {_MAPS}>\n", entries, "\n</sitemapindex>\n")


@in_store
def sitemap(request: HttpRequest, store: Store) -> HttpResponse:
    """The pages of a store version, each with its addresses in the others."""
    number = _number(request)
    listed = _sheet(store, number, each=_MAPPED)
    known = catalogue.findable(styles=[card.style for card in listed], language=store.language)
    paths = [*(_standing(store) if number == 1 else ()), *(_product(known[card.style]) for card in listed)]
    if not paths:
        raise Http404
    versions = pages.kept(("versions", store.policy_version), lambda: versions_of(store.policy))
    entries = [_entry(store, own, versions) for own in paths]
    return _xml(f"<urlset {_MAPS} {_LINKS}>\n", entries, "\n</urlset>\n")


@in_store
def feed(request: HttpRequest, store: Store) -> HttpResponse:
    """Every SKU that is sold here, in the form of Google Merchant."""
    number = _number(request)
    listed = [card for card in _sheet(store, number, each=_FED) if not card.limited]
    if not listed and number > 1:
        raise Http404
    known = catalogue.findable(styles=[card.style for card in listed], language=store.language)
    left = stock.available(skus=[sku for card in listed for sku in card.skus])
    items = [
        _item(store, card, colour, known[card.style], sku=sku, size=size, left=left[sku])
        for card in listed
        for colour in card.colours
        for sku, size in colour.sizes
    ]
    site = f"<title>{escape(store.house.name)}</title><link>{settings.SITE_URL}{store.to()}</link>"
    head = '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
    about = f"<description>{escape(store.house.entity.name)}</description>"
    return _xml(f"{head}{site}{about}\n", items, "\n</channel></rss>\n")


def _sheet(store: Store, number: int, *, each: int) -> tuple[Card, ...]:
    """A page of all that is sold in a store version, as its line sheets have it."""
    return catalogue.list_products(
        country=store.country, language=store.language, at=clock.now(), page=number, per_page=each
    ).cards


def _standing(store: Store) -> Iterable[Paths]:
    """The pages that are no product's."""
    yield dict.fromkeys(SPOKEN, "")
    for node in catalogue.categories(language=store.language):
        yield {language: f"c/{node.slugs.get(language, node.slug)}/" for language in SPOKEN}
    yield from _collections(store)
    yield dict.fromkeys(SPOKEN, "stores/")
    for place in markets.house_stores():
        yield dict.fromkeys(SPOKEN, f"stores/{place.slug}/")
    yield dict.fromkeys(SPOKEN, "help/")
    for topic in content.help_topics(language=store.language):
        yield dict.fromkeys(SPOKEN, topic.path)
    for answer in help_centre.answers_of(store):
        yield dict.fromkeys(SPOKEN, answer.path)


def _collections(store: Store) -> Iterable[Paths]:
    """Collections, past ones too, and their looks."""
    yield dict.fromkeys(SPOKEN, "collections/")
    at = clock.now()
    looks = content.look_numbers()
    for season in (
        *catalogue.collections(language=store.language, at=at),
        *catalogue.past_collections(language=store.language, at=at),
    ):
        book = {language: f"collections/{season.slugs.get(language, season.slug)}/" for language in SPOKEN}
        yield book
        for collection, number, _ in looks:
            if collection == season.code:
                yield {language: f"{path}looks/{number}/" for language, path in book.items()}


def _product(known: Findable) -> Paths:
    usual = known.slugs["en"]
    return {language: f"p/{known.style}/{known.slugs.get(language, usual)}/" for language in SPOKEN}


def _entry(store: Store, paths: Paths, versions: Iterable[tuple[str, str, str]]) -> str:
    site = settings.SITE_URL
    own = {language: escape(path) for language, path in paths.items()}
    links = [
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{site}{start}{own[language]}"/>'
        for code, language, start in versions
    ]
    return f"<url><loc>{site}{store.to()}{own[store.language]}</loc>{''.join(links)}</url>"


def _item(
    store: Store, card: Card, colour: CardColour, known: Findable, *, sku: str, size: str, left: int
) -> str:
    usual = card.price if card.was_price is None else card.was_price
    facts = {
        "id": sku,
        "item_group_id": card.style,
        "title": f"{card.name}, {colour.name}, {size}",
        "description": known.description,
        "link": settings.SITE_URL + store.to(f"p/{colour.reference}/"),
        "image_link": f"{settings.SITE_URL}{media_url(colour.picture)}.png" if colour.picture else "",
        "availability": "in_stock" if left else "out_of_stock",
        "price": _price(usual, card.currency),
        "sale_price": _price(card.price, card.currency) if card.was_price is not None else "",
        "brand": store.house.name,
        "identifier_exists": "no",
        "condition": "new",
        "color": colour.name,
        "size": size,
        "gender": _CUTS.get(known.cut, ""),
        "age_group": "adult",
        "material": card.material,
    }
    told = "".join(f"<g:{name}>{escape(text)}</g:{name}>" for name, text in facts.items() if text)
    return f"<item>{told}</item>"


def _price(amount: int, currency: str) -> str:
    return f"{Money(amount, currency).major} {currency}"


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if not asked.isdecimal() or len(asked) > 4 or not int(asked):
        raise Http404
    return int(asked)


def _pages(count: int, *, each: int) -> int:
    return max(1, -(-count // each))


def _xml(start: str, entries: Iterable[str], end: str) -> HttpResponse:
    return HttpResponse(
        _HEAD + start + "\n".join(entries) + end, content_type="application/xml; charset=utf-8"
    )
