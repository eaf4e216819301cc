"""Collections at the desk: begun, written in every language, given their time."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue import services as verbs
from comptoir.catalogue.queries import CollectionRow
from comptoir.core.actors import Role
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import say, take_said
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Every collection, the newest first."""
    return desk.page(
        "collections.html",
        rows=catalogue.collection_rows(),
        seasons=labels.season_words(),
        said=take_said(desk),
    )


@for_roles(Role.MERCHANDISER)
def create(desk: Desk) -> HttpResponse:
    """A new collection."""
    code = desk.request.POST.get("code", "").strip().upper()[:9]
    blank = CollectionRow(
        code=code,
        season="",
        name={},
        slug={},
        shown={},
        text={},
        online_from=desk.at,
        online_until=None,
    )
    return _form(desk, blank, stored="")


@for_roles(Role.MERCHANDISER)
def edit(desk: Desk, code: str) -> HttpResponse:
    """A collection in every language."""
    row = next((row for row in catalogue.collection_rows() if row.code == code), None)
    if row is None:
        raise Http404
    return _form(desk, row, stored=row.edition())


def _form(desk: Desk, row: CollectionRow, *, stored: str) -> HttpResponse:
    zone = markets.current_policy(at=desk.at).house.time_zone
    shown, edition, errors = row, stored, labels.Beside()
    if desk.request.method == "POST":
        edition = desk.request.POST.get("edition", "")
        shown = _typed(desk, row, zone=zone)
        try:
            verbs.save_collection(collection=shown, edition=edition, actor=desk.actor, at=desk.at)
        except NotPossible as refused:
            errors = labels.by_field(refused.refusals)
            edition = stored if isinstance(refused, verbs.ChangedMeanwhile) else edition
        else:
            say(desk, _("Saved."))
            return HttpResponseRedirect(reverse("desk:collections"))
    return desk.page(
        "collection.html",
        status=422 if errors else 200,
        row=shown,
        fresh=not stored,
        edition=edition,
        errors=errors,
        seasons=labels.season_words(),
        stored=lambda moment: typed.moment_as_typed(moment, zone=zone),
        by_language=typed.texts_by_language,
    )


def _typed(desk: Desk, row: CollectionRow, *, zone: str) -> CollectionRow:
    post = desk.request.POST
    start: datetime | None = typed.moment_of(post.get("online_from", ""), zone=zone)
    return CollectionRow(
        code=row.code,
        season=post.get("season", ""),
        name=typed.by_language(post, "name"),
        slug=row.slug,
        shown=typed.by_language(post, "shown"),
        text=typed.by_language(post, "text"),
        online_from=start or row.online_from,
        online_until=typed.moment_of(post.get("online_until", ""), zone=zone),
    )
