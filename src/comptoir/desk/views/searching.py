"""The one search of the desk: what was typed stays out of addresses, and a single thing that is meant is shown at once."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comptoir.cases import queries as cases
from comptoir.cases.queries import Found, Hit
from comptoir.desk.access import PEOPLE, STAFF, Desk, for_roles
from comptoir.infra.i18n import gettext as _

_KEY = "searched"  # in the session: nobody reads it in an address or a log


@for_roles(*STAFF)
def search(desk: Desk) -> HttpResponse:
    """What was found; posted words are looked for and come back without being in the address."""
    if desk.request.method == "POST":
        return look_for(desk, desk.request.POST.get("q", ""))
    words = desk.request.session.get(_KEY, "")
    hits = sorted(_hits(desk, words), key=lambda hit: list(Found).index(hit.kind))
    groups = [
        (_group_words()[kind], [(hit, address_of(hit)) for hit in group])
        for kind, group in groupby(hits, key=lambda hit: hit.kind)
    ]
    return desk.page("search.html", words=words, groups=groups, people=desk.may(*PEOPLE))


def look_for(desk: Desk, words: str) -> HttpResponse:
    """To the page of the one thing that is meant, else to what was found."""
    words = words.strip()[:200]
    if not words:
        return HttpResponseRedirect(reverse("desk:index"))
    hits = _hits(desk, words)
    if len(hits) == 1:
        return HttpResponseRedirect(address_of(hits[0]))
    desk.request.session[_KEY] = words
    return HttpResponseRedirect(reverse("desk:search"))


def address_of(hit: Hit) -> str:
    """The page of something found."""
    match hit.kind:
        case Found.CUSTOMER:
            return reverse("desk:customer", args=[hit.key])
        case Found.ORDER:
            return reverse("desk:order", args=[hit.key])
        case Found.RETURN:
            return reverse("desk:return", args=[hit.key])
        case Found.CASE:
            return reverse("desk:case", args=[hit.key])
        case Found.PIECE:
            return reverse("desk:stock_of", args=[hit.key])


def _hits(desk: Desk, words: str) -> tuple[Hit, ...]:
    return cases.search(words=words, people_too=desk.may(*PEOPLE))


def _group_words() -> dict[Found, str]:
    return {
        Found.CUSTOMER: _("Customers"),
        Found.ORDER: _("Orders"),
        Found.RETURN: _("Returns"),
        Found.CASE: _("Cases"),
        Found.PIECE: _("Pieces"),
    }
