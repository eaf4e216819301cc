"""Macros: answers that are written often, in every language."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries, services
from comptoir.cases.queries import MacroView
from comptoir.core.actors import Role
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import say, take_said
from comptoir.desk.case_words import name_words
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """All macros by their titles."""
    return desk.page("macros.html", rows=queries.macros(), said=take_said(desk))


@for_roles(Role.ADVISOR)
def create(desk: Desk) -> HttpResponse:
    """A new one."""
    return _edit(desk, None)


@for_roles(Role.ADVISOR)
def edit(desk: Desk, macro_id: UUID) -> HttpResponse:
    """One, in every language."""
    known = next((row for row in queries.macros() if row.id == macro_id), None)
    if known is None:
        raise Http404
    return _edit(desk, known)


def _edit(desk: Desk, known: MacroView | None) -> HttpResponse:
    errors = labels.Beside()
    title, text = (known.title, known.text) if known else ({}, {})
    if desk.request.method == "POST":
        title, text = (typed.by_language(desk.request.POST, field) for field in ("title", "text"))
        try:
            services.save_macro(
                macro_id=known.id if known else None, title=title, text=text, actor=desk.actor, at=desk.at
            )
        except NotPossible as refusal:
            errors = labels.by_field(refusal.refusals)
        else:
            say(desk, _("Macro saved."))
            return HttpResponseRedirect(reverse("desk:macros"))
    return desk.page(
        "macro.html",
        status=422 if errors else 200,
        known=known,
        title=title,
        text=text,
        errors=errors,
        names=name_words(),
        by_language=typed.texts_by_language,
    )


@require_POST
@for_roles(Role.ADVISOR)
def remove(desk: Desk, macro_id: UUID) -> HttpResponse:
    """Take it away."""
    services.remove_macro(macro_id=macro_id, actor=desk.actor, at=desk.at)
    say(desk, _("Macro removed."))
    return HttpResponseRedirect(reverse("desk:macros"))
