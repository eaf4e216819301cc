"""Photographs of a product: added, described, put in order, taken away."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import services as verbs
from comptoir.core.actors import Role
from comptoir.desk import labels, typed
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.answers import place_in, say, take_said
from comptoir.desk.views.products import about, carry_out_here, sheet_or_404
from comptoir.infra.i18n import gettext as _
from comptoir.infra.photographs import MOST_BYTES
from comptoir.infra.refusals import NotPossible


@for_roles(Role.MERCHANDISER)
def index(desk: Desk, style: str) -> HttpResponse:
    """The photographs of each colour, and the form that adds one."""
    return _page(desk, style, labels.Beside())


@require_POST
@for_roles(Role.MERCHANDISER)
def add(desk: Desk, style: str) -> HttpResponse:
    """A photograph from a file."""
    sheet = sheet_or_404(style)
    reference = desk.request.POST.get("reference", "")
    sent = desk.request.FILES.get("file")
    if reference not in sheet.references():
        raise Http404
    if sent is None:
        return _page(desk, style, labels.Beside(file=_("Choose a file.")))
    try:
        # A byte more than allowed is enough to be refused.
        verbs.add_photograph(
            reference=reference,
            content=sent.read(MOST_BYTES + 1),
            alt=typed.alt_of(desk.request.POST),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refused:
        return _page(desk, style, labels.by_field(refused.refusals))
    say(desk, _("Photograph added. Its widths are being made."))
    return HttpResponseRedirect(reverse("desk:product_photographs", args=[style]))


@require_POST
@for_roles(Role.MERCHANDISER)
def describe(desk: Desk, style: str, media_id: int) -> HttpResponse:
    """What a photograph shows, in every language."""
    _own_or_404(style, media_id)
    return carry_out_here(
        desk,
        lambda: verbs.describe_photograph(
            media_id=media_id, alt=typed.alt_of(desk.request.POST), actor=desk.actor, at=desk.at
        ),
        done=_("Saved."),
        back=reverse("desk:product_photographs", args=[style]),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def move(desk: Desk, style: str, media_id: int) -> HttpResponse:
    """A photograph to another place among those of its colour."""
    _own_or_404(style, media_id)
    place = place_in(desk)
    return carry_out_here(
        desk,
        lambda: verbs.move_photograph(media_id=media_id, place=place, actor=desk.actor, at=desk.at),
        done=_("Saved."),
        back=reverse("desk:product_photographs", args=[style]),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def remove(desk: Desk, style: str, media_id: int) -> HttpResponse:
    """A photograph out of the shop."""
    _own_or_404(style, media_id)
    return carry_out_here(
        desk,
        lambda: verbs.remove_photograph(media_id=media_id, actor=desk.actor, at=desk.at),
        done=_("Taken away. Orders that show it keep it."),
        back=reverse("desk:product_photographs", args=[style]),
    )


def _page(desk: Desk, style: str, errors: labels.Beside) -> HttpResponse:
    sheet = sheet_or_404(style)
    return desk.page(
        "product_photographs.html",
        status=422 if errors else 200,
        errors=errors,
        asked=desk.request.POST.get("reference", ""),
        by_language=typed.texts_by_language,
        said=take_said(desk),
        **about(desk, sheet),
    )


def _own_or_404(style: str, media_id: int) -> None:
    if media_id not in {each.id for each in sheet_or_404(style).pictures if each.kind == "photo"}:
        raise Http404
