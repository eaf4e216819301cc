"""Store versions: a language and a market (PAY-03), and the page around what a view shows."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.backends.utils import csrf_input_lazy
from django.utils.html import escape

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import CategoryNode
from comptoir.content import queries as content
from comptoir.core.decisions import Refused
from comptoir.core.delivery import find_market
from comptoir.core.money import Money
from comptoir.core.policy import House, HousePolicy, Market, Service
from comptoir.infra import clock, formats, pages
from comptoir.infra.formats import Reader
from comptoir.infra.i18n import explain, pick, speaking
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.storefront.wire import packed

P = ParamSpec("P")

# The languages whose catalogue is complete; each is written in itself.
SPOKEN = {"en": "English", "fr": "Français", "de": "Deutsch", "ja": "日本語"}
_VERSION = re.compile(r"^/[a-z]{2}-[a-z]{2}(?=/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A store version, under the policy in force."""

    language: str
    country: str
    market: Market
    policy: HousePolicy

    @property
    def currency(self) -> str:
        """What prices are written in."""
        return self.market.currency

    @property
    def house(self) -> House:
        """Who sells."""
        return self.policy.house

    @property
    def policy_version(self) -> int:
        """The number of the terms in force."""
        return self.policy.version

    @property
    def language_name(self) -> str:
        """The language in its own words."""
        return SPOKEN[self.language]

    @property
    def spoken(self) -> dict[str, str]:
        """Every language of the shop in its own words."""
        return SPOKEN

    def to(self, path: str = "") -> str:
        """The address of a page of this store version."""
        return f"/{self.language}-{self.country.lower()}/{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A category as navigation shows it."""

    code: str
    name: str
    path: str
    children: tuple[Shelf, ...] = ()


View = Callable[Concatenate[HttpRequest, Store, P], HttpResponse]
Routed = Callable[..., HttpResponse]


def in_store(view: View[P]) -> Routed:
    """A view of a store version: finds it, speaks its language, and answers for a market that is closed."""
    return _routed(view, left_too=False)


def in_any_store(view: View[P]) -> Routed:
    """As `in_store`, and open where the house sells no more: what was bought there has still to be looked after."""
    return _routed(view, left_too=True)


def _routed(view: View[P], *, left_too: bool) -> Routed:
    @functools.wraps(view)
    def run(request: HttpRequest, version: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language, country = version.split("-")
        if language not in SPOKEN and request.method == "GET":
            return HttpResponseRedirect(_VERSION.sub(f"/en-{country}", request.get_full_path()))
        return within(
            request,
            language,
            country.upper(),
            lambda store: view(request, store, *args, **kwargs),
            left_too=left_too,
        )

    return run


def within(
    request: HttpRequest,
    language: str,
    country: str,
    show: Callable[[Store], HttpResponse],
    *,
    left_too: bool = False,
) -> HttpResponse:
    """Show something in a store version, or why there is none for that country (DEL-01); `left_too` where there was one."""
    at = clock.now()
    policy = markets.shown_policy(at=at)

    def reader() -> Reader:
        return Reader(at=at, zone=policy.house.time_zone)

    spoken = language if language in SPOKEN else "en"
    market = find_market(policy, country=country, language=spoken)
    if isinstance(market, Refused):
        former = markets.market_known(policy=policy, country=country) if left_too else None
        if former is None:
            with speaking(spoken, country, reader):
                return _closed(request, market, policy=policy, language=spoken)
        market = former
    store = Store(language=spoken, country=country, market=market, policy=policy)
    with speaking(spoken, country, reader):
        return show(store)


def home_store(policy: HousePolicy, *, language: str) -> Store:
    """The version of the house's own country."""
    country = policy.house.entity.country
    return Store(language=language, country=country, market=policy.markets[country], policy=policy)


def _closed(request: HttpRequest, refused: Refused, *, policy: HousePolicy, language: str) -> HttpResponse:
    store = home_store(policy, language=language)
    return show_page(
        request, store, "closed", {"why": explain(refused), "rule": refused.rule or ""}, status=404
    )


def show_page(
    request: HttpRequest,
    store: Store,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    paths: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A page that is the same for everybody. `paths` by language are those under which search engines may know it."""
    return packed(request, _page(request, store, template, context, status=status, paths=paths or {}))


def show_personal(
    request: HttpRequest,
    store: Store,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page about one person: kept nowhere, and its address told to nobody."""
    return keep_private(_page(request, store, template, context, status=status, paths={}))


def _page(
    request: HttpRequest,
    store: Store,
    template: str,
    context: Mapping[str, object],
    *,
    status: int,
    paths: Mapping[str, str],
) -> HttpResponse:
    around = {
        "store": store,
        "description": "",
        "structured": "",
        "trail": (),
        "sold_out": frozenset(),
        "here": request.get_full_path(),
        "form_token": csrf_input_lazy(request) if request.path.startswith(store.to("account/")) else "",
        **pages.kept(
            ("navigation", store.to(), store.policy_version), lambda: _navigation(store, at=clock.now())
        ),
        **_addresses(store, paths),
    }
    response = render(request, f"storefront/{template}.html", {**around, **context}, status=status)
    response.headers["Content-Language"] = store.language
    return response


def keep_private(response: HttpResponse) -> HttpResponse:
    """Mark an answer as one person's."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def same_page_in(store: Store, here: str) -> str:
    """The address of a page in another store version."""
    rest = _VERSION.sub("", here)
    return store.to(rest.lstrip("/") if rest.startswith("/") else "")


def _navigation(store: Store, *, at: datetime) -> dict[str, object]:
    shelves = shelves_of(catalogue.categories(language=store.language))
    seasons = tuple(
        Shelf(code=season.code, name=season.name, path=f"collections/{season.slug}/")
        for season in catalogue.collections(language=store.language, at=at)
    )
    return {
        "shelves": (
            *shelves,
            Shelf(code="collections", name=_("Collections"), path="collections/", children=seasons),
        ),
        "notices": _notices(store),
        "countries": _countries(store),
        "languages": [{"code": code, "name": name} for code, name in SPOKEN.items()],
        "help_topics": content.help_topics(language=store.language),
        "legal_pages": content.legal_pages(language=store.language),
    }


def shelves_of(nodes: tuple[CategoryNode, ...], parent: str | None = None) -> tuple[Shelf, ...]:
    """The tree of categories as navigation shows it."""
    return tuple(
        Shelf(
            code=node.code,
            name=node.name,
            path=f"c/{node.slug}/",
            children=shelves_of(nodes, parent=node.code),
        )
        for node in nodes
        if node.parent == parent
    )


def _notices(store: Store) -> list[str]:
    """What the bar at the top says, from the policy."""
    where = formats.country(store.country)
    if store.country not in store.policy.markets:
        return [
            _("%(country)s: new orders are closed. What was bought keeps its rights.") % {"country": where}
        ]
    lines = []
    for service, terms in store.market.services.items():
        named = _("Standard") if service is Service.STANDARD else _("Express")
        if terms.free_always:
            lines.append(
                _("%(country)s: %(service)s delivery is free.") % {"service": named, "country": where}
            )
        elif terms.free_over is not None:
            over = formats.money(Money(terms.free_over, store.currency))
            lines.append(
                _("%(country)s: %(service)s delivery is free over %(amount)s.")
                % {"service": named, "country": where, "amount": over}
            )
    lines.append(_("Returns are free for %(days)s days.") % {"days": store.policy.returns.days})
    return lines


def _countries(store: Store) -> list[dict[str, str]]:
    named = [
        {"code": code, "name": formats.country(code), "currency": market.currency}
        for code, market in store.policy.markets.items()
    ]
    return sorted(named, key=lambda country: _sorting(country["name"]))


def _sorting(name: str) -> str:
    """A name without its accents: PostgreSQL's order and Python's are by code point."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _addresses(store: Store, paths: Mapping[str, str]) -> dict[str, object]:
    """Where search engines may know the page: its own address, and its addresses in every store version."""
    if not paths:
        return {"canonical": "", "alternates": ""}
    versions = pages.kept(("versions", store.policy_version), lambda: versions_of(store.policy))
    own = {"": ""} | {language: escape(pick(dict(paths), language)) for language in SPOKEN}
    site = settings.SITE_URL
    links = [
        f'<link rel="alternate" hreflang="{code}" href="{site}{start}{own[language]}">'
        for code, language, start in (*versions, ("x-default", "", "/"))
    ]
    return {
        "canonical": site + store.to(pick(dict(paths), store.language)),
        "alternates": "\n".join(links),
    }


def versions_of(policy: HousePolicy) -> tuple[tuple[str, str, str], ...]:
    """Every store version: its code for search engines, its language, and the start of its addresses."""
    return tuple(
        (f"{language}-{country}", language, f"/{language}-{country.lower()}/")
        for country, market in policy.markets.items()
        for language in market.languages
        if language in SPOKEN
    )
