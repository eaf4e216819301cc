"""Pages for addresses that lead nowhere, in the visitor's store version."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comptoir.infra import clock
from comptoir.infra.i18n import speaking
from comptoir.markets import queries as markets
from comptoir.storefront.choosing import choose_version
from comptoir.storefront.store import SPOKEN, Store, show_page, within

_VERSION = re.compile(r"^/([a-z]{2})-([a-z]{2})/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page: what there is instead."""
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
    return show_page(request, store, "not_found", {}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours failed: say so without asking the database for anything."""
    found = _VERSION.match(request.path)
    language = found[1] if found and found[1] in SPOKEN else "en"
    with speaking(language):
        return render(request, "storefront/broken.html", {"home": found[0] if found else "/"}, status=500)
