"""Pages for addresses that lead nowhere, in the visitor's store version."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comptoir.catalogue import queries as catalogue
from comptoir.infra import clock
from comptoir.infra.i18n import speaking
from comptoir.markets import queries as markets
from comptoir.storefront.choosing import choose_version
from comptoir.storefront.store import SPOKEN, Store, show_page, within

_VERSION = re.compile(r"^/([a-z]{2})-([a-z]{2})/")
_PRODUCT = re.compile(r"^/[a-z]{2}-[a-z]{2}/p/([^/]{1,40})/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or a product that left the shop (PRD-04): what there is instead."""
    del exception
    found = _VERSION.match(request.path)
    if found:
        language, country = found[1], found[2].upper()
    else:
        policy = markets.current_policy(at=clock.now())
        accepted = request.headers.get("Accept-Language", "")
        language, country = choose_version(accepted, policy=policy, languages=tuple(SPOKEN))
    return within(request, language, country, lambda store: _show(request, store))


def _show(request: HttpRequest, store: Store) -> HttpResponse:
    asked = _PRODUCT.match(request.path)
    left = asked and catalogue.gone_product(reference=asked[1], language=store.language, at=clock.now())
    if left:
        return show_page(request, store, "gone", {"left": left}, status=410)
    return show_page(request, store, "not_found", {}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours failed: say so without asking the database for anything."""
    found = _VERSION.match(request.path)
    language = found[1] if found and found[1] in SPOKEN else "en"
    with speaking(language):
        return render(request, "storefront/broken.html", {"home": found[0] if found else "/"}, status=500)
