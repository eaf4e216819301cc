"""The film of a show at the desk: put up with the picture before it is played, exchanged, taken away."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.content import queries, services
from comptoir.content.services import FilmRefused
from comptoir.core.actors import Role
from comptoir.desk import labels
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.answers import say, take_said
from comptoir.desk.views.looks import collection_or_404
from comptoir.desk.views.products import carry_out_here
from comptoir.desk.words import language_name
from comptoir.infra import captions, films, photographs
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets


@for_roles(Role.MERCHANDISER)
def edit(desk: Desk, code: str) -> HttpResponse:
    """The film of a show, and the form that puts one up."""
    errors = labels.Beside()
    languages = catalogue.shop_languages(markets.current_policy(at=desk.at))
    if desk.request.method == "POST":
        try:
            services.upload_film(
                collection=collection_or_404(code).code,
                content=_sent(desk, "film", films.MOST_BYTES),
                poster=_sent(desk, "poster", photographs.MOST_BYTES),
                captions={
                    language: _sent(desk, f"captions.{language}", captions.MOST_BYTES)
                    for language in languages
                },
                edition=desk.request.POST.get("edition", ""),
                actor=desk.actor,
                at=desk.at,
            )
        except FilmRefused as refused:
            errors = labels.by_field(refused.refusals)
        else:
            say(desk, _("Saved. The shop shows it now."))
            return HttpResponseRedirect(reverse("desk:film", args=[code]))
    film = queries.film_of(collection=code)
    return desk.page(
        "film.html",
        status=422 if errors else 200,
        collection=collection_or_404(code),
        film=film,
        edition=film.edition() if film else "",
        languages=languages,
        silent=[language_name(code) for code in languages if film and not film.transcript(code)],
        errors=errors,
        channel=markets.current_policy(at=desk.at).house.video_channel,
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def remove(desk: Desk, code: str) -> HttpResponse:
    """The film of a show out of the shop; its looks are played instead."""
    collection_or_404(code)
    return carry_out_here(
        desk,
        lambda: services.remove_film(collection=code, actor=desk.actor, at=desk.at),
        done=_("Film taken away. The shop plays the looks instead."),
        back=reverse("desk:looks", args=[code]),
    )


def _sent(desk: Desk, name: str, most: int) -> bytes:
    """What was sent in a field for a file; a byte more than allowed is enough to be refused."""
    sent = desk.request.FILES.get(name)
    return sent.read(most + 1) if sent else b""
